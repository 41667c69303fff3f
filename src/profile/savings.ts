import { findCuts } from "./cuts.js";
import { sumsOfDominated } from "./dominated.js";
import type { Floor } from "./floor.js";
import { type ImportGraph, importGraph } from "./import-graph.js";
import { isFile, isOwn } from "./module-name.js";
import type { Report, ReportedCut, Saving } from "./report.js";
import { spreadOf } from "./spread.js";
import type { TimedModule } from "./timeline.js";

/** What a server had imported up to a mark. */
export interface Loaded {
	/** The path of the server's script. */
	readonly script: string;
	readonly modules: readonly TimedModule[];
	readonly graph: ImportGraph;
	readonly floor: Floor;
	/** What each module took itself in each run, without the recording: `[run][module]`. */
	readonly own: readonly (readonly number[])[];
}

/** The most cuts that are of interest. */
const MOST = 10;
/** What saves fewer milliseconds is no cut. */
const LEAST = 0.5;

/** Gives what `those` modules took themselves, all together. */
export function takenBy(
	{ own, modules }: Loaded,
	those: readonly number[],
): Saving {
	const perRun = own.map((times) =>
		those.reduce((sum, module) => sum + (times[module] ?? 0), 0),
	);
	return {
		milliseconds: spreadOf(perRun).median,
		files: those.filter((module) => isFile(modules[module]?.name ?? "")).length,
	};
}

/** Gives the modules that are not in the floor. */
export function aboveFloor({ graph, floor }: Loaded): number[] {
	return graph.modules.filter((module) => !floor.modules.has(module));
}

/** Gives the cuts that save most, and more than what they save differs from run to run. */
export function cutsOf(loaded: Loaded): ReportedCut[] {
	const { script, modules, graph, floor, own } = loaded;
	const saved = (figures: readonly number[]) =>
		sumsOfDominated(
			graph,
			figures.map((figure, module) => (floor.modules.has(module) ? 0 : figure)),
		);
	const perRun = own.map(saved);
	const files = saved(modules.map(({ name }) => (isFile(name) ? 1 : 0)));
	const cuts = modules.map(({ isRoute }, module): ReportedCut => {
		const spread = spreadOf(perRun.map((sums) => sums[module] ?? 0));
		return {
			module,
			milliseconds: spread.median,
			spread,
			files: files[module] ?? 0,
			isRoute,
		};
	});
	const candidates = modules.map(({ name, isRoute }, module) => ({
		saving: cuts[module]?.milliseconds ?? 0,
		isOwn: isOwn(name, script),
		isRoute,
		isFloor: floor.modules.has(module),
	}));
	const total = takenBy(loaded, aboveFloor(loaded)).milliseconds;
	return findCuts(graph, candidates, total)
		.flatMap((module) => cuts[module] ?? [])
		.filter(isAboveNoise)
		.slice(0, MOST);
}

function isAboveNoise({ milliseconds, spread }: ReportedCut): boolean {
	return milliseconds >= Math.max(LEAST, spread.high - spread.low);
}

/** Gives the routes that there were at `time`, the mark, and what would not be imported without them. */
export function routesOf(loaded: Loaded, time: number): Report["routes"] {
	const { modules, graph } = loaded;
	const routes = graph.modules.filter((module) => modules[module]?.isRoute);
	const left = new Set(importGraph(modules, time, new Set(routes)).modules);
	const gone = aboveFloor(loaded).filter((module) => !left.has(module));
	return { modules: routes, ...takenBy(loaded, gone) };
}
