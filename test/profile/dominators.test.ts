// The dominators of random graphs, compared with those that brute force finds.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importSource } from "../support/source.js";

const { immediateDominators } = await importSource<{
	immediateDominators(
		successors: readonly (readonly number[])[],
		root: number,
	): number[];
}>("profile/graph/dominators.ts");

/** Graphs of up to 30 nodes, of which 0 is the root, with circles and with nodes that are not reachable. */
const graphs = fc
	.integer({ min: 1, max: 30 })
	.chain((size) =>
		fc.array(
			fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 4 }),
			{ minLength: size, maxLength: size },
		),
	);

test("the dominators of 1,000 random graphs are those that brute force finds", () => {
	fc.assert(
		fc.property(graphs, (graph) => {
			const dominators = immediateDominators(graph, 0);
			assert.deepEqual(
				graph.map((_, node) => allAbove(dominators, node)),
				bruteForce(graph),
			);
		}),
		{ numRuns: 1_000 },
	);
});

test("a chain of 100,000 modules does not end the stack", () => {
	const chain = Array.from({ length: 100_000 }, (_, node) => [node + 1]);
	const dominators = immediateDominators([...chain, []], 0);
	assert.equal(dominators[100_000], 99_999);
});

/** Gives the dominators of `node`, itself and the root not among them; `undefined` if it is not reachable. */
function allAbove(
	dominators: readonly number[],
	node: number,
): number[] | undefined {
	if (dominators[node] === -1) {
		return undefined;
	}
	const above: number[] = [];
	for (let at = node; at !== 0; at = dominators[at] ?? 0) {
		above.push(at);
	}
	return above.filter((each) => each !== node).sort((a, b) => a - b);
}

/** Takes out one node after the other, and sees what becomes unreachable. */
function bruteForce(graph: readonly number[][]): (number[] | undefined)[] {
	const all = reachableWithout(graph, -1);
	const dominated = graph.map((_, removed) => reachableWithout(graph, removed));
	return graph.map((_, node) =>
		all.has(node)
			? [...graph.keys()].filter(
					(by) =>
						by !== 0 && by !== node && !dominated[by]?.has(node) && all.has(by),
				)
			: undefined,
	);
}

function reachableWithout(
	graph: readonly number[][],
	removed: number,
): Set<number> {
	const found = new Set(removed === 0 ? [] : [0]);
	for (const node of found) {
		for (const next of graph[node] ?? []) {
			if (next !== removed) {
				found.add(next);
			}
		}
	}
	return found;
}
