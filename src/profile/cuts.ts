import { causesOf } from "./dominated.js";
import type { ImportGraph } from "./import-graph.js";

/** What is known of a module when looking for cuts. */
export interface Candidate {
	/** What would be saved if it were not imported, in milliseconds. */
	readonly saving: number;
	/** Whether the user can change it. */
	readonly isOwn: boolean;
	readonly isRoute: boolean;
	/** Whether it belongs to what every server needs. */
	readonly isFloor: boolean;
}

/** A cut that saves more than this share of the server is the server itself. */
const TRUNK = 0.6;
/** So much of what a cut saves has to be left if nested ones are named instead. */
const KEPT = 0.8;
/** So many lines to change are always few. */
const FEW = 3;

/**
 * Finds the modules that the user could import later, the one that saves most first, given what is
 * known of each module, and the milliseconds that all of the server takes. All that imports a cut
 * can be changed. None is nested in another, so nothing that they save is counted twice. Nested ones are named
 * instead of the outer one if they save nearly as much with few lines to change, or no more; if it
 * saves most of the server at once, being the way to all its parts; or if routes are among
 * them, which it has to mount. A route is one whatever is nested in it.
 */
export function findCuts(
	graph: ImportGraph,
	candidates: readonly Candidate[],
	total: number,
): number[] {
	const savingOf = (module: number) => candidates[module]?.saving ?? 0;
	const bySaving = (a: number, b: number) => savingOf(b) - savingOf(a);
	const causes = new Map(
		graph.modules
			.filter((module) => !candidates[module]?.isFloor)
			.map((module) => [module, causesOf(graph, module)]),
	);
	const linesOf = (module: number) => causes.get(module)?.length ?? 0;

	/** Gives what the best of the cuts `inner` save with few lines to change, or no more than `module` has. */
	const savedWithin = (module: number, inner: readonly number[]) => {
		let lines = Math.max(linesOf(module), FEW);
		let saved = 0;
		for (const each of inner) {
			if (linesOf(each) <= lines) {
				lines -= linesOf(each);
				saved += savingOf(each);
			}
		}
		return saved;
	};

	/** Tells whether the cuts `inner`, nested in `module`, are to be named instead of it. */
	const isReplaced = (module: number, inner: readonly number[]) =>
		inner.length > 0 &&
		!candidates[module]?.isRoute &&
		(savedWithin(module, inner) >= savingOf(module) * KEPT ||
			savingOf(module) > total * TRUNK ||
			inner.some((each) => candidates[each]?.isRoute));

	// From the inside out: each is chosen, or what was chosen inside it.
	const chosen = new Map<number, number[]>();
	for (const module of graph.modules.toReversed()) {
		const inner = (chosen.get(module) ?? []).sort(bySaving);
		const canBeChanged = causes
			.get(module)
			?.every((importer) => candidates[importer]?.isOwn);
		const cuts = canBeChanged && !isReplaced(module, inner) ? [module] : inner;
		const outer = graph.dominators[module] ?? -1;
		chosen.set(outer, [...(chosen.get(outer) ?? []), ...cuts]);
	}
	return (chosen.get(-1) ?? []).sort(bySaving);
}
