import type { Tree } from "../../index.js";

/** One line of the page: a node of the tree, and where it stands in it. */
export interface Line {
	readonly node: Tree;
	/** The last component of its path. */
	readonly name: string;
	/** How deep it lies; 1 for the root. */
	readonly level: number;
	readonly parent: Line | undefined;
}

/** The lines in the order of the tree, or those that were imported, in the order of time. */
export type Order = "tree" | "time";

/** What the reader wants to see. */
export interface Choice {
	readonly order: Order;
	/** Words, all of which a line has to have. */
	readonly filter: string;
	/** The paths of the namespaces that are closed. */
	readonly collapsed: ReadonlySet<string>;
}

/** Gives the lines of `tree`, all of them, in its order. */
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

/** Gives those of `lines` that are to be shown, in their order. */
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

/** Tells whether something is wrong with `node`. */
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
