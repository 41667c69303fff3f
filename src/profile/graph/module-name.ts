/** Whether the module `name` is a file; others are built into Node, or come from elsewhere. */
export function isFile(name: string): boolean {
	return /^(?:\/|[A-Za-z]:\\)/.test(name);
}

/** Whether the module `name` is JSON: nobody can see when that is read. */
export function isData(name: string): boolean {
	return name.endsWith(".json");
}

/** Returns the folder of the package in `node_modules` to which the file `name` belongs; "" if it is in none. */
export function packageOf(name: string): string {
	return (
		/^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(name)?.[0] ?? ""
	);
}

/** Returns the name of that package; of a file that is in none, its name without its folder. */
export function shortNameOf(name: string): string {
	const path = packageOf(name);
	return path === ""
		? (name.split(/[\\/]/).at(-1) ?? "")
		: path.replace(/^.*[\\/]node_modules[\\/]/, "");
}

/** What the user can change. */
export interface Ownership {
	/** The path of the server's script. */
	readonly script: string;
	/** The names of packages that are the user's, too, with `*` for anything. */
	readonly own: readonly string[];
}

/**
 * Whether the user can change the module `name`: it is a file of the same package as the server's script,
 * or of one of the packages `own`, and not what a loader has made of one, which has a query in its name.
 */
export function isOwn(name: string, { script, own }: Ownership): boolean {
	if (!isFile(name) || name.includes("?")) {
		return false;
	}
	const home = packageOf(name);
	return (
		home === packageOf(script) ||
		(home !== "" && own.some((pattern) => matches(shortNameOf(name), pattern)))
	);
}

/** Whether a name is that of a pattern, in which `*` stands for anything. */
function matches(name: string, pattern: string): boolean {
	const [first = "", ...rest] = pattern.split("*");
	if (!name.startsWith(first)) {
		return false;
	}
	let at = first.length;
	for (const [index, part] of rest.entries()) {
		const isLast = index === rest.length - 1;
		const found = isLast
			? name.endsWith(part) && name.length - part.length >= at
				? name.length - part.length
				: -1
			: name.indexOf(part, at);
		if (found === -1) {
			return false;
		}
		at = found + part.length;
	}
	return at === name.length;
}
