import { hasHooks } from "./namespace.js";
import { isResource } from "./resource.js";

/**
 * Gives what `imported`, found by import, stands for: itself, or its `default` export if it has
 * none of the `_q_` names and no HTTP method. A second `default` is looked through for CommonJS,
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
 * Gives `module.exports` of a CommonJS module that `import()` loaded, else `imported` itself. The
 * names that Node shows beside `default` are guessed from the source and can lack some: of
 * `module.exports = { _q_index, _q_exports: list() }` it may see the index and not the export list.
 */
function moduleExports(imported: unknown): unknown {
	if (!isModule(imported)) {
		return imported;
	}
	const inner: unknown = imported.default;
	if (
		(typeof inner !== "object" && typeof inner !== "function") ||
		inner === null
	) {
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
		(value as Record<symbol, unknown>)[Symbol.toStringTag] === "Module" &&
		Object.hasOwn(value, "default")
	);
}

function isBareModule(value: unknown): value is { default: unknown } {
	return (
		typeof value === "object" &&
		value !== null &&
		Object.hasOwn(value, "default") &&
		!hasHooks(value) &&
		!isResource(value)
	);
}
