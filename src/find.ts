import type { Request } from "express";
import { importFailed, type Place } from "./errors.js";
import type { ExportTable } from "./export-table.js";
import { recall, remember } from "./memo.js";
import type { Hooks } from "./namespace.js";
import { ownValue } from "./own-value.js";
import type { Site } from "./site.js";
import { unwrap } from "./unwrap.js";

/** One step of a walk: the component, and the container in which it is looked up. */
export interface Step extends Place {
	readonly site: Site;
	readonly req: Request;
	readonly container: Hooks;
	readonly exportTable: ExportTable;
}

/**
 * Finds the component of `step` in its container: gives what it found, a promise of that, an
 * `Importing` after which to look again, or `undefined` for not found. Throws what a hook throws,
 * and a `PublisherError` if an exported name cannot be had. The order is that of the README's
 * "The walk".
 */
export function find(step: Step): unknown {
	const { container, component } = step;
	if (component.startsWith("_q_")) {
		return undefined;
	}
	if (isIndex(step)) {
		return ownValue(container, "_q_index") ?? lookUp(step, "");
	}
	const name = promisedName(step);
	if (name === undefined) {
		return lookUp(step, component);
	}
	const own = ownValue(container, name);
	if (own !== undefined) {
		return own;
	}
	return recall(step.site.memo, container, name) ?? importExported(step, name);
}

/** Gives the internal name that the container of `step` promised for its component: nothing there is an error. */
export function promisedName(step: Step): string | undefined {
	return isIndex(step) || step.component.startsWith("_q_")
		? undefined
		: step.exportTable.get(step.component);
}

/** The index has no name of its own, but the export list may give it one; it is never imported. */
function isIndex({ component, exportTable }: Step): boolean {
	return component === "" || exportTable.get(component) === "_q_index";
}

/** Gives the root namespace of `site`, or an `Importing` after which to ask again; throws as `find` does. */
export function findRoot(site: Site, place: Place): unknown {
	const { root, memo, guesser } = site;
	if (root.kind === "namespace") {
		return root.namespace;
	}
	const imported = recall(memo, site, ROOT);
	if (imported !== undefined) {
		return imported;
	}
	return root.kind === "thunk"
		? importInto(site, site, ROOT, place, root.thunk, unwrap)
		: importInto(
				site,
				site,
				ROOT,
				place,
				() => guesser.loadUrl(root.url),
				guesser.adopt,
			);
}

/** The name under which the memo has an imported root, with the site itself for a container. */
const ROOT = "";

function lookUp({ container, req }: Step, component: string): unknown {
	return container._q_lookup?.(req, component) ?? undefined;
}

function importExported(step: Step, name: string): unknown {
	const { container, site } = step;
	const { guesser } = site;
	if (container._q_import !== undefined) {
		const supply = () => container._q_import?.(name);
		return importInto(site, container, name, step, supply, unwrap);
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
	return importInto(site, container, name, step, supply, guesser.adopt);
}

function importInto<Supplied>(
	{ memo }: Site,
	container: object,
	name: string,
	place: Place,
	supply: () => Supplied | PromiseLike<Supplied>,
	unwrapped: (supplied: Supplied) => unknown,
): unknown {
	try {
		return remember(memo, container, name, supply, (supplied) => {
			const found = unwrapped(supplied);
			if (found === undefined || found === null) {
				throw new Error(`its import gave ${found}`);
			}
			return found;
		});
	} catch (cause) {
		throw importFailed(place, cause);
	}
}
