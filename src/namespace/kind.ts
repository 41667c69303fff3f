import { isMount } from "./mountable.js";
import { hookNameOf, isNamespace } from "./namespace.js";
import { isObject } from "./object.js";
import { isPromise } from "./promise.js";
import { isResource } from "./resource.js";

/** What a page may be, or return, to be sent as it is. */
export type Text = string | Uint8Array;

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

/** Returns what `found` is: its kind follows from what it has, never from where it was found. */
export function kindOf(found: unknown): Kind {
	if (isPromise(found)) {
		return "promise"; // The walk awaits it, and asks again for the kind of what it gives.
	}
	if (isText(found)) {
		return "text";
	}
	if (!isObject(found)) {
		return "unpublishable";
	}
	if (isNamespace(found)) {
		// It may be a resource as well: its memo knows. A mount would ignore its hooks.
		return isMount(found) ? "unpublishable" : "namespace";
	}
	if (hookNameOf(found) !== undefined) {
		return "unpublishable";
	}
	if (typeof found === "function") {
		return kindOfFunction(found);
	}
	if (Array.isArray(found)) {
		return kindOfArray(found);
	}
	return isResource(found) ? "resource" : "unpublishable";
}

/** Whether `value` is text or bytes, to be sent as they are. */
export function isText(value: unknown): value is Text {
	return typeof value === "string" || value instanceof Uint8Array;
}

function kindOfFunction(found: object & { readonly length: number }): Kind {
	if (isMount(found)) {
		return "mount";
	}
	return isClass(found) || isErrorHandler(found) || isMereImport(found)
		? "unpublishable"
		: "page";
}

function kindOfArray(found: readonly unknown[]): Kind {
	const items = found.flat(Number.POSITIVE_INFINITY);
	if (items.length === 0 || !areHandlers(found)) {
		return "unpublishable";
	}
	return items.some((item) => isMount(item as object)) ? "mount" : "handlers";
}

/** Whether `items` are functions that can be called in turn, or arrays of them, and none has a hook that would be ignored. */
function areHandlers(items: readonly unknown[]): boolean {
	return items.every(
		(item) =>
			isObject(item) &&
			hookNameOf(item) === undefined &&
			(Array.isArray(item)
				? areHandlers(item)
				: typeof item === "function" && !isClass(item)),
	);
}

/**
 * Whether `found` is a class and no other function: the language makes its `prototype` read-only. So
 * does `Object.freeze` with that of any function; of what is frozen, the source tells.
 */
export function isClass(found: object): boolean {
	return (
		Object.getOwnPropertyDescriptor(found, "prototype")?.writable === false &&
		(!Object.isFrozen(found) ||
			Function.prototype.toString.call(found).startsWith("class"))
	);
}

/** Whether Express takes `found` for an error handler: it calls no function of four parameters, or more, for a request. */
export function isErrorHandler(found: { readonly length: number }): boolean {
	return found.length > 3;
}

/**
 * Whether `found` does nothing but import a module, as other routers have it: `() => import("./news.js")`.
 * Called as a page it would answer nothing, and nothing behind it would be found.
 */
export function isMereImport(found: { readonly length: number }): boolean {
	return (
		found.length === 0 &&
		/^(?:async\s*)?\(\s*\)\s*=>\s*import\s*\([^()]*\)$/.test(
			Function.prototype.toString.call(found),
		)
	);
}
