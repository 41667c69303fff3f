import type { ImportGraph } from "./import-graph.js";

/** What is known of a module when looking for cuts. */
export interface Candidate {
	/** What importing it later would save, in milliseconds. */
	readonly saving: number;
	/** Whether the user can change it. */
	readonly isOwn: boolean;
	/** Whether an import of it is a re-export, `export * from`, which cannot be put off. */
	readonly isReexported: boolean;
	/** Whether it is JSON that a computed path imports with others: whether that is read cannot be seen, so it is taken to be. */
	readonly isDataOfLoop: boolean;
	/** Whether it only re-exports: all that it imports. */
	readonly isBarrel: boolean;
	readonly isRoute: boolean;
	/** Whether it brings the server into being: it makes the app, mounts on it, or listens. */
	readonly isServing: boolean;
	readonly isFloor: boolean;
	/** Whether what it exports is used before the server listens. */
	readonly isUsed: boolean;
}

/**
 * Returns the cuts, the modules that the user could import later, the one that saves most first.
 * `candidates` has what is known of each module.
 *
 * 1. A cut is not in the floor, and the user can change all imports without which it would not load. A re-export
 *    cannot be changed, as what is re-exported has to be there; but for a route, which is mounted elsewhere. Nor
 *    can the import of JSON by a computed path, as one of several: what imports it is taken to read it at once.
 * 2. What brings the server into being is no cut, nor is what leads to it, however much it takes:
 *    without it there is no server. A route, which Express or the publisher calls later, is none of that.
 *    What is used at start is no cut either; but what leads to it may be, with what uses it.
 * 3. No cut is nested in another, so nothing that they save is counted twice. The outer one is named,
 *    unless it is no route and a rule below names the inner ones instead:
 * 4. if they save more of what it does than the rest of it, with no more lines to change: it is the way there;
 * 5. if they save more of what it does than the rest of it, and it only re-exports: what is used is theirs;
 * 6. if one of them saves more for each line to change: a line that is one of many saves nothing alone. What is
 *    left of the outer one is named when the server is profiled again;
 * 7. if a route is among them: the outer one has to mount it.
 */
export function findCuts(
	graph: ImportGraph,
	candidates: readonly Candidate[],
): number[] {
	const savingOf = (module: number) => candidates[module]?.saving ?? 0;
	const bySaving = (a: number, b: number) => savingOf(b) - savingOf(a);
	const linesOf = (module: number) => graph.causes[module]?.length ?? 0;
	const serving = servingIn(graph, candidates);

	/** Returns the milliseconds that the cuts `inner`, the best first, save with no more lines than `module` has; of a barrel, with any. */
	const savedWithin = (module: number, inner: readonly number[]) => {
		let lines = candidates[module]?.isBarrel
			? Number.POSITIVE_INFINITY
			: linesOf(module);
		let saved = 0;
		for (const each of inner) {
			if (linesOf(each) <= lines) {
				lines -= linesOf(each);
				saved += savingOf(each);
			}
		}
		return saved;
	};

	const perLine = (module: number) =>
		savingOf(module) / Math.max(linesOf(module), 1);

	/** Whether the cuts `inner` are named instead of `module`, in which they are nested. */
	const isReplaced = (module: number, inner: readonly number[]) =>
		inner.length > 0 &&
		!candidates[module]?.isRoute &&
		(savedWithin(module, inner) > savingOf(module) / 2 ||
			inner.some(
				(each) => perLine(each) > perLine(module) || candidates[each]?.isRoute,
			));

	// From the inside out: of each module, itself is chosen, or what was chosen within it.
	const chosen = new Map<number, number[]>();
	for (const module of graph.modules.toReversed()) {
		const inner = (chosen.get(module) ?? []).sort(bySaving);
		const isCut =
			canBeChanged(module, graph, candidates, serving) &&
			!candidates[module]?.isUsed;
		const cuts = isCut && !isReplaced(module, inner) ? [module] : inner;
		const outer = graph.dominators[module] ?? -1;
		chosen.set(outer, [...(chosen.get(outer) ?? []), ...cuts]);
	}
	return (chosen.get(-1) ?? []).sort(bySaving);
}

/** Whether the user can change all imports without which `module` would not load; `serving` are those of `servingIn`. */
export function canBeChanged(
	module: number,
	graph: ImportGraph,
	candidates: readonly Candidate[],
	serving: ReadonlySet<number>,
): boolean {
	const { isFloor, isReexported, isDataOfLoop, isRoute } =
		candidates[module] ?? {};
	return (
		!isFloor &&
		!isDataOfLoop &&
		(!isReexported || isRoute === true) &&
		!serving.has(module) &&
		graph.causes[module]?.every((importer) => candidates[importer]?.isOwn) ===
			true
	);
}

/** Returns the modules that bring the server into being, and those without which these would not be loaded; no routes. */
export function servingIn(
	graph: ImportGraph,
	candidates: readonly Candidate[],
): Set<number> {
	const serving = new Set<number>();
	for (const module of graph.modules.toReversed()) {
		const { isServing, isRoute } = candidates[module] ?? {};
		if (isServing) {
			serving.add(module);
		}
		if (isRoute) {
			serving.delete(module);
		} else if (serving.has(module)) {
			serving.add(graph.dominators[module] ?? -1);
		}
	}
	return serving;
}
