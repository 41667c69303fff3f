import { toFile } from "../import/module-url.js";
import type { Tree } from "../index.js";
import { checkAlone } from "./alone.js";
import { locate } from "./locate.js";
import { inPool } from "./pool.js";
import { findProblems, nodesOf, type Problem } from "./problem.js";
import { isRecordable } from "./record.js";
import { type SiteOptions, siteOrder } from "./site-order.js";
import { runTrial, type Trial } from "./trial.js";
import type { Imported, Order } from "./trial-protocol.js";

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
	/** How many imports are known so far; each namespace that is imported can add to it. */
	readonly total: number;
}

/** What a check found. */
export interface CheckReport {
	/** The URL of the module that was given. */
	readonly site: string;
	/** How many publishers the application has made; missing if what was given is the root of one. */
	readonly publishers?: number;
	/** How many names are exported. */
	readonly exports: number;
	/** What was imported, the most expensive first. */
	readonly imports: readonly ImportTime[];
	/** How long all imports took together, in milliseconds. */
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
 * Imports everything that a site exports, in a process of its own; `site` is the file or file URL
 * of the root's module, or of the module that makes an application: then of all publishers that it makes. Resolves with what requests would fail with, and with what each import
 * takes. Rejects with a `TypeError` if an argument is wrong.
 */
export async function check(
	site: string | URL,
	{ alone = false, onProgress, ...options }: CheckOptions = {},
): Promise<CheckReport> {
	const { order, output } = siteOrder(site, options);
	if (alone && !isRecordable) {
		throw new TypeError(
			"alone needs module hooks and an inspector, which Bun lacks: run it with Node",
		);
	}
	let done = 0;
	const trial = await runTrial(order, {
		output,
		onImport({ path }, remaining) {
			done++;
			onProgress?.({ path, done, total: done + remaining });
		},
	});
	const problems = await locateAll(trial, order);
	const parts = trial.imports.flatMap(({ path, outcome }) =>
		outcome === "imported" && path !== "/" ? [path] : [],
	);
	if (alone) {
		done = 0;
		const known = new Set(problems.map(({ path }) => path));
		const found = await checkAlone(parts, known, async (path) => {
			const first = await runTrial(recorded(order, [path]));
			done++;
			onProgress?.({ path, done, total: parts.length });
			return first;
		});
		problems.push(...found);
	}
	const nodes = [...nodesOf(trial.tree)];
	const records = new Map(nodes.map(({ node }) => [node.path, node.import]));
	const imports = trial.imports.flatMap(({ path, milliseconds }) => {
		const record = records.get(path);
		const file = record?.url && toFile(record.url);
		return record === undefined ? [] : [{ path, file, milliseconds }];
	});
	const publishers = publishersIn(trial.tree);
	return {
		site: order.site,
		...(publishers !== undefined && { publishers }),
		exports: Math.max(nodes.length - 1 - (publishers ?? 0), 0),
		imports: imports.sort(
			(one, other) => other.milliseconds - one.milliseconds,
		),
		milliseconds: imports.reduce((sum, time) => sum + time.milliseconds, 0),
		...(alone ? { alone: parts.length } : {}),
		problems,
	};
}

/** Returns how many publishers `tree` is of, if it is that of an application: nobody imports the root of it. */
function publishersIn(tree: Tree | undefined): number | undefined {
	return tree?.state === "own" ? tree.exports?.length : undefined;
}

/** Returns the problems of `trial`, located; where it takes that, a part is imported once more, recorded. */
async function locateAll(trial: Trial, order: Order): Promise<Problem[]> {
	const records = new Map<string, Promise<Imported | undefined>>();
	let all: Promise<Trial> | undefined;
	async function record(path: string): Promise<Imported | undefined> {
		if (!isRecordable) {
			return undefined;
		}
		const alone = await runTrial(recorded(order, [path]));
		const imported = importOf(path, alone);
		if (imported?.outcome !== "not found") {
			return imported;
		}
		// The publisher that has it is made by another part.
		all ??= runTrial(recorded(order, undefined));
		return importOf(path, await all);
	}
	return inPool(findProblems(trial), (finding) =>
		locate(finding, (path) => {
			const recordOfPath = records.get(path) ?? record(path);
			records.set(path, recordOfPath);
			return recordOfPath;
		}),
	);
}

function importOf(path: string, { imports }: Trial): Imported | undefined {
	return imports.find((imported) => imported.path === path);
}

function recorded(order: Order, paths: Order["paths"]): Order {
	return { ...order, paths, isRecorded: true };
}
