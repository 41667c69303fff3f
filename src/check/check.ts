import { toFile } from "../module-url.js";
import { checkAlone } from "./alone.js";
import { locate } from "./locate.js";
import type { Imported, Order } from "./message.js";
import { inPool } from "./pool.js";
import { findProblems, nodesOf, type Problem } from "./problem.js";
import { type SiteOptions, siteOrder } from "./site-order.js";
import { runWorld, type World } from "./world.js";

/** The options of `check`. */
export interface CheckOptions extends SiteOptions {
	/** Whether each part is imported as the first of its site, too. Default: false. */
	readonly alone?: boolean | undefined;
	/** Called after each import. */
	readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How far a check has come. */
export interface Progress {
	/** What was imported last. */
	readonly path: string;
	readonly done: number;
	/** How many imports are known of by now; namespaces that are imported add to it. */
	readonly total: number;
}

/** What a check found. */
export interface CheckReport {
	/** The URL of the root's module. */
	readonly site: string;
	/** How many names are exported. */
	readonly exports: number;
	/** What was imported, the most expensive first. */
	readonly imports: readonly ImportTime[];
	/** How long all the imports took, in milliseconds. */
	readonly milliseconds: number;
	/** How many parts were imported alone. */
	readonly alone?: number;
	/** What is wrong; empty if all is well. */
	readonly problems: readonly Problem[];
}

/** How long one import took. */
export interface ImportTime {
	/** The URL path of what was imported. */
	readonly path: string;
	/** The file of its module, if the guesser imported it. */
	readonly file?: string | undefined;
	readonly milliseconds: number;
}

/**
 * Imports everything that a site exports, in a process of its own, and gives what a request would
 * fail with, and what each import takes; `site` is the file or file URL of the root's module.
 * Rejects with a `TypeError` if an argument is wrong.
 */
export async function check(
	site: string | URL,
	{ alone = false, onProgress, ...options }: CheckOptions = {},
): Promise<CheckReport> {
	const { order, output } = siteOrder(site, options);
	let done = 0;
	const world = await runWorld(order, {
		output,
		onImport({ path }, remaining) {
			done++;
			onProgress?.({ path, done, total: done + remaining });
		},
	});
	const problems = await locateAll(world, order);
	const parts = world.imports.flatMap(({ path, outcome }) =>
		outcome === "imported" && path !== "/" ? [path] : [],
	);
	if (alone) {
		done = 0;
		const known = new Set(problems.map(({ path }) => path));
		const found = await checkAlone(parts, known, async (path) => {
			const first = await runWorld(recorded(order, path));
			done++;
			onProgress?.({ path, done, total: parts.length });
			return first;
		});
		problems.push(...found);
	}
	const nodes = world.tree === undefined ? [] : [...nodesOf(world.tree)];
	const urls = new Map(
		nodes.flatMap(({ node: { path, import: imported } }) =>
			imported === undefined ? [] : [[path, imported.url] as const],
		),
	);
	const imports = world.imports
		.filter(({ path }) => urls.has(path))
		.map(({ path, milliseconds }) => {
			const url = urls.get(path);
			return { path, file: url && toFile(url), milliseconds };
		});
	return {
		site: order.site,
		exports: Math.max(nodes.length - 1, 0),
		imports: imports.sort(
			(one, other) => other.milliseconds - one.milliseconds,
		),
		milliseconds: imports.reduce((sum, time) => sum + time.milliseconds, 0),
		...(alone ? { alone: parts.length } : {}),
		problems,
	};
}

/** Finds the files of the problems of `world`; where it has to, by importing that part once more, recorded. */
async function locateAll(world: World, order: Order): Promise<Problem[]> {
	const recordings = new Map<string, Promise<Imported | undefined>>();
	async function record(path: string): Promise<Imported | undefined> {
		const { imports } = await runWorld(recorded(order, path));
		return imports.find((imported) => imported.path === path);
	}
	return inPool(findProblems(world), (finding) =>
		locate(finding, (path) => {
			const recording = recordings.get(path) ?? record(path);
			recordings.set(path, recording);
			return recording;
		}),
	);
}

function recorded(order: Order, path: string): Order {
	return { ...order, paths: [path], isRecorded: true };
}
