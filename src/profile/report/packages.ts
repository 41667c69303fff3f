import {
	importGraph,
	isWithin,
	sumsOfDominated,
} from "../graph/import-graph.js";
import { isFile, isOwn, packageOf, shortNameOf } from "../graph/module-name.js";
import { spreadOf } from "../spread.js";
import type { TimedModule } from "../timeline/timeline.js";
import type { ReportedPackage } from "./report.js";
import type { LoadedModules } from "./savings.js";

/** The packages of a server. */
export interface Packages {
	/** All beside its own, the one that takes most first. */
	readonly all: readonly ReportedPackage[];
	/** Returns the heaviest one that is loaded for a module of the server's own alone, if there is any. */
	heaviestOf(cut: { readonly module: number }): ReportedPackage | undefined;
}

/**
 * Returns the packages that were `loaded` up to the mark at `time`, in milliseconds, without those of the
 * floor. A package is one node of the graph, so that what only some of its modules need is its own.
 */
export function packagesOf(loaded: LoadedModules, time: number): Packages {
	const { modules, floor, ownership, own } = loaded;
	const nodes = new Map<string, number>();
	const nodeOf = modules.map(({ name }) => {
		const home = isOwn(name, ownership) ? "" : packageOf(name);
		const key = home === "" ? name : home;
		const node = nodes.get(key) ?? nodes.size;
		nodes.set(key, node);
		return node;
	});
	const packages = [...nodes.keys()];
	const graph = importGraph(asOne(modules, nodeOf, packages), time);
	const upTo = new Set(loaded.graph.modules);
	const sumsBy = (figureOf: (module: number) => number) => {
		const sums = packages.map(() => 0);
		for (const [module, node] of nodeOf.entries()) {
			if (upTo.has(module) && !floor.modules.has(module)) {
				sums[node] = (sums[node] ?? 0) + figureOf(module);
			}
		}
		return sums;
	};
	const times = own.map((run) => sumsBy((module) => run[module] ?? 0));
	const files = sumsBy((module) =>
		isFile(modules[module]?.name ?? "") ? 1 : 0,
	);
	const timesWithin = times.map((sums) => sumsOfDominated(graph, sums));
	const filesWithin = sumsOfDominated(graph, files);
	const savingOf = (
		node: number,
		milliseconds: readonly (readonly number[])[],
		counts: readonly number[],
	) => ({
		milliseconds: spreadOf(milliseconds.map((sums) => sums[node] ?? 0)).median,
		files: counts[node] ?? 0,
	});
	const found = graph.modules
		.filter((node) => packageOf(packages[node] ?? "") === packages[node])
		.filter((node) => (files[node] ?? 0) > 0)
		.map((node) => ({ node, folder: packages[node] ?? "" }))
		.map(({ node, folder }) => ({
			node,
			reported: {
				name: shortNameOf(folder),
				folder,
				...savingOf(node, timesWithin, filesWithin),
				own: savingOf(node, times, files),
			},
		}))
		.sort((a, b) => b.reported.milliseconds - a.reported.milliseconds);
	return {
		all: found.map(({ reported }) => reported),
		heaviestOf: ({ module }) =>
			found.find(({ node }) =>
				isWithin(nodeOf[module] ?? -1, node, graph.dominators),
			)?.reported,
	};
}

/** Returns `modules` with all of a package as one, which begins with its first and is imported by what imports any of it. */
function asOne(
	modules: readonly TimedModule[],
	nodeOf: readonly number[],
	packages: readonly string[],
): Pick<TimedModule, "began" | "importers">[] {
	const nodes = packages.map(() => ({
		began: Number.POSITIVE_INFINITY,
		importers: [] as TimedModule["importers"][number][],
	}));
	for (const [index, { began, importers }] of modules.entries()) {
		const node = nodes[nodeOf[index] ?? -1];
		if (node === undefined) {
			continue;
		}
		node.began = Math.min(node.began, began);
		const outer = importers.map((each) => ({
			...each,
			module: nodeOf[each.module] ?? -1,
		}));
		node.importers.push(
			...outer.filter((each) => each.module !== nodeOf[index]),
			// What nothing is known to import is Node's.
			...(importers.length === 0
				? [{ module: -1, specifier: "", time: began }]
				: []),
		);
	}
	return nodes;
}
