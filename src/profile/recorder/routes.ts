import { types } from "node:util";
import { commonJsLoader } from "../../node-loader.js";
import { logServing } from "./callers.js";
import { expressIn, handlerMethods, type Methods, wrap } from "./express.js";
import {
	isComputed,
	log,
	logNow,
	nameOf,
	numberOf,
	unrecorded,
} from "./log.js";

/** What was handed to Express as the handler of a path, with the module that was loaded by a computed path just before. */
const handed = new Map<unknown, string | undefined>();
/** What of that a module exports. */
const exported = new Set<unknown>();
/** Which module was loaded by a computed path since something was last handed to Express. */
let loaded: string | undefined;

/**
 * Notes that the module `name` has been loaded by a computed path. If what is handed to Express next is
 * exported by no module, a function has wrapped what that module exports: so loops over files do.
 */
export function watchComputed(name: string): void {
	loaded = name;
}

/** What answers the requests of a server. */
const answering = new Set<unknown>();

/** Notes what answers the requests of a server. */
export function watchServer(listeners: readonly unknown[]): void {
	for (const listener of listeners) {
		answering.add(listener);
	}
}

/** If the CommonJS module `filename` is Express itself, notes from now on what it is handed. */
export function watchExports(filename: string, exports: unknown): void {
	const express = expressIn(filename, exports);
	if (express === undefined) {
		return;
	}
	log(["express", numberOf(filename)]);
	const { application, router, route } = express;
	// Whatever an app is made of is called at it; what Routers are made of may come later.
	for (const name of ["init", "use", "route", "listen"]) {
		watch(application, name, logServing);
	}
	for (const methods of [application, router]) {
		watch(methods, "use", (path, ...handlers) => {
			const isAtRoot = typeof path === "function" || path === "/";
			for (const handler of [path, handlers].flat(9)) {
				// Without a path, all but Routers and apps are for all requests, and needed at the first.
				if (!isAtRoot || hasRoutes(handler)) {
					hand(handler);
				}
			}
			loaded = undefined;
		});
	}
	for (const method of handlerMethods(route)) {
		watch(route, method, (...handlers) => {
			handlers.flat(9).forEach(hand);
			loaded = undefined;
		});
	}
}

/** Each ES module that has been evaluated, by its number, with what resolves with its namespace. */
const evaluated = new Map<number, () => unknown>();

/** Notes that the body of an ES module has ended; `namespace` resolves with its namespace, if it can be had without loading anything. */
export function watchEvaluated(number: number, namespace: () => unknown): void {
	evaluated.set(number, namespace);
	if (isComputed(number)) {
		watchComputed(nameOf(number));
	}
}

/**
 * Logs which modules export what was handed to Express. To be called when all modules that are
 * imported at start are there. Looks only at what the server has evaluated itself. Resolves when all
 * is logged.
 */
export async function logRoutes(): Promise<void> {
	if (handed.size + answering.size > 0) {
		const modules: Module[] = Object.entries(commonJsLoader._cache).map(
			([name, { exports }]) => ({ name, values: valuesOf(exports) }),
		);
		for (const [number, namespace] of evaluated) {
			try {
				const values = valuesOf(await unrecorded(namespace));
				modules.push({ name: nameOf(number), values });
			} catch {
				// It is looked at no further than is possible.
			}
		}
		const serving = modules.filter(({ values }) =>
			values.some((value) => answering.has(value)),
		);
		for (const { name } of serving) {
			log(["serves", numberOf(name)]);
		}
		const others = modules.filter((module) => !serving.includes(module));
		logExporters(others);
		// What no module exports itself may be a method of what one exports: `users.show`, or `static show()` of a class.
		logExporters(
			others.map(({ name, values }) => ({
				name,
				values: values.flatMap(valuesOf),
			})),
		);
		for (const [handler, name] of handed) {
			if (name !== undefined && !exported.has(handler)) {
				log(["route", numberOf(name)]);
			}
		}
	}
	logNow(["routes"]);
}

/** A module, with what it exports. */
interface Module {
	readonly name: string;
	readonly values: readonly unknown[];
}

/** Logs which of `modules` have among their values what was handed to Express, and is not known to be exported. */
function logExporters(modules: readonly Module[]): void {
	const found = new Set<unknown>();
	for (const { name, values } of modules) {
		const routes = values.filter(
			(value) => handed.has(value) && !exported.has(value),
		);
		for (const route of routes) {
			found.add(route);
		}
		if (routes.length > 0) {
			log(["route", numberOf(name)]);
		}
	}
	for (const route of found) {
		exported.add(route);
	}
}

/** Returns `value`, and the values in it. Calls no getter, and no trap of a proxy. */
function valuesOf(value: unknown): unknown[] {
	const isFunction = typeof value === "function";
	if (
		(typeof value !== "object" && !isFunction) ||
		value === null ||
		types.isProxy(value) ||
		ArrayBuffer.isView(value)
	) {
		return [value];
	}
	const descriptors = Object.values(Object.getOwnPropertyDescriptors(value));
	return [value, ...descriptors.map((descriptor) => descriptor.value)];
}

/** Notes a handler; anything else is a path. */
function hand(handler: unknown): void {
	if (typeof handler === "function" || hasRoutes(handler)) {
		handed.set(handler, handed.get(handler) ?? loaded);
	}
}

/** Whether a handler is a Router or an app. */
function hasRoutes(handler: unknown): boolean {
	return typeof (handler as Methods | undefined)?.handle === "function";
}

/** Makes `methods[name]` call `see` with what it is called with, too. */
function watch(
	methods: Methods,
	name: string,
	see: (...given: unknown[]) => void,
): void {
	wrap(methods, name, (given) => {
		see(...given);
		return given;
	});
}
