/**
 * Returns for each node of a graph its immediate dominator: the last node before it that all paths
 * from `root` pass. That of the root is the root, and that of an unreachable node is -1. `successors`
 * has the edges of each node. This is "A Simple, Fast Dominance Algorithm" of Cooper, Harvey and Kennedy.
 */
export function immediateDominators(
	successors: readonly (readonly number[])[],
	root: number,
): number[] {
	const order = reversePostorder(successors, root);
	const position = new Array<number>(successors.length).fill(-1);
	const predecessors = successors.map((): number[] => []);
	for (const [index, node] of order.entries()) {
		position[node] = index;
		for (const successor of successors[node] ?? []) {
			predecessors[successor]?.push(node);
		}
	}
	const at = (values: readonly number[], node: number) => values[node] ?? -1;
	const dominators = new Array<number>(successors.length).fill(-1);
	dominators[root] = root;

	/** Returns the last node that dominates both. */
	const common = (one: number, other: number) => {
		let [a, b] = [one, other];
		while (a !== b) {
			if (at(position, a) > at(position, b)) {
				a = at(dominators, a);
			} else {
				b = at(dominators, b);
			}
		}
		return a;
	};

	for (let hasChanged = true; hasChanged; ) {
		hasChanged = false;
		for (const node of order.slice(1)) {
			const dominator = (predecessors[node] ?? [])
				.filter((predecessor) => at(dominators, predecessor) !== -1)
				.reduce(common);
			if (dominators[node] !== dominator) {
				dominators[node] = dominator;
				hasChanged = true;
			}
		}
	}
	return dominators;
}

/**
 * Returns the nodes reachable from `root`, each before its successors, except in circles. Without
 * recursion, for which a chain of imports can be too long.
 */
function reversePostorder(
	successors: readonly (readonly number[])[],
	root: number,
): number[] {
	const order: number[] = [];
	const seen = new Set([root]);
	const path = [{ node: root, next: 0 }];
	for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
		const successor = successors[step.node]?.[step.next++];
		if (successor === undefined) {
			order.push(step.node);
			path.pop();
		} else if (!seen.has(successor)) {
			seen.add(successor);
			path.push({ node: successor, next: 0 });
		}
	}
	return order.reverse();
}
