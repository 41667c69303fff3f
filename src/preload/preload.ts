import { malformedPath, type Place } from "../errors.js";
import { decodeSegment, encodeComponent } from "../path.js";
import type { Entry, Found, Memo } from "../site/memo.js";
import { importExported, importRoot } from "../site/memoized-import.js";
import type { Site } from "../site/site.js";
import { DEEPEST, MOST_NAMES } from "../site/tree.js";
import { findRootThere, findThere, mayBeLookedUp } from "../walk/find.js";
import { takeSegment } from "../walk/traverse.js";
import type { ImportReport, PreloadOptions } from "./arguments.js";
import { preloadOnce, type Run, report } from "./preload-once.js";

/** What a preload has done. */
export interface PreloadReport {
	/** One for each exported name that has to be imported, and for each path that leads nowhere, in the order of the preload. */
	readonly imports: readonly ImportReport[];
	/** How long it took, in milliseconds. */
	readonly milliseconds: number;
}

/**
 * Imports what `site` exports, one module after the other: what walking `paths` would import, or, if
 * there are none, everything in the order of the export lists, as far as `tree()` shows it. Goes through the memo, as requests
 * do, and imports while none of them is under way. Rejects only with the reason of the signal.
 */
export async function preload(
	site: Site,
	paths: readonly string[] | undefined,
	options: PreloadOptions,
): Promise<PreloadReport> {
	const begun = performance.now();
	const { signal } = options;
	const found = new Map<Entry, Found | undefined>();
	const run: Run = { site, options, imports: [], found };
	// Keeps the process alive: an import may wait for something that does not, and would never be reported.
	const awake = setInterval(() => {}, 2 ** 30);
	let abort = () => {};
	try {
		signal?.throwIfAborted();
		await Promise.race([
			paths === undefined ? preloadAll(run) : preloadPaths(run, paths),
			// An abort does not wait for the import under way, which may never settle.
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
	const root = await preloadRoot(run);
	const seen = new Set<Memo>();
	let names = 0;
	await preloadBelow(root, "", 1);

	async function preloadBelow(
		found: Found | undefined,
		path: string,
		depth: number,
	): Promise<void> {
		// What exports itself, made anew by each import, has no end.
		const memo = found?.memo;
		if (memo === undefined || seen.has(memo) || depth > DEEPEST) {
			return;
		}
		seen.add(memo);
		for (const component of memo.exportTable?.keys() ?? []) {
			if (names === MOST_NAMES) {
				return;
			}
			names++;
			const inside = await preloadExported(run, memo, path, component);
			const below = `${path}/${encodeComponent(component)}`;
			await preloadBelow(inside, below, depth + 1);
		}
	}
}

async function preloadPaths(run: Run, paths: readonly string[]): Promise<void> {
	const root = await preloadRoot(run);
	for (const path of paths) {
		if (root?.memo && !(await preloadPath(run, root.memo, path))) {
			report(run, { path, outcome: "not found", milliseconds: 0 });
		}
	}
}

/**
 * Imports what a walk along `path` would. Returns whether there is something at its end, as far as
 * can be told without a look-up.
 */
async function preloadPath(
	run: Run,
	root: Memo,
	path: string,
): Promise<boolean> {
	const walk = { path, slash: -1, end: 0 };
	let memo = root;
	let parent = "";
	for (;;) {
		const segment = takeSegment(walk);
		const component = decodeSegment(segment);
		if (component === undefined) {
			const place = placeOf(path, walk.slash, segment);
			const error = malformedPath(place);
			report(run, { path, outcome: "failed", milliseconds: 0, error });
			return true;
		}
		const { end } = walk;
		if (component === "") {
			return end === path.length;
		}
		if (memo.entryOf(component, segment) === undefined) {
			return mayBeLookedUp(component) && memo.hooks._q_lookup !== undefined;
		}
		const found = await preloadExported(run, memo, parent, component);
		if (found === undefined || found.kind === "mount" || end === path.length) {
			return true;
		}
		if (found.kind !== "namespace") {
			return false;
		}
		memo = found.memo;
		parent += `/${encodeComponent(component)}`;
	}
}

function preloadRoot(run: Run): Promise<Found | undefined> {
	const { site } = run;
	const place = placeOf("/", -1, "");
	return preloadOnce(run, {
		entry: site.rootEntry,
		place,
		find: (hasWaited) => findRootThere(site, hasWaited),
		import: () => importRoot(site, place, "preload"),
	});
}

/** Imports what the container of `memo`, at `parent`, exports as `component`; resolves to `undefined` if that fails, or if it is the index. */
async function preloadExported(
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
	const place = placeOf(path, parent.length, component);
	return preloadOnce(run, {
		entry,
		place,
		find: (hasWaited) => findThere({ site, memo, entry }, hasWaited),
		import: () => importExported(site, memo, entry, place, "preload"),
	});
}

function placeOf(path: string, slash: number, component: string): Place {
	return { baseUrl: "", path, slash, component, template: undefined };
}
