import { inspect, types } from "node:util";
import { NamespaceFault } from "./errors.js";
import { isMount } from "./mount.js";
import { hasHooks, isNamespace } from "./namespace.js";
import { isPromise } from "./promise.js";
import { isResource, type MethodHandler } from "./resource.js";
import { isText } from "./text.js";

/** What something found on a walk is, and so what can be done with it. */
export type Kind =
	| "promise"
	| "text"
	| "page"
	| "handlers"
	| "mount"
	| "resource"
	| "namespace"
	| "unpublishable";

/** Tells what `found` is; its kind follows from what it has, never from where it was found. */
export function kindOf(found: unknown): Kind {
	if (isPromise(found)) {
		return "promise"; // To be awaited, and looked at again.
	}
	if (typeof found === "function") {
		return kindOfFunction(found);
	}
	if (isText(found)) {
		return "text";
	}
	if (typeof found !== "object" || found === null) {
		return "unpublishable";
	}
	if (isNamespace(found)) {
		return "namespace"; // Of a resource, too: its memo knows.
	}
	if (hasHooks(found)) {
		return "unpublishable";
	}
	if (Array.isArray(found)) {
		return kindOfArray(found.flat(Number.POSITIVE_INFINITY));
	}
	return isResource(found) ? "resource" : "unpublishable";
}

function kindOfFunction(found: object & { readonly length: number }): Kind {
	if (isMount(found)) {
		return "mount";
	}
	if (isNamespace(found)) {
		return "namespace";
	}
	return isClass(found) || isErrorHandler(found) || hasHooks(found)
		? "unpublishable"
		: "page";
}

function kindOfArray(items: readonly unknown[]): Kind {
	const areFunctions = items.every(
		(item) => typeof item === "function" && !isClass(item),
	);
	if (items.length === 0 || !areFunctions) {
		return "unpublishable";
	}
	return items.some((item) => isMount(item as object)) ? "mount" : "handlers";
}

/** Says of the unpublishable `found` what it is, and what to write instead. */
export function faultOf(found: unknown): NamespaceFault {
	if (typeof found === "function") {
		if (isClass(found)) {
			return new NamespaceFault(
				`the class ${found.name}, not an instance of it`,
				`Export an instance: new ${found.name}()`,
			);
		}
		if (isErrorHandler(found)) {
			return new NamespaceFault(
				`the error handler ${found.name} (${found.length} parameters)`,
				"Make it the _q_exception_handler of the namespace",
			);
		}
	}
	if (
		(typeof found === "object" || typeof found === "function") &&
		found !== null &&
		hasHooks(found)
	) {
		return new NamespaceFault(
			"a namespace without _q_exports",
			"Give it an export list; an empty one publishes just its index",
		);
	}
	if (types.isModuleNamespaceObject(found)) {
		return new NamespaceFault(
			"a module with neither a default export nor _q_exports",
			"Export what it publishes as its default, or give it an export list",
		);
	}
	if (Array.isArray(found)) {
		return new NamespaceFault(
			"an array that is empty, or has something else in it than functions",
			"Publish an array of handlers, or a string",
		);
	}
	return new NamespaceFault(
		inspect(found, { depth: 0, customInspect: false }),
		"Publish a string, a function, an array of functions, a Router, an app, an object with " +
			"functions named GET, POST and so on, or a namespace with _q_exports; wrap other middleware in mount(...)",
	);
}

/** Says of `handler`, which is unpublishable and stands for the HTTP method `method` in a resource, what is wrong. */
export function faultOfMethod(
	method: string,
	handler: MethodHandler,
): NamespaceFault {
	const { what, remedy } = faultOf(handler);
	return new NamespaceFault(`a resource whose ${method} is ${what}`, remedy);
}

/** Tells a class from other functions: the language makes its `prototype` read-only. */
function isClass(found: object): boolean {
	return (
		Object.getOwnPropertyDescriptor(found, "prototype")?.writable === false
	);
}

/** Tells an error handler as Express does: it never calls a function of four parameters for a request. */
function isErrorHandler(found: { readonly length: number }): boolean {
	return found.length > 3;
}
