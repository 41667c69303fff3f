/**
 * Computes the dominators of a graph: whatever is reachable only through a node is dominated by
 * it. Takes the `successors` of each node; gives for each node its immediate dominator, the last
 * one that all paths from `root` pass, the root itself for the root, and -1 for what is not
 * reachable. This is "A Simple, Fast Dominance Algorithm" of Cooper, Harvey and Kennedy.
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

	/** The last node that dominates both. */
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

/** Gives the nodes reachable from `root`, each before its successors but where there are circles. Recursion would end at long chains. */
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
