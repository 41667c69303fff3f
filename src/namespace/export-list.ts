import { types } from "node:util";
import { shown } from "../error-text.js";
import { NamespaceFault } from "../errors.js";
import {
	type AccessHook,
	HOOK_NAMES,
	type Hooks,
	hookMeantBy,
	isMeantAsHook,
} from "./namespace.js";
import { holdersOf, isObject } from "./object.js";

/**
 * An export list made fit for look-up: public name to internal name. Neither the empty name nor one
 * that begins with `_q_` is in it, as listing them has no effect.
 */
export type ExportTable = ReadonlyMap<string, string>;

/** What an export list says. */
interface ReadList {
	readonly table: ExportTable;
	/** The internal name of a pair whose public name is empty: it has no effect, but somebody meant an index. */
	readonly meantAsIndex: string | undefined;
}

// By the list and not by the namespace: objects that a look-up makes anew at each request share their list.
const lists = new WeakMap<object, ReadList>();

/**
 * Returns the export table of `namespace`, built when it is first asked for and kept as long as the
 * list. A plain name wins over a pair for the same public name, and the first pair over later
 * ones, wherever they stand. Throws a `NamespaceFault` if the list is not one of names and pairs,
 * has a name that no URL reaches or exports a hook, or stands beside a misspelt or mistyped hook.
 */
export function exportTableOf(namespace: Hooks): ExportTable {
	// Also where the list is known: of two namespaces that share it, one can have a misspelt hook.
	checkHooks(namespace);
	const { table, meantAsIndex } = readListOf(namespace._q_exports);
	if (meantAsIndex !== undefined && namespace._q_index === undefined) {
		throw new NamespaceFault(
			`a namespace whose _q_exports contains ["", ${JSON.stringify(meantAsIndex)}]`,
			"The index is not exported: call it _q_index",
		);
	}
	return table;
}

function readListOf(list: unknown): ReadList {
	const known = isObject(list) ? lists.get(list) : undefined;
	if (known !== undefined) {
		return known;
	}
	if (!Array.isArray(list)) {
		throw new NamespaceFault(
			`a namespace whose _q_exports is ${shown(list)}`,
			'Make it an array of names and pairs: ["articles", ["robots.txt", "robots"]]',
		);
	}
	const read = readList(list);
	lists.set(list, read);
	return read;
}

// This runs when a process starts, on lists of up to thousands of names, nearly all of them plain:
// so a plain name costs a few comparisons and no object.
function readList(list: readonly unknown[]): ReadList {
	const table = new Map<string, string>();
	const pairs: (readonly [string, string])[] = [];
	for (const entry of list) {
		if (typeof entry !== "string") {
			pairs.push(toPair(entry));
		} else if (isPlain(entry)) {
			table.set(entry, entry);
		} else if (entry !== "") {
			refuseUnreachable(entry);
			if (entry !== "_q_index") {
				table.set(entry, entry);
			}
		}
	}
	let meantAsIndex: string | undefined;
	for (const [publicName, internalName] of pairs) {
		refuseUnreachable(publicName);
		refuseHook(internalName);
		if (publicName === "") {
			meantAsIndex = internalName;
		} else if (publicName !== "_q_index" && !table.has(publicName)) {
			table.set(publicName, internalName);
		}
	}
	return { table, meantAsIndex };
}

/** Whether `name` begins with nothing that would have to be looked at more closely, and is one segment. */
function isPlain(name: string): boolean {
	const first = name.charCodeAt(0);
	return (
		first > CODE_OF_COLON && first !== CODE_OF_UNDERSCORE && !name.includes("/")
	);
}

const CODE_OF_COLON = 58;
const CODE_OF_UNDERSCORE = 95;

function toPair(entry: unknown): readonly [string, string] {
	if (
		!Array.isArray(entry) ||
		entry.length !== 2 ||
		typeof entry[0] !== "string" ||
		typeof entry[1] !== "string"
	) {
		throw new NamespaceFault(
			`a namespace whose _q_exports contains ${shown(entry)}`,
			'Each entry is a name, "articles", or a pair, ["robots.txt", "robots"]',
		);
	}
	return [entry[0], entry[1]];
}

