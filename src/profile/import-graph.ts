import { immediateDominators } from "./dominators.js";
import type { TimedModule } from "./timeline.js";

/** What was imported up to a moment, with what each module alone keeps loaded. Modules are their indices. */
export interface ImportGraph {
	/** The modules that were there by then, each behind the one that dominates it. */
	readonly modules: readonly number[];
	/** The modules that each one imports. */
	readonly imports: readonly (readonly number[])[];
	/** The modules that import each one; -1 is Node itself. */
	readonly importers: readonly (readonly number[])[];
	/** The last module without which each one would not be loaded; -1 if there is none. */
	readonly dominators: readonly number[];
}

/** Gives the graph of what of `modules` was imported up to `time`, in milliseconds; with `without`, of what would have been without those. */
export function importGraph(
	modules: readonly TimedModule[],
	time: number,
	without: ReadonlySet<number> = new Set(),
): ImportGraph {
	const node = modules.length; // Node itself, from which all begins.
	const imports = Array.from({ length: node + 1 }, (): number[] => []);
	const importers = modules.map((): number[] => []);
	for (const [index, module] of modules.entries()) {
		if (module.began > time || without.has(index)) {
			continue;
		}
		const known = module.importers.filter(
			(importer) =>
				importer.time <= time && (modules[importer.module]?.began ?? 0) <= time,
		);
		const from = known.map((importer) => importer.module);
		importers[index] = from.length === 0 ? [-1] : from;
		for (const importer of importers[index]) {
			imports[importer === -1 ? node : importer]?.push(index);
		}
	}
	const dominators = immediateDominators(imports, node);
	const dominated = Array.from({ length: node + 1 }, (): number[] => []);
	for (const index of modules.keys()) {
		dominated[dominators[index] ?? -1]?.push(index);
	}
	return {
		modules: [...reachable(dominated, dominated[node] ?? [])],
		imports: imports.slice(0, node),
		importers,
		dominators: dominators
			.slice(0, node)
			.map((dominator) => (dominator === node ? -1 : dominator)),
	};
}

/** Gives `start` and all that the lists of `next` lead to from there, each once. */
export function reachable(
	next: readonly (readonly number[])[],
	start: readonly number[],
): Set<number> {
	const found = new Set(start);
	for (const module of found) {
		for (const each of next[module] ?? []) {
			found.add(each); // A set goes on to what is added to it.
		}
	}
	return found;
}
