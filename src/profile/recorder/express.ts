/** The methods of what Express exports by which something is handed to it. */
export interface Express {
	/** Those of apps. */
	readonly application: Methods;
	/** Those of Routers. */
	readonly router: Methods;
	/** Those of routes, which those of apps and Routers that are named like an HTTP method call. */
	readonly route: Methods;
}

/** An object with methods that can be replaced, by their names. */
export type Methods = Record<string, unknown>;

type Method = (this: unknown, ...given: unknown[]) => unknown;

/** Returns what a CommonJS module exports if it is Express itself; `name` is its path, or what Express requires it by. */
export function expressIn(name: string, exports: unknown): Express | undefined {
	if (!/[\\/]lib[\\/]express(?:\.js)?$/.test(name) || !isExpress(exports)) {
		return undefined;
	}
	const { application, Router, Route } = exports;
	// In Express 4, the function Router is the prototype of routers; in Express 5, it has it.
	const router = typeof Router.use === "function" ? Router : Router.prototype;
	return { application, router, route: Route.prototype };
}

function isExpress(exports: unknown): exports is {
	application: Methods;
	Router: Methods & { prototype: Methods };
	Route: { prototype: Methods };
} {
	const { application, Router, Route } = (exports ?? {}) as Partial<
		Record<string, Methods>
	>;
	return (
		typeof application?.use === "function" &&
		typeof Router === "function" &&
		typeof Route === "function"
	);
}

/** Returns the names of the methods that add handlers to a route: all that are named like an HTTP method, and `all`. */
export function handlerMethods(route: Methods): string[] {
	return Object.keys(route).filter(
		(method) => /^[a-z-]+$/.test(method) && method !== "dispatch",
	);
}

/** Makes `methods[name]` call what it did with what `change` returns for what it is called with. */
export function wrap(
	methods: Methods,
	name: string,
	change: (given: readonly unknown[]) => readonly unknown[],
): void {
	const method = methods[name] as Method;
	if (typeof method === "function") {
		methods[name] = function (this: unknown, ...given: unknown[]) {
			return method.apply(this, [...change(given)]);
		};
	}
}
