import Module from "node:module";
import { log, names, numberOf, tell, unrecorded } from "./log.js";

/** What Express exports, as far as it is wrapped here. */
interface Express {
	application: Methods;
	Router: Methods & { prototype: Methods };
	Route: { prototype: Methods };
}

type Methods = Record<string, unknown>;
type Method = (this: unknown, ...given: unknown[]) => unknown;

/** What was handed to Express as the handler of a path. */
const handed = new Set<unknown>();

/** Looks whether the CommonJS module `filename` is Express itself; if so, notes from now on what it is handed. */
export function watchExports(filename: string, exports: unknown): void {
	if (!/[\\/]lib[\\/]express\.js$/.test(filename) || !isExpress(exports)) {
		return;
	}
	log(["express", numberOf(filename)]);
	const { application, Router, Route } = exports;
	// Of Express 4, the function Router is the prototype; of Express 5, it has one.
	const router = typeof Router.use === "function" ? Router : Router.prototype;
	for (const methods of [application, router]) {
		wrap(methods, "use", (path, ...handlers) => {
			const isAtRoot = typeof path === "function" || path === "/";
			for (const handler of [path, handlers].flat(9)) {
				// Other functions without a path of their own are for all requests, and needed at the first.
				if (!isAtRoot || hasRoutes(handler)) {
					hand(handler);
				}
			}
		});
	}
	for (const method of Object.keys(Route.prototype)) {
		// But for one, all that are named like a method are for one.
		if (/^[a-z-]+$/.test(method) && method !== "dispatch") {
			wrap(Route.prototype, method, (...handlers) => {
				handlers.flat(9).forEach(hand);
			});
		}
	}
}

/**
 * Logs which modules export what was handed to Express. Resolves when it has; by then all modules
 * that were imported at start are there.
 */
export async function logRoutes(): Promise<void> {
	if (handed.size > 0) {
		const { _cache } = Module as unknown as { _cache: Record<string, Module> };
		for (const [filename, { exports }] of Object.entries(_cache)) {
			logRoute(filename, exports);
		}
		for (const name of names()) {
			if (name.startsWith("file:") && !name.includes("/node_modules/")) {
				try {
					logRoute(name, await unrecorded(() => import(name)));
				} catch {
					// It failed at start, too.
				}
			}
		}
	}
	tell(["routes"]);
}

function logRoute(name: string, exports: unknown): void {
	if (!/[\\/]node_modules[\\/]/.test(name) && isHanded(exports)) {
		log(["route", numberOf(name)]);
	}
}

/** Tells whether `exports`, or one of the values in it, was handed to Express. No getter of a CommonJS module is called. */
function isHanded(exports: unknown): boolean {
	if (handed.has(exports)) {
		return true;
	}
	if (typeof exports !== "object" || exports === null) {
		return false;
	}
	return Object.values(Object.getOwnPropertyDescriptors(exports)).some(
		({ value }) => handed.has(value),
	);
}

function isExpress(exports: unknown): exports is Express {
	const { application, Router, Route } = (exports ?? {}) as Partial<Express>;
	return (
		typeof application?.use === "function" &&
		typeof Router === "function" &&
		typeof Route === "function"
	);
}

/** Notes a handler; paths may stand beside it. */
function hand(handler: unknown): void {
	if (typeof handler === "function" || hasRoutes(handler)) {
		handed.add(handler);
	}
}

/** Tells a Router or an app from other middleware. */
function hasRoutes(handler: unknown): boolean {
	return typeof (handler as Methods | undefined)?.handle === "function";
}

/** Has `methods[name]` tell `see` what it is called with. */
function wrap(
	methods: Methods,
	name: string,
	see: (...given: unknown[]) => void,
): void {
	const method = methods[name] as Method;
	if (typeof method === "function") {
		methods[name] = function (this: unknown, ...given: unknown[]) {
			see(...given);
			return method.apply(this, given);
		};
	}
}
