import type { Request } from "express";
import { importFailed, type Place } from "./errors.js";
import { type ImportRecord, recordImport } from "./import-record.js";
import { Importing } from "./importing.js";
import { type Entry, type Found, lookAt, type Memo } from "./memo.js";
import type { Hooks } from "./namespace.js";
import { isOwn } from "./own-value.js";
import { encodeComponent } from "./path.js";
import { isPromise } from "./promise.js";
import type { NoteUrl, Site, Source } from "./site.js";
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
	/** The path as walked to the container, as far as it is not the request's own. */
	readonly template: string | undefined;
	/** Whether the walk has waited for an import of the component: it takes what came. */
	readonly hasWaited: boolean;
	/** What the walk has imported. */
	imports: ImportRecord[] | undefined;
}

/**
 * What looking for a component gives: what was found, which may be a promise; an import under way,
 * after which to look again; or `undefined` for not found.
 */
export type Finding = Found | Importing | undefined;

/** Where an exported component, or the index, is looked for. */
export type Looking = Pick<Step, "site" | "memo" | "entry" | "hasWaited">;

/**
 * Finds an exported component, or the index, where nobody has to be asked: as the container's own
 * value, else as what was imported, or is being imported. Throws what a getter throws.
 */
export function findThere({ site, memo, entry, hasWaited }: Looking): Finding {
	if (entry === undefined) {
		return undefined;
	}
	return findOwn(site, memo, entry) ?? findImported(site, entry, hasWaited);
}

/** Finds what was imported, or is being imported; without memo, only an import that the walk waits for. */
export function findImported(
	{ options }: Site,
	{ imported }: Entry,
	hasWaited: boolean,
): Found | Importing | undefined {
	return options.memoize || hasWaited || imported?.kind === "importing"
		? imported
		: undefined;
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
	if (entry.name === "_q_index") {
		return lookUp(step, "");
	}
	const by = `${containerTemplate(step)}/${encodeComponent(component)}`;
	return noted(step, entry, importExported(step, entry, by));
}

/** Tells whether the container of `step` promised its component: finding nothing is an error then. */
export function isPromised({ entry }: Step): boolean {
	return entry !== undefined && entry.name !== "_q_index";
}

/** Gives the root of the site, or its import under way; throws a `PublisherError` if it cannot be had. */
export function findRoot(step: Step): Found | Importing {
	const { site, hasWaited } = step;
	const { rootEntry } = site;
	const there = rootEntry.own ?? findImported(site, rootEntry, hasWaited);
	return there ?? noted(step, rootEntry, importRoot(step, "/"));
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

/** Notes on the walk that it has imported something, so that its template can be told when it is known. */
function noted<Imported>(
	step: Step,
	{ record }: Entry,
	imported: Imported,
): Imported {
	if (record !== undefined) {
		step.imports ??= [];
		step.imports.push(record);
	}
	return imported;
}

/** Something that has to be imported: what it is called, and the container that lacks it. */
export interface Wanted extends Place {
	readonly site: Site;
	readonly container: Hooks;
	readonly template: string | undefined;
}

/** Imports the root of the site, on account of `by`; throws a `PublisherError` if that fails at once. */
export function importRoot(wanted: Wanted, by: string): Found | Importing {
	const { rootEntry, rootSource } = wanted.site;
	return importInto(rootEntry, wanted, by, rootSource);
}

/**
 * Has the container's importer, or the guesser, import what it exports as `entry`, on account of
 * `by`; throws a `PublisherError` if that fails at once.
 */
export function importExported(
	wanted: Wanted,
	entry: Entry,
	by: string,
): Found | Importing {
	const { container, site } = wanted;
	const { guesser } = site;
	const { name } = entry;
	if (container._q_import !== undefined) {
		const supply = () => container._q_import?.(name);
		return importInto(entry, wanted, by, { supply, unwrapped: unwrap });
	}
	const supply = (noteUrl: NoteUrl) => {
		const from = guesser.urlOf(container);
		if (from === undefined) {
			throw new Error(nothingToImportFrom(name));
		}
		return guesser.load(name, from, noteUrl);
	};
	return importInto(entry, wanted, by, { supply, unwrapped: guesser.adopt });
}

/** Says why nothing can be asked for `name`. */
export function nothingToImportFrom(name: string): string {
	return `the namespace has neither ${name}, nor _q_import, nor a _q_url to guess from`;
}

/** Gives the path as walked to the container of what is wanted, without its final slash. */
function containerTemplate({ template, path, slash }: Wanted): string {
	return template ?? path.slice(0, Math.max(slash, 0));
}

/**
 * Has `source` supply something for `entry`, and keeps there what it makes of that, or the import
 * while it is under way. A failure is not kept: the next request tries again.
 */
function importInto<Supplied>(
	entry: Entry,
	wanted: Wanted,
	by: string,
	{ supply, unwrapped }: Source<Supplied>,
): Found | Importing {
	// Out here: what waits for the import must not hold on to who wanted it, which is a request's walk.
	const { memos } = wanted.site;
	const { record, end } = recordImport(by, entry.record);
	entry.record = record;
	const accept = (supplied: Supplied): Found => {
		const value = unwrapped(supplied);
		if (value === undefined || value === null) {
			throw new Error(`its import gave ${value}`);
		}
		const found = lookAt(memos, value);
		entry.imported = found;
		end();
		return found;
	};
	try {
		const supplied = supply((url) => {
			record.url = url?.href;
		});
		if (!isPromise(supplied)) {
			return accept(supplied as Supplied);
		}
		// Kept before anything is awaited: a second request in the same tick must find it.
		const importing = new Importing();
		entry.imported = importing;
		Promise.resolve(supplied as PromiseLike<Supplied>)
			.then((settled) => {
				accept(settled);
				importing.settle();
			})
			.catch((cause: unknown) => {
				entry.imported = undefined;
				end({ cause });
				importing.settle({ cause });
			});
		return importing;
	} catch (cause) {
		end({ cause });
		throw importFailed(wanted, cause);
	}
}
