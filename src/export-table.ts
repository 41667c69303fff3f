import { inspect, types } from "node:util";
import { NamespaceFault } from "./errors.js";
import { HOOK_NAMES, type Hooks } from "./namespace.js";

/**
 * An export list made fit for look-up: public name to internal name. Neither the empty name nor one
 * that begins with `_q_` is in it, as listing them has no effect.
 */
export type ExportTable = ReadonlyMap<string, string>;

// By the list and not by the namespace: what a look-up makes anew at each request shares its list.
const tables = new WeakMap<object, ExportTable>();

/**
 * Gives the export table of `namespace`, built when it is first asked for and kept as long as the
 * list. A plain name wins over a pair for the same public name, and the first pair over later
 * ones, wherever they stand. Throws a `NamespaceFault` if the list is not one of names and pairs,
 * exports a hook, or stands beside a misspelt or mistyped hook.
 */
export function exportTableOf(namespace: Hooks): ExportTable {
	// Even if the list is known: of two namespaces that share it, one can have the misspelt hook.
	checkHooks(namespace);
	const list: unknown = namespace._q_exports;
	const known =
		typeof list === "object" && list !== null ? tables.get(list) : undefined;
	if (known !== undefined) {
		return known;
	}
	if (!Array.isArray(list)) {
		throw new NamespaceFault(
			`a namespace whose _q_exports is ${inspect(list, { depth: 0 })}`,
			'Make it an array of names and pairs: ["articles", ["robots.txt", "robots"]]',
		);
	}
	const table = readList(list);
	tables.set(list, table);
	return table;
}

// It runs when a process starts, on lists of up to thousands of names: a plain name, which nearly
// all are, costs a few comparisons and no object.
function readList(list: readonly unknown[]): ExportTable {
	const table = new Map<string, string>();
	const pairs: (readonly [string, string])[] = [];
	for (const entry of list) {
		if (typeof entry !== "string") {
			pairs.push(toPair(entry));
		} else if (entry.startsWith("_q_")) {
			refuseHook(entry);
		} else if (entry !== "") {
			table.set(entry, entry);
		}
	}
	for (const [publicName, internalName] of pairs) {
		refuseHook(publicName);
		refuseHook(internalName);
		const isReachable = publicName !== "" && publicName !== "_q_index";
		if (isReachable && !table.has(publicName)) {
			table.set(publicName, internalName);
		}
	}
	return table;
}

function toPair(entry: unknown): readonly [string, string] {
	if (
		!Array.isArray(entry) ||
		entry.length !== 2 ||
		typeof entry[0] !== "string" ||
		typeof entry[1] !== "string"
	) {
		throw new NamespaceFault(
			`a namespace whose _q_exports contains ${inspect(entry, { depth: 0 })}`,
			'Each entry is a name, "articles", or a pair, ["robots.txt", "robots"]',
		);
	}
	return [entry[0], entry[1]];
}

function refuseHook(name: string): void {
	if (name.startsWith("_q_") && name !== "_q_index") {
		throw new NamespaceFault(
			`a namespace whose _q_exports contains ${name}`,
			"Names that begin with _q_ are the publisher's and cannot be exported",
		);
	}
}

/** Refuses what was meant as a hook and would be ignored: an `_q_acess` would leave its door open. */
function checkHooks(namespace: Hooks): void {
	const misspelt = findName(
		namespace,
		(name) =>
			name.startsWith("_q_") &&
			!(HOOK_NAMES as readonly string[]).includes(name),
	);
	if (misspelt !== undefined) {
		throw new NamespaceFault(
			`a namespace with ${misspelt}, which is no hook`,
			`The hooks are ${HOOK_NAMES.join(", ")}`,
		);
	}
	for (const name of FUNCTIONS) {
		// A module's exports are read once: one that is set later would be missed for good.
		if (
			types.isModuleNamespaceObject(namespace) &&
			name in namespace &&
			namespace[name] === undefined
		) {
			throw new NamespaceFault(
				`a module that exports ${name} and has not set it yet`,
				`Declare ${name} as a function or a const`,
			);
		}
		if (
			namespace[name] !== undefined &&
			typeof namespace[name] !== "function"
		) {
			throw new NamespaceFault(
				`a namespace whose ${name} is not a function`,
				`Make ${name} a function, or leave it out`,
			);
		}
	}
}

const FUNCTIONS = [
	"_q_access",
	"_q_lookup",
	"_q_import",
	"_q_exception_handler",
] as const;

/** Finds one of the names that `namespace` has itself and from its classes; methods of a class are not enumerable. */
function findName(
	namespace: object,
	isSought: (name: string) => boolean,
): string | undefined {
	for (
		let holder: object | null = namespace;
		holder !== null && holder !== Object.prototype;
		holder = Object.getPrototypeOf(holder)
	) {
		const found = Object.getOwnPropertyNames(holder).find(isSought);
		if (found !== undefined) {
			return found;
		}
	}
	return undefined;
}
