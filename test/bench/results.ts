import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { measureBareImport } from "./bare-import.js";
import { measureCompileCache } from "./compile-cache.js";
import { measureHeap } from "./heap.js";
import { describeMachine, type Machine } from "./machine.js";
import { measureOneForOne } from "./one-for-one.js";
import { measurePreload } from "./preload.js";
import { measureProfile } from "./profile.js";
import { measureRequests } from "./requests.js";
import type { Settings } from "./settings.js";
import { measureStartUp } from "./start-up.js";
import { measureStorm } from "./storm.js";
import { measureWalk } from "./walk.js";
import { measureWatch } from "./watch.js";

/** The parts of the suite, by the names under which they are asked for. */
export const parts = {
	startup: measureStartUp,
	storm: measureStorm,
	import: measureBareImport,
	cache: measureCompileCache,
	walk: measureWalk,
	requests: measureRequests,
	heap: measureHeap,
	preload: measurePreload,
	watch: measureWatch,
	profile: measureProfile,
	"one-for-one": measureOneForOne,
} as const;

export type PartName = keyof typeof parts;

/** What was measured, where and when; each part for itself, as each can be run for itself. */
export type Results = {
	readonly [Name in PartName]?: Measured<
		Awaited<ReturnType<(typeof parts)[Name]>>
	>;
};

export interface Measured<Figures> {
	readonly machine: Machine;
	readonly date: string;
	readonly seconds: number;
	readonly figures: Figures;
}

/** Runs the part `name`; gives its figures with the description of the machine. */
export async function measurePart(
	name: PartName,
	settings: Settings,
): Promise<Measured<unknown>> {
	const start = performance.now();
	const log = (line: string) => {
		const seconds = (performance.now() - start) / 1_000;
		console.error(`${name} ${seconds.toFixed(0).padStart(4)} s  ${line}`);
	};
	const figures = await parts[name](settings, log);
	return {
		machine: describeMachine(),
		date: new Date().toISOString().slice(0, 10),
		seconds: Math.round((performance.now() - start) / 1_000),
		figures,
	};
}

export function readResults({ resultsFolder }: Settings): Results {
	const file = join(resultsFolder, "results.json");
	return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** Writes the results with as many digits as they are worth, formatted as the rest of the repository is. */
export function writeResults(
	{ resultsFolder }: Settings,
	results: Results,
): void {
	mkdirSync(resultsFolder, { recursive: true });
	const file = join(resultsFolder, "results.json");
	const json = JSON.stringify(results, (_key, value) =>
		typeof value === "number" ? Number(value.toPrecision(6)) : value,
	);
	const options = ["format", `--stdin-file-path=${file}`];
	writeFileSync(
		file,
		// Its remark on a file that git ignores is of no interest.
		execFileSync("node_modules/.bin/biome", options, {
			input: json,
			stdio: ["pipe", "pipe", "ignore"],
		}),
	);
}
