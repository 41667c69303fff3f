import type { ImportRecord } from "../import/import-record.js";
import { isOwn } from "../namespace/own-value.js";
import { encodeComponent } from "../path.js";
import { inheritBound } from "../site/import-bound.js";
import {
	type Entry,
	type Found,
	foundOf,
	type Importing,
	isNothing,
	lookAt,
	type Memo,
	remember,
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
export type Finding = Found | Importing | undefined;

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
	return entry.isImported && !isImportedAnew(site, entry, hasWaited)
		? entry
		: findOwn(site, memo, entry);
}

/** Finds the root of `site`, or its import under way, where it need not be imported. */
export function findRootThere(site: Site, hasWaited: boolean): Finding {
	const { rootEntry } = site;
	if (!rootEntry.isImported) {
		return foundOf(rootEntry);
	}
	return isImportedAnew(site, rootEntry, hasWaited) ? undefined : rootEntry;
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
export function findRoot(walk: Walk, hasWaited: boolean): Found | Importing {
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
	const known = entry.isImported ? undefined : foundOf(entry);
	if (known !== undefined && memo.isModule) {
		return known;
	}
	const container = memo.container as unknown as Record<string, unknown>;
	if (known === undefined) {
		// Read here, and not below: V8 remembers for each place in the source which names were read there. A first look reads
		// each name there is, and a place that has met many is slow for all.
		return lookAtOwn(site, memo, entry, container[entry.name]);
	}
	const value = container[entry.name];
	return known.value === value ? known : lookAtOwn(site, memo, entry, value);
}

/** Looks at `value`, which the container has under the entry's name, and remembers it if that is its own. */
function lookAtOwn(
	site: Site,
	memo: Memo,
	entry: Entry,
	value: unknown,
): Found | undefined {
	if (entry.memo !== undefined) {
		site.trails.clear(); // They may lead through the namespace that the container had there.
	}
	if (value === undefined || !isOwn(memo.container, entry.name)) {
		return undefined;
	}
	const found = remember(entry, lookAt(site.memos, value), false);
	if (memo.isMadeAnew && found.kind === "namespace") {
		inheritBound(memo, found.memo);
	}
	return found;
}

/** Whether what was imported is to be imported anew, as there is no memo: unless the walk has waited for it, or it came too late for all who did. */
function isImportedAnew(
	{ options, owed }: Site,
	entry: Entry,
	hasWaited: boolean,
): boolean {
	return !(
		options.memoize ||
		hasWaited ||
		entry.kind === "importing" ||
		owed.delete(entry)
	);
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
