import { malformedPath, type Place, unpublishable } from "./errors.js";
import { type Finding, findRootThere, findThere } from "./find.js";
import { importExported, importRoot } from "./import-exported.js";
import { Importing } from "./importing.js";
import { faultOf } from "./kind.js";
import { type Entry, type Found, lookAt, type Memo } from "./memo.js";
import { warn } from "./outcome.js";
import { componentEnd, decodeSegment, encodeComponent } from "./path.js";
import type { ImportReport, PreloadOptions } from "./preload-arguments.js";
import { isPromise, toPromise } from "./promise.js";
import type { Site } from "./site.js";
import type { UnderWay } from "./under-way.js";

/** What a preload has done. */
export interface PreloadReport {
	/** One for each exported name that has to be imported, and for each path that leads nowhere, in the order of the preload. */
	readonly imports: readonly ImportReport[];
	readonly milliseconds: number;
}

/** One preload. */
interface Run {
	readonly site: Site;
	readonly underWay: UnderWay;
	readonly options: PreloadOptions;
	readonly imports: ImportReport[];
	/** What was had so far, `undefined` if it failed: nothing is asked for, or reported, twice. */
	readonly had: Map<Entry, Found | undefined>;
}

/** Where something is looked for, and whom to ask if it is not there. */
interface Source {
	readonly entry: Entry;
	readonly place: Place;
	look(hasWaited: boolean): Finding;
	ask(): Finding;
}

/**
 * Imports what is exported, one module after the other: what walking `paths` would import, or, if
 * there are none, everything in the order of the export lists. Goes through the memo, as requests
 * do, and keeps out of their way. Rejects only with the reason of the signal.
 */
export async function preload(
	site: Site,
	underWay: UnderWay,
	paths: readonly string[] | undefined,
	options: PreloadOptions,
): Promise<PreloadReport> {
	const begun = performance.now();
	const { signal } = options;
	const had = new Map<Entry, Found | undefined>();
	const run: Run = { site, underWay, options, imports: [], had };
	// An import may wait for something that does not keep the process alive, yet it will be reported.
	const awake = setInterval(() => {}, 2 ** 30);
	let abort = () => {};
	try {
		signal?.throwIfAborted();
		await Promise.race([
			paths === undefined ? preloadAll(run) : preloadPaths(run, paths),
			// The import under way may never settle: who aborts does not wait for it.
			new Promise((_, reject) => {
				abort = () => reject(signal?.reason);
				signal?.addEventListener("abort", abort);
			}),
		]);
	} finally {
		clearInterval(awake);
		signal?.removeEventListener("abort", abort);
	}
	return { imports: run.imports, milliseconds: performance.now() - begun };
}

async function preloadAll(run: Run): Promise<void> {
	const root = await obtainRoot(run);
	const seen = new Set<Memo>();
	await preloadBelow(root?.memo, "");

	async function preloadBelow(
		memo: Memo | undefined,
		path: string,
	): Promise<void> {
		if (memo === undefined || seen.has(memo)) {
			return;
		}
		seen.add(memo);
		for (const component of memo.exportTable?.keys() ?? []) {
			const found = await obtain(run, memo, path, component);
			await preloadBelow(found?.memo, `${path}/${encodeComponent(component)}`);
		}
	}
}

async function preloadPaths(run: Run, paths: readonly string[]): Promise<void> {
	const root = await obtainRoot(run);
	for (const path of paths) {
		if (root?.memo !== undefined && !(await leadsOn(run, root.memo, path))) {
			report(run, { path, outcome: "not found", milliseconds: 0 });
		}
	}
}

/** Imports what a walk along `path` would; tells whether there is something at its end, as far as can be told without asking a look-up. */
async function leadsOn(run: Run, root: Memo, path: string): Promise<boolean> {
	let memo = root;
	let walked = "";
	for (let slash = 0; ; ) {
		const end = componentEnd(path, slash);
		const segment = path.slice(slash + 1, end);
		const component = decodeSegment(segment);
		if (component === undefined) {
			const place = { baseUrl: "", path, slash, component: segment };
			const error = malformedPath(place);
			report(run, { path, outcome: "failed", milliseconds: 0, error });
			return true;
		}
		if (component === "") {
			return end === path.length;
		}
		const entry = memo.entryOf(component);
		if (component.startsWith("_q_") || entry === undefined) {
			return !component.startsWith("_q_") && memo.hooks._q_lookup !== undefined;
		}
		const found = await obtain(run, memo, walked, component);
		if (found === undefined || found.kind === "mount" || end === path.length) {
			return true;
		}
		if (found.memo === undefined) {
			return false;
		}
		memo = found.memo;
		walked += `/${encodeComponent(component)}`;
		slash = end;
	}
}

