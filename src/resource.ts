import { METHODS } from "node:http";
import type { Handlers, PageFunction } from "./namespace.js";
import { ownValue } from "./own-value.js";

/** What a resource holds for one HTTP method. */
export type MethodHandler = PageFunction | Handlers;

const methodNames: ReadonlySet<string> = new Set(METHODS);

/** Tells whether `value` has a function or an array named after an HTTP method, in capitals. */
export function isResource(value: object): boolean {
	return METHODS.some(
		(method) => method in value && isHandler(ownValue(value, method)),
	);
}

/**
 * Gives what `resource` has for the HTTP method `method`, for `HEAD` also what it has for `GET`;
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

/** Gives the methods that `resource` allows, as the header `Allow` lists them: `GET, HEAD, POST`. */
export function allowedMethods(resource: object): string {
	return METHODS.filter((method) => handlerFor(resource, method) !== undefined)
		.sort()
		.join(", ");
}

function isHandler(value: unknown): value is MethodHandler {
	return typeof value === "function" || Array.isArray(value);
}
