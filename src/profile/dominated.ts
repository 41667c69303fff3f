import type { ImportGraph } from "./import-graph.js";

/**
 * Gives for each module the sum of the `figures` of all that is loaded for it alone, itself among
 * it: what would be saved if it were not imported.
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

/**
 * Gives the importers without which `module` would not be loaded: all but those that are loaded for
 * it alone, as of a package that imports its own entry again; -1 is Node itself.
 */
export function causesOf(
	{ importers, dominators }: ImportGraph,
	module: number,
): number[] {
	return (importers[module] ?? []).filter((importer) => {
		let above = importer;
		while (above !== -1 && above !== module) {
			above = dominators[above] ?? -1;
		}
		return above === -1;
	});
}
