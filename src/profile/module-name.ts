/** Tells a module in a file from one that is built into Node, or comes from elsewhere. */
export function isFile(name: string): boolean {
	return /^(?:\/|[A-Za-z]:\\)/.test(name);
}

/** Gives the folder of the package in `node_modules` to which the file `name` belongs; "" for one that is in none. */
export function packageOf(name: string): string {
	return (
		/^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(name)?.[0] ?? ""
	);
}

/** Gives the name of that package, or else of the file in its folder. */
export function shortNameOf(name: string): string {
	const path = packageOf(name);
	return path === ""
		? (name.split(/[\\/]/).at(-1) ?? "")
		: path.replace(/^.*[\\/]node_modules[\\/]/, "");
}

/**
 * Tells whether the user can change the module `name`, as the server's `script`: it belongs neither
 * to a package nor to Node, nor is it what a loader puts around a file, told by a query.
 */
export function isOwn(name: string, script: string): boolean {
	return (
		isFile(name) && packageOf(name) === packageOf(script) && !name.includes("?")
	);
}
