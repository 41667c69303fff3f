import type { Place } from "../errors.js";
import { PendingImport } from "../import/pending-import.js";
import { errorOf } from "../namespace/fault.js";
import { isPromise, toPromise } from "../namespace/promise.js";
import { copyOf, type Entry, type Found, lookAt } from "../site/memo.js";
import type { Site } from "../site/site.js";
import type { Finding } from "../walk/find.js";
import { warnOfError } from "../warnings.js";
import type { ImportReport, PreloadOptions } from "./arguments.js";
import { isIdle, whenIdle } from "./under-way.js";

/** One preload. */
export interface Run {
	readonly site: Site;
	readonly options: PreloadOptions;
	readonly imports: ImportReport[];
	/** What was found so far, `undefined` if its import failed: nothing is imported, or reported, twice. */
	readonly found: Map<Entry, Found | undefined>;
}

/** Something to preload: how it is found where it is there, and imported where it is not. */
export interface Wanted {
	readonly entry: Entry;
	readonly place: Place;
	find(hasWaited: boolean): Finding;
	import(): Finding;
}

/**
 * Finds what is wanted, joins the import of it that is under way, or imports it, and reports that, the
 * first time. Resolves to what was found, `undefined` if it cannot be published or walked into.
 */
export async function preloadOnce(
	run: Run,
	wanted: Wanted,
): Promise<Found | undefined> {
	const { entry, place } = wanted;
	if (run.found.has(entry)) {
		return run.found.get(entry);
	}
	const begun = performance.now();
	const about = () => ({
		path: place.path,
		milliseconds: entry.record?.milliseconds ?? performance.now() - begun,
		...(entry.record?.url !== undefined && { url: entry.record.url }),
	});
	let wasThere = true;
	try {
		let finding = wanted.find(false);
		if (finding === undefined) {
			await makeWay(run);
			finding = wanted.find(false) ?? wanted.import();
			wasThere = false;
		}
		while (finding?.kind === "importing") {
			wasThere = false;
			await whenImported(run, finding.value, place);
			finding = wanted.find(true);
		}
		const found = finding && (await whenPublishable(run, finding, wanted));
		run.found.set(entry, found);
		if (entry.isImported) {
			const outcome = wasThere ? "already there" : "imported";
			report(run, { ...about(), outcome });
		}
		return found;
	} catch (error) {
		run.options.signal?.throwIfAborted();
		run.found.set(entry, undefined);
		report(run, { ...about(), outcome: "failed", error });
		return undefined;
	}
}

/** Lets the event loop turn, and waits until no request is under way, as far as one can. */
async function makeWay({ options }: Run): Promise<void> {
	do {
		await new Promise((resolve) => setImmediate(resolve));
	} while (!isIdle() && (await whenIdle()));
	options.signal?.throwIfAborted();
}

async function whenImported(
	{ site, options }: Run,
	pending: PendingImport,
	place: Place,
): Promise<void> {
	const { importTimeout } = site.options;
	await pending.settled(importTimeout, place);
	options.signal?.throwIfAborted();
}

/** Resolves to what `promise` gives, in an object, as namespaces may publish a page called `then`. */
async function whenKept(
	run: Run,
	promise: unknown,
	place: Place,
): Promise<{ readonly value: unknown }> {
	const settled = Promise.allSettled([promise]);
	await whenImported(run, new PendingImport(settled), place);
	const [outcome] = await settled;
	if (outcome.status === "rejected") {
		throw outcome.reason;
	}
	return outcome;
}

/** Resolves to what `found` stands for if that can be published or walked into, else rejects with what a request for it gets. */
async function whenPublishable(
	run: Run,
	found: Found,
	wanted: Wanted,
): Promise<Found> {
	const { place } = wanted;
	const { memos } = run.site;
	if (found.kind === "promise") {
		const { value } = await whenKept(run, found.value, place);
		return whenPublishable(run, lookAt(memos, value), wanted);
	}
	if (found.kind === "unpublishable") {
		throw errorOf(found.value, place);
	}
	if (found.kind === "namespace" && !found.memo.isRead) {
		found.memo.read(place);
	}
	return copyOf(found);
}

/** Adds `imported` to the report of the preload, and calls `onImport` with it. */
export function report(
	{ imports, options }: Run,
	imported: ImportReport,
): void {
	imports.push(imported);
	try {
		const returned: unknown = options.onImport?.(imported);
		if (isPromise(returned)) {
			toPromise(returned).catch(warnOfOnImport);
		}
	} catch (error) {
		warnOfOnImport(error);
	}
}

function warnOfOnImport(error: unknown): void {
	warnOfError(
		"The onImport of a preload failed",
		error,
		"The preload goes on: catch what it throws",
	);
}
