import { METHODS } from "node:http";
import { errorText } from "../error-text.js";
import { NamespaceFault } from "../errors.js";
import type { ImportError, ImportRecord } from "../import/import-record.js";
import { unwrapModule } from "../import/unwrap.js";
import { type ExportTable, exportTableOf } from "../namespace/export-list.js";
import { isFactory } from "../namespace/factory.js";
import { faultOf, faultOfMethod } from "../namespace/fault.js";
import { type Kind, kindOf } from "../namespace/kind.js";
import type { Hooks } from "../namespace/namespace.js";
import { handlerFor } from "../namespace/resource.js";
import { encodeComponent } from "../path.js";
import { type Entry, type Found, foundOf, lookAt, type Memo } from "./memo.js";
import { nothingToImportFrom } from "./memoized-import.js";
import { canBeLookedAt, peek } from "./peek.js";
import type { Site } from "./site.js";

/** What is known of one exported name, and of those below it; plain JSON. */
export interface Tree {
	/** The URL path as walked, relative to where the publisher is mounted: `/` for the root, `/articles/edit`. */
	readonly path: string;
	/** Whether it is there: `"own"`, as the namespace's own value, or as what was imported. */
	readonly state: "own" | "not imported" | "importing" | "imported" | "failed";
	/** What it is, once that is known. */
	readonly kind?: Kind;
	/** Its last import. */
	readonly import?: TreeImport;
	/** Why it cannot be published, or walked into, and the remedy. */
	readonly fault?: { readonly what: string; readonly remedy: string };
	/** How many requests came through here; those for a second public name of an export are counted at the first. */
	readonly requests: number;
	/** How many requests ended here, as the import failed, or was not there in time; missing if none did. */
	readonly failedRequests?: number;
	/** What it exports, if it is a namespace that is known. */
	readonly exports?: readonly Tree[];
	/** How many of its exports are left out, as they are too deep, or there are too many: a namespace can contain itself. */
	readonly omitted?: number;
	/** The path at which the same namespace is listed with its exports, or at which requests for another public name of the same export are counted. */
	readonly sameAs?: string;
	/** Of a publisher in the tree of all: the path at which a request first reached it. */
	readonly reachedAt?: string;
}

/** The last import of something. */
export interface TreeImport {
	/** The path as walked of the request that caused it, or `"preload"`. */
	readonly by: string;
	/** When it began, in milliseconds since 1970. */
	readonly startedAt: number;
	/** How long it took, in milliseconds; missing while it is under way. */
	readonly milliseconds?: number;
	/** How often the import has been tried since it last succeeded. */
	readonly tries: number;
	/** The module's URL, if the guesser looked for it. */
	readonly url?: string;
	/** What it failed with. */
	readonly error?: ImportError;
}

/** What is known of one name, before it is made plain JSON. */
interface Known {
	readonly path: string;
	readonly entry: Entry | undefined;
	readonly state: Tree["state"];
	readonly found: Found | undefined;
	readonly fault: NamespaceFault | undefined;
}

/** How deep a tree is at most, and how many names it has: more than anyone reads, and no more than a stack holds. */
export const DEEPEST = 100;
export const MOST_NAMES = 100_000;

/**
 * Returns what is known of `site` as it is now, as far as `DEEPEST` and `MOST_NAMES` allow. Imports nothing, calls
 * nothing of the user's, and throws nothing, whatever is there.
 */