function obtainRoot(run: Run): Promise<Found | undefined> {
	const { site } = run;
	const { rootEntry } = site;
	const place = { baseUrl: "", path: "/", slash: -1, component: "" };
	const wanted = { ...place, site, container: nowhere, template: undefined };
	return have(run, {
		entry: rootEntry,
		place,
		look: (hasWaited) => findRootThere(site, hasWaited),
		ask: () => importRoot(wanted, "preload"),
	});
}

/** The root has no container. */
const nowhere = { _q_exports: [] };

/** Gives what the container of `memo`, at `parent`, exports as `component`; `undefined` if it cannot be had, or is the index. */
async function obtain(
	run: Run,
	memo: Memo,
	parent: string,
	component: string,
): Promise<Found | undefined> {
	const { site } = run;
	const entry = memo.entryOf(component);
	if (entry === undefined || entry.name === "_q_index") {
		return undefined;
	}
	const path = `${parent}/${encodeComponent(component)}`;
	const place = { baseUrl: "", path, slash: parent.length, component };
	const { container } = memo;
	const wanted = { ...place, site, container, template: undefined };
	return have(run, {
		entry,
		place,
		look: (hasWaited) => findThere({ site, memo, entry, hasWaited }),
		ask: () => importExported(wanted, entry, "preload"),
	});
}

/** Has what `source` is about: finds it there, joins an import that is under way, or asks for it; and reports it, the first time. */
async function have(run: Run, source: Source): Promise<Found | undefined> {
	const { entry, place, look, ask } = source;
	if (run.had.has(entry)) {
		return run.had.get(entry);
	}
	const begun = performance.now();
	const about = () => ({
		path: place.path,
		milliseconds: entry.record?.milliseconds ?? performance.now() - begun,
		...(entry.record?.url !== undefined && { url: entry.record.url }),
	});
	let wasThere = true;
	try {
		let finding = look(false);
		if (finding === undefined) {
			await makeWay(run);
			finding = look(false) ?? ask();
			wasThere = false;
		}
		while (finding?.kind === "importing") {
			wasThere = false;
			await whenImported(run, finding, place);
			finding = look(true);
		}
		const found = finding && (await whenPublishable(run, finding, source));
		run.had.set(entry, found);
		if (entry.own !== finding) {
			const outcome = wasThere ? "already there" : "imported";
			report(run, { ...about(), outcome });
		}
		return found;
	} catch (error) {
		run.options.signal?.throwIfAborted();
		run.had.set(entry, undefined);
		report(run, { ...about(), outcome: "failed", error });
		return undefined;
	}
}

/** Lets the event loop turn, and waits until no request is under way, as far as one can. */
async function makeWay({ underWay, options }: Run): Promise<void> {
	do {
		await new Promise((resolve) => setImmediate(resolve));
	} while (!underWay.isIdle() && (await underWay.whenIdle()));
	options.signal?.throwIfAborted();
}

async function whenImported(
	{ site, options }: Run,
	importing: Importing,
	place: Place,
): Promise<void> {
	const { importTimeout } = site.options;
	await importing.settled(importTimeout, place);
	options.signal?.throwIfAborted();
}

/** Gives what a promise gives, boxed, as namespaces may publish a page called `then`. */
async function whenKept(
	run: Run,
	promise: unknown,
	place: Place,
): Promise<{ readonly value: unknown }> {
	const importing = new Importing();
	const settled = Promise.allSettled([promise]);
	settled.then(() => importing.settle());
	await whenImported(run, importing, place);
	const [outcome] = await settled;
	if (outcome.status === "rejected") {
		throw outcome.reason;
	}
	return outcome;
}

/** Gives what `found` stands for, if that can be published, or walked into; throws what a request for it gets if it cannot. */
async function whenPublishable(
	run: Run,
	found: Found,
	source: Source,
): Promise<Found> {
	const { entry, place } = source;
	const { memos, rootEntry } = run.site;
	if (found.kind === "promise") {
		const { value } = await whenKept(run, found.value, source.place);
		return whenPublishable(run, lookAt(memos, value), source);
	}
	const mustBeNamespace = entry === rootEntry && found.memo === undefined;
	if (found.kind === "unpublishable" || mustBeNamespace) {
		const { what, remedy } = faultOf(found.value);
		throw unpublishable(
			place,
			what,
			mustBeNamespace ? "The root has to be a namespace" : remedy,
		);
	}
	if (found.memo?.isRead === false) {
		found.memo.read(place);
	}
	return found;
}

function report({ imports, options }: Run, imported: ImportReport): void {
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
	warn(error, "preload: onImport");
}
