import { canBeChanged, findCuts, servingIn } from "../graph/cuts.js";
import type { Floor } from "../graph/floor.js";
import {
	type ImportGraph,
	importGraph,
	sumsOfDominated,
} from "../graph/import-graph.js";
import { isData, isFile, isOwn, type Ownership } from "../graph/module-name.js";
import { spreadOf } from "../spread.js";
import type { TimedModule } from "../timeline/timeline.js";
import type { ImportPlaces } from "./import-places.js";
import type { ComputedImport, Report, ReportedCut, Saving } from "./report.js";

/** What a server had loaded up to a mark. */
export interface LoadedModules {
	readonly ownership: Ownership;
	readonly modules: readonly TimedModule[];
	readonly graph: ImportGraph;
	readonly floor: Floor;
	/** What each module took itself in each run, in milliseconds without the recording: `[run][module]`. */
	readonly own: readonly (readonly number[])[];
	/** What belongs to no module, in the same way: `[run]`. */
	readonly elsewhere: {
		readonly node: readonly number[];
		readonly outside: readonly number[];
	};
}

/** The most cuts that are reported. */
const MOST = 10;
/** The fewest milliseconds that a cut saves. */
const LEAST = 0.5;

/** Returns what `those` modules took themselves, all together. */
export function takenBy(
	loaded: LoadedModules,
	those: readonly number[],
): Saving {
	const { modules } = loaded;
	return {
		milliseconds: spreadOf(sumsOf(loaded, those)).median,
		files: those.filter((module) => isFile(modules[module]?.name ?? "")).length,
	};
}

/** Returns how many milliseconds `those` modules took themselves, all together, in each run. */
export function sumsOf(
	{ own }: LoadedModules,
	those: readonly number[],
): number[] {
	return own.map((times) =>
		those.reduce((sum, module) => sum + (times[module] ?? 0), 0),
	);
}

/** Returns the modules that are not in the floor. */
export function aboveFloor({ graph, floor }: LoadedModules): number[] {
	return graph.modules.filter((module) => !floor.modules.has(module));
}

/** What could be cut up to a mark. */
export interface PossibleCuts {
	/** The modules of which all imports can be changed, those that save most first; of these it is of interest whether they are used at start. */
	readonly modules: readonly number[];
	/**
	 * Returns the cuts that save most, without those that are not worth a line,
	 * if the modules `used` are used at start; and those that would be among the cuts if they were not.
	 */
	among(used: ReadonlySet<number>): {
		readonly cuts: readonly ReportedCut[];
		readonly used: readonly ReportedCut[];
	};
}

/** Returns what could be cut up to the mark at `time`, in milliseconds. */
export function possibleCuts(
	loaded: LoadedModules,
	time: number,
	places: ImportPlaces,
): PossibleCuts {
	const { ownership, modules, graph, floor, own } = loaded;
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
			heaviest: undefined,
			computed: undefined,
			trial: undefined,
		};
	});
	const reexports = reexportsOf(loaded, places);
	const allComputed = computedImportsOf(loaded, places);
	const dataOfLoops = new Set(
		allComputed
			.filter((each) => each.modules.length > 1)
			.flatMap((each) =>
				each.modules.filter((module) => isData(modules[module]?.name ?? "")),
			),
	);
	const candidates = modules.map(({ name, isRoute, isServing }, module) => ({
		saving: cuts[module]?.milliseconds ?? 0,
		isOwn: isOwn(name, ownership),
		isReexported: reexports.imported.has(module),
		isDataOfLoop: dataOfLoops.has(module),
		isBarrel: reexports.barrels.has(module),
		isRoute,
		isServing,
		isFloor: floor.modules.has(module),
		isUsed: false,
	}));
	const serving = servingIn(graph, candidates);
	const computed = allComputed.map((each) => ({
		...each,
		modules: each.modules.filter((module) => !dataOfLoops.has(module)),
	}));
	const named = (
		isUsed: (module: number) => boolean,
		computed: readonly ComputedImport[],
	) => {
		const single = findCuts(
			graph,
			candidates.map((each, module) => ({ ...each, isUsed: isUsed(module) })),
		).flatMap((module) => cuts[module] ?? []);
		const several = computed.filter((each) => each.modules.length > 1);
		return withComputed(single, several, cuts, loaded, time).filter(
			isWorthALine,
		);
	};
	const only = (is: (module: number) => boolean) =>
		computed.map((each) => ({
			...each,
			modules: each.modules.filter(
				(module) => !serving.has(module) && is(module),
			),
		}));
	const savingOf = (module: number) => cuts[module]?.milliseconds ?? 0;
	// Those that one line imports by a computed path are cut together, or not at all.
	const savedTogether = new Map(
		computed.flatMap(({ modules }) => {
			const sum = modules.reduce((sum, module) => sum + savingOf(module), 0);
			return modules.map((module) => [module, sum] as const);
		}),
	);
	const savingWithOthers = (module: number) =>
		savedTogether.get(module) ?? savingOf(module);
	return {
		modules: graph.modules
			.filter(
				(module) =>
					canBeChanged(module, graph, candidates, serving) &&
					(savingOf(module) >= LEAST || savedTogether.has(module)),
			)
			.sort((a, b) => savingWithOthers(b) - savingWithOthers(a)),
		among(used) {
			const isUsed = (module: number) => used.has(module);
			const unused = only((module) => !isUsed(module));
			const all = named(() => false, [...unused, ...only(isUsed)]);
			return {
				cuts: named(isUsed, unused).slice(0, MOST),
				used: all.filter(({ module }) => isUsed(module)).slice(0, MOST),
			};
		},
	};
}

