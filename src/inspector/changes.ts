import type { Tree } from "../index.js";
import { isObject } from "../namespace/object.js";
import type { Snapshot } from "./snapshot.js";

/** What differs between two snapshots of one process, for who has the former. */
export interface Changes extends Pick<Snapshot, "preload"> {
	readonly nodes: readonly ChangedNode[];
}

/** A node that is new, or that has changed; at a path that was in the tree before. */
export interface ChangedNode {
	readonly node: Tree;
	/** Whether `node` has its exports; else they are those from before. */
	readonly isWhole: boolean;
}

/** Returns what has changed from `before` to `after`; `undefined` if nothing has. */
export function changesBetween(
	before: Snapshot,
	after: Snapshot,
): Changes | undefined {
	const nodes: ChangedNode[] = [];
	compare(before.tree, after.tree);
	const isSame =
		nodes.length === 0 &&
		JSON.stringify(before.preload) === JSON.stringify(after.preload);
	return isSame ? undefined : { preload: after.preload, nodes };

	function compare(old: Tree, fresh: Tree): void {
		if (!haveSameNames(old, fresh)) {
			nodes.push({ node: fresh, isWhole: true });
			return;
		}
		if (!areSame(old, fresh)) {
			const { exports: _, ...node } = fresh;
			nodes.push({ node, isWhole: false });
		}
		for (const [index, node] of (fresh.exports ?? []).entries()) {
			compare(old.exports?.[index] as Tree, node);
		}
	}
}

/** Whether two nodes, or parts of them, are the same but for their exports. Quick, for there can be a hundred thousand. */
function areSame(old: object, fresh: object): boolean {
	const names = Object.keys(fresh);
	return (
		names.length === Object.keys(old).length &&
		names.every((name) => {
			const was = (old as Record<string, unknown>)[name];
			const is = (fresh as Record<string, unknown>)[name];
			return (
				was === is ||
				name === "exports" ||
				(isObject(was) && isObject(is) && areSame(was, is))
			);
		})
	);
}

function haveSameNames({ exports: old }: Tree, { exports: fresh }: Tree) {
	return (
		old?.length === fresh?.length &&
		(old?.every(({ path }, index) => path === fresh?.[index]?.path) ?? true)
	);
}

/** Returns the snapshot that comes of `before` by `changes`. */
export function withChanges(
	before: Snapshot,
	{ preload, nodes }: Changes,
): Snapshot {
	const changed = new Map(nodes.map((change) => [change.node.path, change]));
	return { ...before, preload, tree: renewed(before.tree) };

	function renewed(old: Tree): Tree {
		const change = changed.get(old.path);
		if (change?.isWhole) {
			return change.node;
		}
		const node = change === undefined ? old : change.node;
		return old.exports === undefined
			? node
			: { ...node, exports: old.exports.map(renewed) };
	}
}
