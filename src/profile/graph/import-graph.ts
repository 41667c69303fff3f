import type { TimedModule } from "../timeline/timeline.js";
import { immediateDominators } from "./dominators.js";

/** What was imported up to a moment, and what each module alone keeps loaded. Modules are their indices. */
export interface ImportGraph {
	/** The modules that were imported by then, each after the one that dominates it. */
	readonly modules: readonly number[];
	/** The modules that each one imports. */
	readonly imports: readonly (readonly number[])[];
	/** The modules that import each one; -1 is Node itself. */
	readonly importers: readonly (readonly number[])[];
	/**
	 * The importers without which each one would not be loaded: all but those that are loaded for it
	 * alone, as when a package imports its own entry again.
	 */
	readonly causes: readonly (readonly number[])[];
	/** The last module without which each one would not be loaded; -1 if there is none. */
	readonly dominators: readonly number[];
}

/**
 * Returns the graph of those `modules` that were imported up to `time`, in milliseconds since the
 * process started; without those that would not have been if it were not for the modules `without`.
 */
export function importGraph(
	modules: readonly Pick<TimedModule, "began" | "importers">[],
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
	const dominated = Array.from({ length: node + 1 }, (): number[] => []);
	const dominators = immediateDominators(imports, node).slice(0, node);
	for (const [index, dominator] of dominators.entries()) {
		dominated[dominator]?.push(index);
		dominators[index] = dominator === node ? -1 : dominator;
	}
	return {
		modules: [...reachable(dominated, dominated[node] ?? [])],
		imports: imports.slice(0, node),
		importers,
		causes: importers.map((all, module) =>
			all.filter((importer) => !isWithin(module, importer, dominators)),
		),
		dominators,
	};
}

/** Whether `inner` is `module`, or loaded for it alone. */
export function isWithin(
	module: number,
	inner: number,
	dominators: readonly number[],
): boolean {
	let outer = inner;
	while (outer !== -1 && outer !== module) {
		outer = dominators[outer] ?? -1;
	}
	return outer !== -1;
}

/** Returns `start` and all that the lists of `next` lead to from there, each once. */
export function reachable(
	next: readonly (readonly number[])[],
	start: readonly number[],
): Set<number> {
	const found = new Set(start);
	for (const module of found) {
		for (const each of next[module] ?? []) {
			found.add(each); // The loop comes to what is added.
		}
	}
	return found;
}

/**
 * Returns for each module the sum of the `figures` of itself and all that is loaded for it alone:
 * what would be saved if it were not imported.
 */
export function sumsOfDominated(
	{ modules, dominators }: ImportGraph,
	figures: readonly number[],
): number[] {
	const sums = [...figures];
	// From the inside out.
	for (const module of modules.toReversed()) {
		const dominator = dominators[module] ?? -1;
		if (dominator !== -1) {
			sums[dominator] = (sums[dominator] ?? 0) + (sums[module] ?? 0);
		}
	}
	return sums;
}
