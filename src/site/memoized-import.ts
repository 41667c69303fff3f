import { importFailed, NamespaceFault, type Place } from "../errors.js";
import type { NoteUrl } from "../import/guesser.js";
import { type Recording, recordImport } from "../import/import-record.js";
import { PendingImport } from "../import/pending-import.js";
import { type Trace, traceImport } from "../import/tracing.js";
import { unwrap } from "../import/unwrap.js";
import { isOwn } from "../namespace/own-value.js";
import { isPromise, toPromise } from "../namespace/promise.js";
import { encodeComponent } from "../path.js";
import { inheritBound } from "./import-bound.js";
import {
	type Entry,
	type Found,
	forget,
	type Importing,
	lookAt,
	type Memo,
	remember,
} from "./memo.js";
import type { ImportSource, Site } from "./site.js";

/**
 * Imports what the container of `memo` exports as `entry` and lacks, by its importer or the
 * guesser, for what stands at `place`, on account of `by`: the path as walked of a request, or
 * `"preload"`. Returns what was imported, or the import under way; throws a `PublisherError` if it
 * fails at once.
 */
export function importExported(
	site: Site,
	memo: Memo,
	entry: Entry,
	place: Place,
	by: string,
): Found | Importing {
	const { guesser } = site;
	const { container } = memo;
	const { name } = entry;
	if (container._q_import !== undefined) {
		const begin = () => container._q_import?.(name);
		const source = { begin, unwrapped: unwrap };
		return importInto(site, entry, place, by, source, memo);
	}
	const { component } = place;
	const begin = (noteUrl: NoteUrl) => {
		const from = guesser.urlOf(container);
		if (from === undefined) {
			const isReversed = component !== name && isOwn(container, component);
			throw isReversed
				? new NamespaceFault(
						"the pair is reversed",
						`Write ${JSON.stringify([name, component])}`,
					)
				: nothingToImportFrom(name);
		}
		return guesser.importGuessed(name, from, noteUrl);
	};
	const source = { begin, unwrapped: guesser.adopt };
	return importInto(site, entry, place, by, source, memo);
}

/** Imports the root of `site`; all else is as for `importExported`. */
export function importRoot(
	site: Site,
	place: Place,
	by: string,
): Found | Importing {
	return importInto(site, site.rootEntry, place, by, site.rootSource);
}

/** Returns why `name` cannot be imported at all. */
export function nothingToImportFrom(name: string): NamespaceFault {
	return new NamespaceFault(
		`the namespace has neither ${name}, nor _q_import, nor a _q_url to guess from`,
		"Give it one of them",
	);
}

/** Returns the path as walked to the container at `place`, with its final slash. */
export function containerTemplate({ template, path, slash }: Place): string {
	return `${template ?? path.slice(0, Math.max(slash, 0))}/`;
}

/** Imports from `source`, keeps in `entry` what comes, or the import while it is under way; `memo` is that of the container. */
function importInto<Imported>(
	site: Site,
	entry: Entry,
	place: Place,
	by: string,
	{ begin, unwrapped }: ImportSource<Imported>,
	memo?: Memo,
): Found | Importing {
	// `place` may be a request's walk, which an import that never settles must not keep in memory: so
	// no closure here names it.
	const { memos, owed, trails } = site;
	// They may lead through what this gives in the place of what was imported before, or through what is let go of then.
	trails.clear();
	const recording = recordImport(by, entry.record, place.slash === -1);
	const { record } = recording;
	entry.record = record;
	const trace = traceImport(
		containerTemplate(place),
		encodeComponent(place.component),
	);

	const onEnd = memo?.isMadeAnew ? () => letGo(memo, entry) : undefined;
	const keep = (value: unknown): Found => {
		if (value === undefined || value === null) {
			throw new NamespaceFault(
				`its import gave ${value}`,
				"Write return import(…) in the importer, and export default … in the module",
			);
		}
		const found = lookAt(memos, value);
		if (entry.kind === "importing" && entry.value.isOwed) {
			owed.add(entry);
		}
		if (memo !== undefined && found.kind === "namespace") {
			inheritBound(memo, found.memo);
		}
		return remember(entry, found, true);
	};
	// What a module stands for may be a promise: then the import has succeeded once that is fulfilled.
	const settle = (imported: Imported): Found | Promise<Found> => {
		const value = unwrapped(imported);
		return isPromise(value) ? toPromise(value).then(keep) : keep(value);
	};
	// A failure is not kept: the next request tries again.
	const fail = (cause: unknown): never => {
		forget(entry);
		throw cause;
	};
	const start = (): Found | Importing => {
		const imported = begin((url) => {
			record.url = url?.href;
		});
		const found = isPromise(imported)
			? toPromise(imported as PromiseLike<Imported>).then(settle)
			: settle(imported as Imported);
		if (!(found instanceof Promise)) {
			return found;
		}
		const value = new PendingImport(found.catch(fail));
		// Kept before anything is awaited: a second request in the same tick must find it.
		return remember(entry, { kind: "importing", value, memo: undefined }, true);
	};
	try {
		return site.creation.runInAsyncScope(() =>
			trace === undefined
				? observed(start, recording, trace, onEnd)
				: trace.run(() => observed(start, recording, trace, onEnd)),
		);
	} catch (cause) {
		throw importFailed(place, cause);
	}
}

/** Takes note that an import for `entry` has ended, and lets go of the oldest one below the container if there are too many. */
function letGo({ importBound }: Memo, entry: Entry): void {
	const oldest = importBound?.ended(entry);
	if (oldest !== undefined) {
		forget(oldest);
		oldest.record = undefined;
	}
}

/** Starts an import, and reports how it ends to its record and to whoever traces imports. */
function observed(
	start: () => Found | Importing,
	recording: Recording,
	trace: Trace | undefined,
	onEnd: (() => void) | undefined,
): Found | Importing {
	const succeed = ({ kind }: Found) => {
		recording.end();
		onEnd?.();
		trace?.succeed(kind);
	};
	const fail = (cause: unknown) => {
		recording.end({ cause });
		onEnd?.();
		trace?.fail(cause);
	};
	let imported: Found | Importing;
	try {
		imported = start();
	} catch (cause) {
		fail(cause);
		throw cause;
	}
	if (imported.kind === "importing") {
		imported.value.promise.then(
			(found) => {
				succeed(found);
				trace?.settle();
			},
			(cause: unknown) => {
				fail(cause);
				trace?.settle();
			},
		);
	} else {
		succeed(imported);
	}
	return imported;
}
