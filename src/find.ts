import type { Request } from "express";
import type { Place } from "./errors.js";
import {
	containerTemplate,
	importExported,
	importRoot,
} from "./import-exported.js";
import type { ImportRecord } from "./import-record.js";
import type { Importing } from "./importing.js";
import { type Entry, type Found, lookAt, type Memo } from "./memo.js";
import type { Hooks } from "./namespace.js";
import { isOwn } from "./own-value.js";
import { encodeComponent } from "./path.js";
import type { Site } from "./site.js";

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

/** Finds the root of `site`, or its import under way, where it need not be imported. */
export function findRootThere(
	site: Site,
	hasWaited: boolean,
): Found | Importing | undefined {
	const { rootEntry } = site;
	return rootEntry.own ?? findImported(site, rootEntry, hasWaited);
}

/** Finds what was imported, or is being imported; without memo, only an import that the walk waits for. */
function findImported(
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
	const by = containerTemplate(step) + encodeComponent(component);
	return noted(step, entry, importExported(step, entry, by));
}

/** Tells whether the container of `step` promised its component: finding nothing is an error then. */
export function isPromised({ entry }: Step): boolean {
	return entry !== undefined && entry.name !== "_q_index";
}

/** Gives the root of the site, or its import under way; throws a `PublisherError` if it cannot be had. */
export function findRoot(step: Step): Found | Importing {
	const { site, hasWaited } = step;
	return (
		findRootThere(site, hasWaited) ??
		noted(step, site.rootEntry, importRoot(step, "/"))
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
