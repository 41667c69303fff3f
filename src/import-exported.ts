import { importFailed, type Place, remedyOfImport } from "./errors.js";
import { recordImport } from "./import-record.js";
import { Importing } from "./importing.js";
import { type Entry, type Found, lookAt } from "./memo.js";
import type { Hooks } from "./namespace.js";
import { encodeComponent } from "./path.js";
import { isPromise, toPromise } from "./promise.js";
import type { NoteUrl, Site, Source } from "./site.js";
import { traceImport } from "./tracing.js";
import { unwrap } from "./unwrap.js";

/** Something that has to be imported: where it is wanted, and the container that exports and lacks it. */
export interface Wanted extends Place {
	readonly site: Site;
	readonly container: Hooks;
	/** The path as walked to the container, if that is not what `path` has before `slash`. */
	readonly template: string | undefined;
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

/** Imports the root of the site, on account of `by`; throws a `PublisherError` if that fails at once. */
export function importRoot(wanted: Wanted, by: string): Found | Importing {
	const { rootEntry, rootSource } = wanted.site;
	return importInto(rootEntry, wanted, by, rootSource);
}

/** Says why nobody can be asked for `name`. */
export function nothingToImportFrom(name: string): string {
	return `the namespace has neither ${name}, nor _q_import, nor a _q_url to guess from`;
}

/** Gives the path as walked to the container of what is wanted, with its final slash. */
export function containerTemplate({ template, path, slash }: Wanted): string {
	return `${template ?? path.slice(0, Math.max(slash, 0))}/`;
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
	const trace = traceImport(
		containerTemplate(wanted),
		encodeComponent(wanted.component),
	);

	const accept = (supplied: Supplied): Found => {
		const value = unwrapped(supplied);
		if (value === undefined || value === null) {
			throw new Error(`its import gave ${value}`);
		}
		const found = lookAt(memos, value);
		entry.imported = found;
		end();
		trace?.succeed(found.kind);
		return found;
	};
	const isRoot = wanted.slash === -1;
	const fail = (cause: unknown) => {
		end({ cause, remedy: remedyOfImport(cause, isRoot) });
		trace?.fail(cause);
	};
	const begin = (): Found | Importing => {
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
			toPromise(supplied as PromiseLike<Supplied>)
				.then((settled) => {
					accept(settled);
					trace?.settle();
					importing.settle();
				})
				.catch((cause: unknown) => {
					entry.imported = undefined;
					fail(cause);
					trace?.settle();
					importing.settle({ cause });
				});
			return importing;
		} catch (cause) {
			fail(cause);
			throw cause;
		}
	};
	try {
		return trace === undefined ? begin() : trace.run(begin);
	} catch (cause) {
		throw importFailed(wanted, cause);
	}
}