/** Returns the modules that own ones re-export, and the own ones that only do that. */
function reexportsOf(
	{ ownership, modules, graph }: LoadedModules,
	places: ImportPlaces,
): { imported: Set<number>; barrels: Set<number> } {
	const imported = new Set<number>();
	const barrels = new Set<number>();
	const others = new Set<number>();
	for (const module of graph.modules) {
		for (const importer of modules[module]?.importers ?? []) {
			const name = modules[importer.module]?.name ?? "";
			const isReexport =
				isOwn(name, ownership) && places.isReexport(name, importer.specifier);
			(isReexport ? barrels : others).add(importer.module);
			if (isReexport && graph.causes[module]?.includes(importer.module)) {
				imported.add(module);
			}
		}
	}
	for (const module of others) {
		barrels.delete(module);
	}
	return { imported, barrels };
}

/** Returns what own modules import by computed paths. */
function computedImportsOf(
	{ ownership, modules, graph, floor }: LoadedModules,
	places: ImportPlaces,
): ComputedImport[] {
	const imported = new Map<number, number[]>();
	for (const module of graph.modules) {
		const { importers = [] } = modules[module] ?? {};
		for (const { module: importer, specifier } of importers) {
			const name = modules[importer]?.name ?? "";
			const isComputed =
				graph.causes[module]?.includes(importer) &&
				isOwn(name, ownership) &&
				places.lineOf(name, specifier) === undefined;
			if (isComputed && !floor.modules.has(module)) {
				imported.set(importer, [...(imported.get(importer) ?? []), module]);
			}
		}
	}
	return [...imported].map(([importer, those]) => ({
		importer,
		line: places.computedLineOf(modules[importer]?.name ?? ""),
		modules: those,
	}));
}

/**
 * Returns the cuts `single`, the best first, with those `computed` imports that are nested in none of
 * them; what these save is not named again. `all` has what each module would save.
 */
function withComputed(
	single: readonly ReportedCut[],
	computed: readonly ComputedImport[],
	all: readonly ReportedCut[],
	loaded: LoadedModules,
	time: number,
): ReportedCut[] {
	const { modules, graph } = loaded;
	const savingOf = (module: number) => all[module]?.milliseconds ?? 0;
	let cuts = [...single];
	const gone = new Set<number>();
	const isSaved = (module: number) => {
		const those = new Set(cuts.map((cut) => cut.module));
		let outer = module;
		while (outer !== -1 && !those.has(outer) && !gone.has(outer)) {
			outer = graph.dominators[outer] ?? -1;
		}
		return outer !== -1;
	};
	for (const each of computed) {
		if (isSaved(each.importer)) {
			continue;
		}
		const saved = goneWithout(loaded, each.modules, time);
		for (const module of saved) {
			gone.add(module);
		}
		const spread = spreadOf(sumsOf(loaded, saved));
		// Not by all that is gone: the cuts of other computed paths are in that.
		cuts = cuts.filter(({ module }) => !saved.includes(module));
		cuts.push({
			module: each.modules.reduce((a, b) =>
				savingOf(b) > savingOf(a) ? b : a,
			),
			milliseconds: spread.median,
			spread,
			files: takenBy(loaded, saved).files,
			isRoute: each.modules.every((module) => modules[module]?.isRoute),
			heaviest: undefined,
			computed: each,
			trial: undefined,
		});
	}
	return cuts.sort((a, b) => b.milliseconds - a.milliseconds);
}

/** Whether the low end of what a cut saves is worth a line. On a busy machine the range is wide, and that is no reason to hide it. */
function isWorthALine({ spread }: ReportedCut): boolean {
	return spread.low >= LEAST;
}

/** Returns what would not be loaded up to the mark at `time`, in milliseconds, if it were not for `those` modules. */
export function savedWithout(
	loaded: LoadedModules,
	those: readonly number[],
	time: number,
): Saving {
	return takenBy(loaded, goneWithout(loaded, those, time));
}

function goneWithout(
	loaded: LoadedModules,
	those: readonly number[],
	time: number,
): number[] {
	const without = importGraph(loaded.modules, time, new Set(those));
	const left = new Set(without.modules);
	return aboveFloor(loaded).filter((module) => !left.has(module));
}

/** Returns the routes that were loaded up to the mark at `time`, in milliseconds, and what would not be loaded without them. */
export function routesOf(
	loaded: LoadedModules,
	time: number,
): Report["routes"] {
	const { modules, graph } = loaded;
	const routes = graph.modules.filter((module) => modules[module]?.isRoute);
	return { modules: routes, ...savedWithout(loaded, routes, time) };
}
