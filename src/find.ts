import type { Request } from "express";
import { importFailed, type Place } from "./errors.js";
import { Importing } from "./importing.js";
import { type Entry, type Found, lookAt, type Memo } from "./memo.js";
import type { Hooks } from "./namespace.js";
import { isOwn } from "./own-value.js";
import { isPromise, toPromise } from "./promise.js";
import type { Site } from "./site.js";
import { unwrap } from "./unwrap.js";

/** One step of a walk: the component, and the container in which it is looked up. */
export interface Step extends Place {
	readonly site: Site;
	readonly req: Request;
	readonly container: Hooks;
	/** What is remembered of the container. */
	readonly memo: Memo;
	/** What is remembered of the component, if the container exports it, or if it is the index. */
	readonly entry: Entry | undefined;
}

/**
 * What looking for a component gives: what was found, which may be a promise; an import under way,
 * after which to look again; or `undefined` for not found.
 */
export type Finding = Found | Importing | undefined;

/**
 * Finds an exported component, or the index, where nobody has to be asked: as the container's own
 * value, else as what was imported, or is being imported. Throws what a getter throws.
 */
export function findThere({ site, memo, entry }: Step): Finding {
	if (entry === undefined) {
		return undefined;
	}
	return findOwn(site, memo, entry) ?? entry.imported;
}

/**
 * Asks a hook or the guesser for the component, for which nothing was there. Throws what
 * `_q_lookup` throws, and a `PublisherError` if an exported name cannot be had.
 */
export function ask(step: Step): Finding {
	const { component, entry } = step;
	if (entry === undefined) {
		return component.startsWith("_q_") ? undefined : lookUp(step, component);
	}
	return entry.name === "_q_index"
		? lookUp(step, "")
		: importExported(step, entry);
}

/** Tells whether the container of `step` promised its component: finding nothing is an error then. */
export function isPromised({ entry }: Step): boolean {
	return entry !== undefined && entry.name !== "_q_index";
}

/** Gives the root of `site`, or its import under way; throws a `PublisherError` if it cannot be had. */
export function findRoot(site: Site, place: Place): Found | Importing {
	const { rootEntry, rootSource } = site;
	return (
		rootEntry.imported ??
		importInto(rootEntry, site, place, rootSource.supply, rootSource.unwrapped)
	);
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
	return entry.own;
}

function lookUp(
	{ site, container, memo, req }: Step,
	component: string,
): Found | undefined {
	const value = memo.hooks._q_lookup?.call(container, req, component);
	if (value === undefined || value === null) {
		return undefined;
	}
	return lookAt(site.memos, value);
}

function importExported(step: Step, entry: Entry): Found | Importing {
	const { container, site } = step;
	const { guesser } = site;
	const { name } = entry;
	if (container._q_import !== undefined) {
		const supply = () => container._q_import?.(name);
		return importInto(entry, site, step, supply, unwrap);
	}
	const supply = () => {
		const from = guesser.urlOf(container);
		if (from === undefined) {
			throw new Error(
				`the namespace has neither ${name}, nor _q_import, nor a _q_url to guess from`,
			);
		}
		return guesser.load(name, from);
	};
	return importInto(entry, site, step, supply, guesser.adopt);
}

/**
 * Has `supply` import something for `entry`, and keeps there what `unwrapped` makes of it, or the
 * import while it is under way. A failure is not kept: the next request tries again.
 */
function importInto<Supplied>(
	entry: Entry,
	{ memos }: Site,
	place: Place,
	supply: () => Supplied | PromiseLike<Supplied>,
	unwrapped: (supplied: Supplied) => unknown,
): Found | Importing {
	const accept = (supplied: Supplied): Found => {
		const value = unwrapped(supplied);
		if (value === undefined || value === null) {
			throw new Error(`its import gave ${value}`);
		}
		const found = lookAt(memos, value);
		entry.imported = found;
		return found;
	};
	try {
		const supplied = supply();
		if (!isPromise(supplied)) {
			return accept(supplied as Supplied);
		}
		// Kept before anything is awaited: a second request in the same tick must find it.
		const importing = new Importing();
		entry.imported = importing;
		toPromise(supplied as PromiseLike<Supplied>)
			.then((settled) => {
				accept(settled);
				importing.settle();
			})
			.catch((cause: unknown) => {
				entry.imported = undefined;
				importing.settle({ cause });
			});
		return importing;
	} catch (cause) {
		throw importFailed(place, cause);
	}
}
