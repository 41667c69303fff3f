import { METHODS } from "node:http";
import type { Handlers, PageFunction } from "./namespace.js";
import { ownValue } from "./own-value.js";

/** What a resource holds for one HTTP method. */
export type MethodHandler = PageFunction | Handlers;

const methodNames: ReadonlySet<string> = new Set(METHODS);

/** Whether `value` has a function or an array named after an HTTP method, in capitals. */
export function isResource(value: object): boolean {
	return METHODS.some(
		(method) => method in value && isHandler(ownValue(value, method)),
	);
}

/**
 * Returns what `resource` has for the HTTP method `method`, for `HEAD` also what it has for `GET`;
 * `undefined` if that method is not allowed.
 */
export function handlerFor(
	resource: object,
	method: string,
): MethodHandler | undefined {
	const handler = methodNames.has(method)
		? ownValue(resource, method)
		: undefined;
	if (isHandler(handler)) {
		return handler;
	}
	return method === "HEAD" ? handlerFor(resource, "GET") : undefined;
}

/** Returns the methods that `resource` allows, as the header `Allow` lists them: `GET, HEAD, POST`. */
export function allowedMethods(resource: object): string {
	return METHODS.filter((method) => handlerFor(resource, method) !== undefined)
		.sort()
		.join(", ");
}

/** Whether `value` can stand for a method; a module may export a list that is called `ACL` or `SEARCH`. */
function isHandler(value: unknown): value is MethodHandler {
	if (!Array.isArray(value)) {
		return typeof value === "function";
	}
	const handlers: unknown[] = value.flat(Number.POSITIVE_INFINITY);
	return (
		handlers.length > 0 &&
		handlers.every((handler) => typeof handler === "function")
	);
}
