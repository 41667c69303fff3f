import type { ImportRecord } from "../import/import-record.js";
import type { PendingImport } from "../import/pending-import.js";
import { isOwn } from "../namespace/own-value.js";
import { encodeComponent } from "../path.js";
import { inheritBound } from "../site/import-bound.js";
import {
	type Entry,
	type Found,
	isNothing,
	lookAt,
	type Memo,
} from "../site/memo.js";
import {
	containerTemplate,
	importExported,
	importRoot,
} from "../site/memoized-import.js";
import type { Site } from "../site/site.js";
import { callHook } from "./answer.js";
import type { Walk } from "./walk.js";

/**
 * The result of looking for a component: what was found, which may be a promise; an import under
 * way, after which to look again; or `undefined` for not found.
 */
export type Finding = Found | PendingImport | undefined;

/**
 * Finds an exported component, or the index, where nothing has to be imported or looked up: as what
 * was imported or is being imported, else as the container's own value. In this order, since looking
 * for a name that the container lacks is the most expensive part of a walk. A walk that has waited for an
 * import of it takes what came. Throws what a getter throws.
 */
export function findThere(
	{ site, memo, entry }: Pick<Walk, "site" | "memo" | "entry">,
	hasWaited: boolean,
): Finding {
	if (entry === undefined) {
		return undefined;
	}
	return findImported(site, entry, hasWaited) ?? findOwn(site, memo, entry);
}

/** Finds the root of `site`, or its import under way, where it need not be imported. */
export function findRootThere(
	site: Site,
	hasWaited: boolean,
): Found | PendingImport | undefined {
	const { rootEntry } = site;
	return rootEntry.own ?? findImported(site, rootEntry, hasWaited);
}

/**
 * Looks up or imports the component, which was not there. Throws what `_q_lookup` throws, and a
 * `PublisherError` if an exported name cannot be imported.
 */
export function lookUpOrImport(walk: Walk): Finding {
	const { site, memo, component, entry } = walk;
	if (entry === undefined) {
		return mayBeLookedUp(component) ? lookUp(walk, component) : undefined;
	}
	if (entry.name === "_q_index") {
		return lookUp(walk, "");
	}
	const by = containerTemplate(walk) + encodeComponent(component);
	const found = importExported(site, memo, entry, walk, by);
	rememberImport(walk, entry.record);
	return found;
}

/** Returns the root of the site, or its import under way; throws a `PublisherError` if it cannot be imported. */
export function findRoot(
	walk: Walk,
	hasWaited: boolean,
): Found | PendingImport {
	const { site } = walk;
	const there = findRootThere(site, hasWaited);
	if (there !== undefined) {
		return there;
	}
	const found = importRoot(site, walk, "/");
	rememberImport(walk, site.rootEntry.record);
	return found;
}

/** Whether look-ups get `component`, which is not exported: no hook can be reached by a look-up. */
export function mayBeLookedUp(component: string): boolean {
	return !component.startsWith("_q_");
}

/** Whether the container exports the component: then finding nothing is an error. */
export function isPromised({ entry }: Walk): boolean {
	return entry !== undefined && entry.name !== "_q_index";
}

/** Finds the container's own value. */
function findOwn(site: Site, memo: Memo, entry: Entry): Found | undefined {
	const { own, name } = entry;
	if (own !== undefined && memo.isModule) {
		return own;
	}
	const container = memo.container as unknown as Record<string, unknown>;
	const value = container[name];
	if (value === undefined) {
		return undefined;
	}
	if (own !== undefined && own.value === value) {
		return own;
	}
	if (!isOwn(container, name)) {
		return undefined;
	}
	entry.own = lookAt(site.memos, value);
	if (memo.isMadeAnew && entry.own.kind === "namespace") {
		inheritBound(memo, entry.own);
	}
	return entry.own;
}

/** Finds what was imported, or is being imported; without memo, only an import that the walk waits for, or one that came too late. */
function findImported(
	{ options, owed }: Site,
	entry: Entry,
	hasWaited: boolean,
): Found | PendingImport | undefined {
	const { imported } = entry;
	return imported === undefined ||
		options.memoize ||
		hasWaited ||
		imported.kind === "importing" ||
		owed.delete(entry)
		? imported
		: undefined;
}

function lookUp(walk: Walk, component: string): Finding {
	const { site, memo, req } = walk;
	const { _q_lookup } = memo.hooks;
	if (_q_lookup === undefined) {
		return undefined;
	}
	const value = callHook(walk, () =>
		_q_lookup.call(memo.container, req, component),
	);
	const found = lookAt(site.memos, value);
	return isNothing(found) ? undefined : found;
}

/** Remembers what the walk has imported: whose account that goes on is known when it has arrived. */
function rememberImport(walk: Walk, record: ImportRecord | undefined): void {
	if (record !== undefined) {
		walk.imports ??= [];
		walk.imports.push(record);
	}
}