export function treeOf(site: Site): Tree {
	const { rootEntry, memos } = site;
	const listed = new Map<Memo, string>();
	const faultsOfMissing = new Map<
		Hooks,
		(name: string) => NamespaceFault | undefined
	>();
	let depth = 0;
	let names = 0;
	return describe({
		path: "/",
		entry: rootEntry,
		state: ownOf(rootEntry) === undefined ? stateOf(rootEntry) : "own",
		found: ownOf(rootEntry) ?? importedOf(rootEntry),
		fault: undefined,
	});

	function describe({ path, entry, state, found, fault }: Known): Tree {
		const { record, requests = 0, failedRequests = 0 } = entry ?? {};
		const table = found?.kind === "namespace" ? tableOf(found.memo) : undefined;
		const wrong =
			fault ??
			(table instanceof NamespaceFault
				? table
				: found && safely(() => faultIn(found)));
		return {
			path,
			state,
			...(found !== undefined && { kind: found.kind }),
			...(record !== undefined && { import: describeImport(record) }),
			...(wrong !== undefined && {
				fault: { what: wrong.what, remedy: wrong.remedy },
			}),
			requests,
			...(failedRequests > 0 && { failedRequests }),
			...(found?.kind === "namespace" &&
				table instanceof Map &&
				describeExports(path, found.memo, table)),
		};
	}

	function describeExports(
		path: string,
		memo: Memo,
		table: ExportTable,
	): Pick<Tree, "exports" | "sameAs" | "omitted"> {
		const sameAs = listed.get(memo);
		if (sameAs !== undefined) {
			return { sameAs };
		}
		if (depth === DEEPEST) {
			return { omitted: table.size };
		}
		listed.set(memo, path);
		const parent = path === "/" ? "" : path;
		const exports: Tree[] = [];
		const pathsByName = new Map<string, string>();
		let omitted = 0;
		depth++;
		for (const [component, name] of table) {
			if (names === MOST_NAMES) {
				omitted++;
				continue;
			}
			names++;
			const path = `${parent}/${encodeComponent(component)}`;
			const first = pathsByName.get(name);
			if (first !== undefined) {
				const described = describe(lookFor(path, memo, name));
				const { failedRequests: _, ...known } = described;
				exports.push({ ...known, requests: 0, sameAs: first });
			} else if (name !== "_q_index") {
				pathsByName.set(name, path);
				exports.push(describe(lookFor(path, memo, name)));
			}
		}
		depth--;
		return { exports, ...(omitted > 0 && { omitted }) };
	}

	function lookFor(path: string, memo: Memo, name: string): Known {
		const entry = memo.entriesByName.get(name);
		if (entry?.isImported) {
			const state = stateOf(entry);
			const found = importedOf(entry);
			return { path, entry, state, found, fault: undefined };
		}
		const own = peek(memo.container, name);
		if (own === "hidden" && entry?.record === undefined) {
			const found = ownOf(entry);
			return { path, entry, state: "own", found, fault: undefined };
		}
		if (own !== "hidden" && own?.value !== undefined) {
			const found = safely(() => lookSafely(own.value, entry));
			return found instanceof NamespaceFault
				? { path, entry, state: "own", found: undefined, fault: found }
				: { path, entry, state: "own", found, fault: undefined };
		}
		const state = stateOf(entry);
		const fault =
			state === "not imported"
				? faultOfMissing(memo.container, name)
				: undefined;
		return { path, entry, state, found: importedOf(entry), fault };
	}

	function lookSafely(
		value: unknown,
		entry: Entry | undefined,
	): Found | undefined {
		const known = ownOf(entry);
		if (known?.value === value) {
			return known;
		}
		return canBeLookedAt(value) && canBeLookedAt(unwrapModule(value))
			? lookAt(memos, value)
			: undefined;
	}

	/** Returns the fault of an exported name that is not there and cannot be imported. */
	function faultOfMissing(
		container: Hooks,
		name: string,
	): NamespaceFault | undefined {
		// Once for all names of a container, of which there can be a hundred thousand.
		let fault = faultsOfMissing.get(container);
		if (fault === undefined) {
			fault = faultOfMissingIn(container);
			faultsOfMissing.set(container, fault);
		}
		return fault(name);
	}

	function faultOfMissingIn(
		container: Hooks,
	): (name: string) => NamespaceFault | undefined {
		if (!canBeLookedAt(container) || container._q_import !== undefined) {
			return () => undefined;
		}
		try {
			if (site.guesser.urlOf(container) !== undefined) {
				return () => undefined;
			}
		} catch (error) {
			const what = `a name that is exported, and ${errorText(error).message}`;
			return () => new NamespaceFault(what, "Set _q_url to import.meta.url");
		}
		return (name) => {
			const { what, remedy } = nothingToImportFrom(name);
			return new NamespaceFault(`a name that is exported, and ${what}`, remedy);
		};
	}
}

/** Returns what `look` gives, or the fault of what cannot be looked at: a proxy that was revoked, an array that contains itself. */
function safely<Seen>(look: () => Seen): Seen | NamespaceFault {
	try {
		return look();
	} catch (error) {
		return new NamespaceFault(
			`something that cannot be looked at: ${errorText(error).message}`,
			"Look for a proxy that was revoked, or an array that contains itself",
		);
	}
}

function stateOf(entry: Entry | undefined): Tree["state"] {
	if (entry?.kind === "importing") {
		return "importing";
	}
	if (entry?.record?.error !== undefined) {
		return "failed";
	}
	return entry?.isImported ? "imported" : "not imported";
}

function importedOf(entry: Entry | undefined): Found | undefined {
	return entry?.isImported ? foundOf(entry) : undefined;
}

/** Returns what `entry` knows as the container's own value. */
function ownOf(entry: Entry | undefined): Found | undefined {
	return entry?.isImported === false ? foundOf(entry) : undefined;
}

/** Returns the export table of a namespace, or what is wrong with it; `undefined` if only a call would tell. */
function tableOf({
	container,
	exportTable,
	isModule,
}: Memo): ExportTable | NamespaceFault | undefined {
	try {
		if ((isModule && exportTable !== undefined) || !canBeLookedAt(container)) {
			return exportTable;
		}
		return exportTableOf(container);
	} catch (fault) {
		return fault instanceof NamespaceFault ? fault : undefined;
	}
}

/** Returns what is wrong with what was found, if anything is. */
function faultIn({ kind, value }: Found): NamespaceFault | undefined {
	if (!canBeLookedAt(value)) {
		return undefined;
	}
	if (kind === "unpublishable") {
		return faultOf(value);
	}
	if (kind === "page" && isFactory(value)) {
		return new NamespaceFault(
			"a function that makes a handler, not a handler",
			"Call it, and publish what it returns: export default make(options)",
		);
	}
	if (kind !== "resource") {
		return undefined;
	}
	for (const method of METHODS) {
		const handler = handlerFor(value as object, method);
		if (
			handler !== undefined &&
			canBeLookedAt(handler) &&
			kindOf(handler) === "unpublishable"
		) {
			return faultOfMethod(method, handler);
		}
	}
	return undefined;
}

function describeImport({
	by,
	startedAt,
	milliseconds,
	tries,
	url,
	error,
}: ImportRecord): TreeImport {
	return {
		by,
		startedAt,
		...(milliseconds !== undefined && { milliseconds }),
		tries,
		...(url !== undefined && { url }),
		...(error !== undefined && { error }),
	};
}
