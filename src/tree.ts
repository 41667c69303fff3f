import { METHODS } from "node:http";
import { errorText } from "./error-text.js";
import { NamespaceFault } from "./errors.js";
import { type ExportTable, exportTableOf } from "./export-table.js";
import { nothingToImportFrom } from "./import-exported.js";
import type { ImportError, ImportRecord } from "./import-record.js";
import { faultOf, faultOfMethod, type Kind, kindOf } from "./kind.js";
import { type Entry, type Found, lookAt, type Memo } from "./memo.js";
import type { Hooks } from "./namespace.js";
import { encodeComponent } from "./path.js";
import { canBeLookedAt, peek } from "./peek.js";
import { handlerFor } from "./resource.js";
import type { Site } from "./site.js";

/** What is known of one exported name, and of those below it; plain JSON. */
export interface Tree {
	/** The URL path as walked, relative to where the publisher is mounted: `/` for the root, `/articles/edit`. */
	readonly path: string;
	/** Whether it is there: as the namespace's own value, or as what was imported. */
	readonly state: "own" | "not loaded" | "loading" | "loaded" | "failed";
	/** What it is, once that is known. */
	readonly kind?: Kind;
	/** Its last import. */
	readonly import?: TreeImport;
	/** Why it cannot be published, or walked into, and the remedy. */
	readonly fault?: { readonly what: string; readonly remedy: string };
	/** How many requests came through here; those for a second name are counted at the first. */
	readonly requests: number;
	/** What it exports, if it is a namespace that is known. */
	readonly exports?: readonly Tree[];
	/** Where the same namespace is listed with its exports, or the same name of a container with its requests. */
	readonly sameAs?: string;
}

/** The last import of something. */
export interface TreeImport {
	/** The path as walked of the request that caused it, or `"preload"`. */
	readonly by: string;
	/** When it began, in milliseconds since 1970. */
	readonly startedAt: number;
	/** How long it took; missing while it is under way. */
	readonly milliseconds?: number;
	/** How often the name has been asked for since it was last had. */
	readonly tries: number;
	/** The module's URL, if the guesser looked for it. */
	readonly url?: string;
	/** What it failed with. */
	readonly error?: ImportError;
}

/** What is known of one name, before it is told. */
interface Known {
	readonly path: string;
	readonly entry: Entry | undefined;
	readonly state: Tree["state"];
	readonly found: Found | undefined;
	readonly fault: NamespaceFault | undefined;
}

/** Gives what is known of `site` as it is now. Imports nothing, and calls nothing of the user's. */
export function treeOf(site: Site): Tree {
	const { rootEntry, memos } = site;
	const listed = new Map<Memo, string>();
	const state = rootEntry.own === undefined ? stateOf(rootEntry) : "own";
	const found = rootEntry.own ?? loadedOf(rootEntry);
	return tell({ path: "/", entry: rootEntry, state, found, fault: undefined });

	function tell({ path, entry, state, found, fault }: Known): Tree {
		const { record, requests = 0 } = entry ?? {};
		const table = found?.memo && tableOf(found.memo);
		const wrong =
			fault ??
			(table instanceof NamespaceFault ? table : found && faultIn(found));
		return {
			path,
			state,
			...(found !== undefined && { kind: found.kind }),
			...(record !== undefined && { import: tellImport(record) }),
			...(wrong !== undefined && {
				fault: { what: wrong.what, remedy: wrong.remedy },
			}),
			requests,
			...(found?.memo !== undefined &&
				table instanceof Map &&
				tellExports(path, found.memo, table)),
		};
	}

	function tellExports(
		path: string,
		memo: Memo,
		table: ExportTable,
	): Pick<Tree, "exports" | "sameAs"> {
		const sameAs = listed.get(memo);
		if (sameAs !== undefined) {
			return { sameAs };
		}
		listed.set(memo, path);
		const parent = path === "/" ? "" : path;
		const exports: Tree[] = [];
		const pathsByName = new Map<string, string>();
		for (const [component, name] of table) {
			const path = `${parent}/${encodeComponent(component)}`;
			const first = pathsByName.get(name);
			if (first !== undefined) {
				const told = tell(know(path, memo, name));
				exports.push({ ...told, requests: 0, sameAs: first });
			} else if (name !== "_q_index") {
				pathsByName.set(name, path);
				exports.push(tell(know(path, memo, name)));
			}
		}
		return { exports };
	}

	function know(path: string, memo: Memo, name: string): Known {
		const entry = memo.entriesByName.get(name);
		const own = peek(memo.container, name);
		if (own === "hidden" && entry?.record === undefined) {
			const found = entry?.own;
			return { path, entry, state: "own", found, fault: undefined };
		}
		if (own !== "hidden" && own?.value !== undefined) {
			const found = lookSafely(own.value, entry);
			return { path, entry, state: "own", found, fault: undefined };
		}
		const state = stateOf(entry);
		const fault =
			state === "not loaded" ? faultOfMissing(memo.container, name) : undefined;
		return { path, entry, state, found: loadedOf(entry), fault };
	}

	function lookSafely(
		value: unknown,
		entry: Entry | undefined,
	): Found | undefined {
		if (entry?.own !== undefined && entry.own.value === value) {
			return entry.own;
		}
		return canBeLookedAt(value) ? lookAt(memos, value) : undefined;
	}

	/** Says what is wrong with a name that is exported, and that nothing can be asked for. */
	function faultOfMissing(
		container: Hooks,
		name: string,
	): NamespaceFault | undefined {
		if (!canBeLookedAt(container) || container._q_import !== undefined) {
			return undefined;
		}
		try {
			if (site.guesser.urlOf(container) !== undefined) {
				return undefined;
			}
		} catch (error) {
			const what = `a name that is exported, and ${errorText(error).message}`;
			return new NamespaceFault(what, "Give it that");
		}
		return new NamespaceFault(
			`a name that is exported, and ${nothingToImportFrom(name)}`,
			"Give the namespace what it exports, an _q_import, or its _q_url",
		);
	}
}

function stateOf(entry: Entry | undefined): Tree["state"] {
	if (entry?.imported?.kind === "importing") {
		return "loading";
	}
	if (entry?.record?.error !== undefined) {
		return "failed";
	}
	return entry?.imported === undefined ? "not loaded" : "loaded";
}

function loadedOf(entry: Entry | undefined): Found | undefined {
	const imported = entry?.imported;
	return imported?.kind === "importing" ? undefined : imported;
}

/** Gives the export table of a namespace, or what is wrong with it; `undefined` if only a call would tell. */
function tableOf({
	container,
	exportTable,
	isModule,
}: Memo): ExportTable | NamespaceFault | undefined {
	if ((isModule && exportTable !== undefined) || !canBeLookedAt(container)) {
		return exportTable;
	}
	try {
		return exportTableOf(container);
	} catch (fault) {
		return fault instanceof NamespaceFault ? fault : undefined;
	}
}

/** Says what is wrong with what was found, if anything is. */
function faultIn({ kind, value }: Found): NamespaceFault | undefined {
	if (!canBeLookedAt(value)) {
		return undefined;
	}
	if (kind === "unpublishable") {
		return faultOf(value);
	}
	if (kind !== "resource") {
		return undefined;
	}
	for (const method of METHODS) {
		const handler = handlerFor(value as object, method);
		if (handler !== undefined && kindOf(handler) === "unpublishable") {
			return faultOfMethod(method, handler);
		}
	}
	return undefined;
}

function tellImport({
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
