import { METHODS } from "node:http";
import { types } from "node:util";
import { dataOf, described } from "../error-text.js";
import {
	NamespaceFault,
	type Place,
	type PublisherError,
	unpublishable,
} from "../errors.js";
import { shortened } from "../printable.js";
import { isClass, isErrorHandler, isMereImport } from "./kind.js";
import { isMount } from "./mountable.js";
import { hookMeantBy, hookNameOf, misspeltExportsOf } from "./namespace.js";
import { isObject } from "./object.js";
import type { MethodHandler } from "./resource.js";

/** Returns what is wrong with the unpublishable `found`, and what to write instead. */
export function faultOf(found: unknown): NamespaceFault {
	if (typeof found === "function") {
		if (isClass(found)) {
			return new NamespaceFault(
				`the class ${nameOf(found)}, not an instance of it`,
				`Export an instance: new ${nameOf(found)}()`,
			);
		}
		if (isMereImport(found)) {
			return new NamespaceFault(
				"a function that gives a module",
				"Put the import() itself in its place, or have _q_import return it",
			);
		}
		if (isErrorHandler(found)) {
			return new NamespaceFault(
				`the error handler ${nameOf(found)} (${found.length} parameters)`,
				"Give it to app.use() itself, or make it a namespace's _q_exception_handler",
			);
		}
	}
	const hookName = isObject(found) ? hookNameOf(found) : undefined;
	if (hookName !== undefined) {
		return isMount(found as object)
			? new NamespaceFault(
					`a Router, an app or a mount with ${hookName}, which it would ignore`,
					`Export it from a namespace that has ${hookMeantBy(hookName) ?? hookName}`,
				)
			: new NamespaceFault(
					`a namespace without _q_exports, as it has ${hookName}`,
					exportListRemedyOf(found as object),
				);
	}
	if (types.isModuleNamespaceObject(found)) {
		return new NamespaceFault(
			"a module with neither a default export nor _q_exports",
			exportRemedyOf(found as object),
		);
	}
	if (Array.isArray(found)) {
		return new NamespaceFault(
			"an array that is empty, or has something else in it than functions",
			"Publish an array of handlers, or a string",
		);
	}
	return new NamespaceFault(described(found), remedyOf(found));
}

/** Returns what to do about `found`, which has hooks and no export list. */
function exportListRemedyOf(found: object): string {
	const misspelt = misspeltExportsOf(found);
	return misspelt === undefined
		? "Give it an export list; an empty one publishes just its index"
		: `Write _q_exports instead of ${misspelt}`;
}

/** Returns the error for what stands at `place`, the unpublishable `found`. */
export function errorOf(found: unknown, place: Place): PublisherError {
	return unpublishable(place, faultOf(found));
}

/** Returns the name of a function or class, which may have given itself another, or something else than a name. */
function nameOf(found: object): string {
	const name = dataOf(found, "name");
	return typeof name === "string" && name !== ""
		? shortened(name, 100)
		: "<anonymous>";
}

/** Returns what a module is to export that has neither a default nor an export list. */
function exportRemedyOf(module: object): string {
	const [name, ...others] = Object.keys(module);
	const method = methodNameIn(module);
	if (method !== undefined) {
		return methodRemedyOf(method);
	}
	return name !== undefined && others.length === 0
		? `Export what it publishes as its default, export default ${shortened(name, 40)}, or give it an export list`
		: "Export what it publishes as its default, or give it an export list";
}

/** Returns what to write instead of `found`, which is of no kind that can be published. */
function remedyOf(found: unknown): string {
	if (isObject(found)) {
		const wrong = methodNameIn(found);
		if (wrong !== undefined) {
			return methodRemedyOf(wrong);
		}
		const names = Object.keys(found).filter(
			(name) => typeof dataOf(found, name) === "function",
		);
		const method = names.find((name) => METHODS.includes(name.toUpperCase()));
		if (method !== undefined) {
			return `Methods are in capitals: write ${method.toUpperCase()} instead of ${method}`;
		}
		const unknown = names.find((name) => /^[A-Z]+$/.test(name));
		if (unknown !== undefined) {
			return `${shortened(unknown, 20)} is no HTTP method: name the functions of a resource GET, POST and so on`;
		}
		if (names.length > 0) {
			return `Export the Router or function as the default, ${shortened(String(names[0]), 40)} alone, or give an export list, _q_exports`;
		}
		return "To send data, publish a function that does: (req, res) => res.json(value)";
	}
	return (
		"Publish a string, a function, an array of functions, a Router, an app, an object with " +
		"functions named GET, POST and so on, or a namespace with _q_exports; wrap other middleware in mount(...)"
	);
}

/** Returns the first key of `found` that is an HTTP method. */
export function methodNameIn(found: object): string | undefined {
	return Object.keys(found).find((name) => METHODS.includes(name));
}

/** Returns what to write for an HTTP method that stands for something that cannot be called. */
function methodRemedyOf(method: string): string {
	return `Make ${method} a function: (req, res) => res.send(…)`;
}

/** Returns what is wrong with a resource whose unpublishable `handler` stands for the HTTP method `method`. */
export function faultOfMethod(
	method: string,
	handler: MethodHandler,
): NamespaceFault {
	const { what, remedy } = faultOf(handler);
	return new NamespaceFault(`a resource whose ${method} is ${what}`, remedy);
}