/** Throws a `NamespaceFault` for a public name that no URL reaches, such as those that Express takes for patterns. */
function refuseUnreachable(name: string): void {
	refuseHook(name);
	if (name.includes("/")) {
		const names = name.split("/").filter((part) => part !== "");
		throw unreachable(
			name,
			names.length < 2
				? `A name is one segment of a path: write ${JSON.stringify(names[0] ?? "_q_index")}`
				: `A name is one segment of a path: export ${JSON.stringify(names[0])}, a namespace that exports ${JSON.stringify(names.slice(1).join("/"))}`,
		);
	}
	if (name.startsWith(":") || name === "*") {
		throw unreachable(
			name,
			"Find what has no fixed name by _q_lookup(req, component)",
		);
	}
	if (name === "." || name === "..") {
		throw unreachable(
			name,
			"Clients resolve it before they send a request: choose another name",
		);
	}
}

function unreachable(name: string, remedy: string): NamespaceFault {
	return new NamespaceFault(
		`a namespace whose _q_exports contains ${JSON.stringify(name)}, which no URL reaches`,
		remedy,
	);
}

function refuseHook(name: string): void {
	if (name.startsWith("_q_") && name !== "_q_index") {
		throw new NamespaceFault(
			`a namespace whose _q_exports contains ${name}`,
			"Names that begin with _q_ are the publisher's and cannot be exported",
		);
	}
}

/** Throws a `NamespaceFault` for what was meant as a hook and would be ignored: `_q_acess` would let everybody in. */
function checkHooks(namespace: Hooks): void {
	const misspelt = misspeltHook(namespace);
	if (misspelt !== undefined) {
		throw new NamespaceFault(
			`a namespace with ${misspelt}, which is no hook`,
			hookRemedyOf(misspelt),
		);
	}
	for (const name of FUNCTIONS) {
		// The exports of a module are read once: a hook that is set later would never be called.
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
		const hook: unknown = namespace[name];
		if (name === "_q_access") {
			checkGuards(hook);
		} else if (hook !== undefined && typeof hook !== "function") {
			throw new NamespaceFault(
				`a namespace whose ${name} is not a function`,
				`Make ${name} a function, or leave it out`,
			);
		}
	}
}

/** Throws a `NamespaceFault` unless `hook` is a guard, a list of guards, or left out. An empty list is refused: it would let everybody in. */
function checkGuards(hook: unknown): void {
	if (hook === undefined) {
		return;
	}
	const guards: unknown[] = Array.isArray(hook)
		? Array.from(hook).flat(Number.POSITIVE_INFINITY)
		: [hook];
	const wrong = guards.findIndex((guard) => typeof guard !== "function");
	if (guards.length === 0 || wrong !== -1) {
		throw new NamespaceFault(
			guards.length === 0
				? "a namespace whose _q_access is an empty list"
				: Array.isArray(hook)
					? `a namespace whose _q_access is not a list of functions: there is ${shown(guards[wrong])} in it`
					: "a namespace whose _q_access is not a function",
			"Make _q_access a function, or a list of functions, or leave it out",
		);
	}
	if (guards.some((guard) => (guard as AccessHook).length > 3)) {
		throw new NamespaceFault(
			"a namespace whose _q_access is an error handler (4 parameters)",
			"Make it the namespace's _q_exception_handler, or a guard of at most three parameters",
		);
	}
}

function hookRemedyOf(misspelt: string): string {
	const suggestion = hookMeantBy(misspelt);
	return suggestion === undefined
		? `The hooks are ${HOOK_NAMES.join(", ")}`
		: `Did you mean ${suggestion}?`;
}

const FUNCTIONS = [
	"_q_access",
	"_q_lookup",
	"_q_import",
	"_q_exception_handler",
] as const;

/** Returns a name that `namespace` or a class of it has and that was meant as a hook's, but is none; methods of a class are not enumerable. */
function misspeltHook(namespace: object): string | undefined {
	for (const holder of holdersOf(namespace)) {
		const misspelt = Object.getOwnPropertyNames(holder).find(
			(name) =>
				isMeantAsHook(name) &&
				!(HOOK_NAMES as readonly string[]).includes(name),
		);
		if (misspelt !== undefined) {
			return misspelt;
		}
	}
	return undefined;
}
