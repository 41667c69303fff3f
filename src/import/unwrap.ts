import { isMount } from "../namespace/mountable.js";
import { hookNameOf } from "../namespace/namespace.js";
import { isObject } from "../namespace/object.js";
import { isResource } from "../namespace/resource.js";

/**
 * Returns what `value`, wherever it comes from, stands for if it is a module, be it one that a compiler
 * made of an ES module; else `value` itself, even if it has a `default`, as only what an importer gives
 * is taken for a module by that alone.
 */
export function unwrapModule(value: unknown): unknown {
	return isModule(value) ? unwrap(value) : value;
}

/**
 * Returns what `imported`, found by import, stands for: itself, or its `default` export if it has
 * none of the `_q_` names, and if that can be mounted, or there is no HTTP method. A second `default` is looked through for CommonJS,
 * where the first is `module.exports` and the second what a compiler made of `export default`.
 */
export function unwrap(imported: unknown): unknown {
	const exported = moduleExports(imported);
	if (!isBareModule(exported)) {
		return exported;
	}
	const inner: unknown = exported.default;
	return isBareModule(inner) && "__esModule" in inner ? inner.default : inner;
}

/**
 * Returns `module.exports` of a CommonJS module that `import()` gave, else `imported` itself. The
 * names that Node shows beside `default` are guessed from the source and can lack some: of
 * `module.exports = { _q_index, _q_exports: list() }` it may see the index and not the export list.
 */
function moduleExports(imported: unknown): unknown {
	if (!isModule(imported) || !isTagged(imported)) {
		return imported;
	}
	const inner: unknown = imported.default;
	if (!isObject(inner)) {
		return imported;
	}
	const isCommonJs = Object.keys(imported).every(
		(name) =>
			name === "default" ||
			name === "module.exports" ||
			(Object.hasOwn(inner, name) &&
				(inner as { [name: string]: unknown })[name] === imported[name]),
	);
	return isCommonJs ? inner : imported;
}

function isModule(
	value: unknown,
): value is { [name: string]: unknown; default: unknown } {
	return (
		typeof value === "object" &&
		value !== null &&
		Object.hasOwn(value, "default") &&
		(isTagged(value) || isCompiled(value))
	);
}

/** Whether `value` is what a compiler made of an ES module; not so a row of a database, whatever its keys: its properties are all enumerable. */
function isCompiled(value: object): boolean {
	const mark = Object.getOwnPropertyDescriptor(value, "__esModule");
	return mark?.value === true && !mark.enumerable;
}

/** Whether `value` says of itself that it is a module, as `import()` gives it. */
function isTagged(value: object): boolean {
	return (value as Record<symbol, unknown>)[Symbol.toStringTag] === "Module";
}

function isBareModule(value: unknown): value is { default: unknown } {
	return (
		typeof value === "object" &&
		value !== null &&
		Object.hasOwn(value, "default") &&
		hookNameOf(value) === undefined &&
		// A Router's module may export `ACL` or `SEARCH`, which are HTTP methods, too.
		(("default" in value && isMount(Object(value.default))) ||
			!isResource(value))
	);
}
