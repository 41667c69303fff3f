import type { Tree } from "../../index.js";

/** One line of the page: a node, and where it is in the tree. */
export interface Line {
	readonly node: Tree;
	/** The last component of its path. */
	readonly name: string;
	/** Its depth in the tree; 1 for the root. */
	readonly level: number;
	readonly parent: Line | undefined;
}

/** The columns by which lines can be sorted. */
export const COLUMNS = [
	"path",
	"state",
	"kind",
	"by",
	"requests",
	"took",
] as const;
export type Column = (typeof COLUMNS)[number];

/** A column, and whether what is most, or last, comes first. */
export interface Sorting {
	readonly column: Column;
	readonly isDescending: boolean;
}

/** The lines in the order of the tree, those that were imported in the order of time, or all by a column. */
export type Order = "tree" | "time" | Sorting;

/** What the reader wants to see. */
export interface Choice {
	readonly order: Order;
	/** Words, all of which a line has to have. */
	readonly filter: string;
	/** The paths of the namespaces that are closed. */
	readonly collapsed: ReadonlySet<string>;
}

/** Returns all lines of `tree`, in its order. */
export function outlineOf(tree: Tree): readonly Line[] {
	const lines: Line[] = [];
	const add = (node: Tree, parent: Line | undefined) => {
		const line: Line = {
			node,
			name: nameOf(node.path, parent?.node.path ?? ""),
			level: (parent?.level ?? 0) + 1,
			parent,
		};
		lines.push(line);
		for (const exported of node.exports ?? []) {
			add(exported, line);
		}
	};
	add(tree, undefined);
	return lines;
}

/** Returns those of `lines` that are to be shown, in the order of the choice. */
export function choose(
	lines: readonly Line[],
	{ order, filter, collapsed }: Choice,
): readonly Line[] {
	const words = filter.toLowerCase().split(/\s+/);
	const matching = lines.filter(({ node }) => {
		const text = textOf(node);
		return words.every((word) => text.includes(word));
	});
	if (order === "time") {
		return matching
			.filter(({ node }) => node.import !== undefined)
			.sort((a, b) => startOf(a) - startOf(b));
	}
	if (order !== "tree") {
		return sorted(matching, order);
	}
	if (filter.trim() !== "") {
		const shown = new Set<Line>();
		for (const line of matching) {
			for (const each of ancestry(line)) {
				shown.add(each);
			}
		}
		return lines.filter((line) => shown.has(line));
	}
	return lines.filter(
		({ parent }) => !ancestry(parent).some((l) => collapsed.has(l.node.path)),
	);
}

/** Returns `lines` by a column; those with nothing in it come last, either way. */
function sorted(
	lines: readonly Line[],
	{ column, isDescending }: Sorting,
): readonly Line[] {
	const sign = isDescending ? -1 : 1;
	return lines
		.map((line) => ({ line, value: valueIn(column, line.node) }))
		.sort(({ value: a }, { value: b }) => {
			if (a === undefined || b === undefined) {
				return Number(a === undefined) - Number(b === undefined);
			}
			return a === b ? 0 : a < b ? -sign : sign;
		})
		.map(({ line }) => line);
}

function valueIn(column: Column, node: Tree): string | number | undefined {
	switch (column) {
		case "path":
			return node.path;
		case "state":
			return isFaulty(node) ? "failed" : node.state;
		case "kind":
			return node.kind;
		case "by":
			return node.import?.by;
		case "requests":
			return node.requests + (node.failedRequests ?? 0) || undefined;
		case "took":
			return node.import?.milliseconds;
	}
}

/** Whether something is wrong with `node`. */
export function isFaulty(node: Tree): boolean {
	return node.state === "failed" || node.fault !== undefined;
}

function textOf({ path, state, kind, import: imported, fault }: Tree): string {
	const wrong = fault && "unpublishable";
	return [path, state, kind, imported?.by, wrong].join(" ").toLowerCase();
}

function startOf({ node }: Line): number {
	return node.import?.startedAt ?? 0;
}

function ancestry(line: Line | undefined): Line[] {
	return line === undefined ? [] : [line, ...ancestry(line.parent)];
}

function nameOf(path: string, parent: string): string {
	const prefix = parent.endsWith("/") ? parent : `${parent}/`;
	return parent !== "" && path.startsWith(prefix)
		? path.slice(prefix.length) || "(index)"
		: path;
}
