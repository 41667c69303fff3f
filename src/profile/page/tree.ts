import { isOwn } from "../graph/module-name.js";
import { shortName } from "../report/module-path.js";
import type { Report, Saving } from "../report/report.js";

/** A module in the dominator tree, or something else that takes time. */
export interface Cell extends Saving {
	/** Its index in the report; -1 for what is no module. */
	readonly module: number;
	readonly name: string;
	readonly kind: Kind;
	/** What it takes itself, in milliseconds. */
	readonly own: number;
	/** What it alone keeps loaded. */
	readonly children: Cell[];
	parent: Cell | undefined;
	depth: number;
}

/** What a cell's colour tells. */
export type Kind = "own" | "package" | "route" | "floor";

/** What the width of the cells stands for. */
export type Measure = keyof Saving;

/** Returns the dominator tree of `report` up to the mark of index `mark`. */
export function treeOf(report: Report, mark: number): Cell {
	const { time, files, shares } = report.marks[mark] ?? report.marks[0];
	const root = cellOf(-1, "start", "floor", {
		milliseconds: time.median,
		files,
	});
	const cells = report.modules.map((module, index) =>
		cellOf(
			index,
			shortName(report, module.name),
			kindOf(report, index),
			module.exclusive[mark] ?? { milliseconds: 0, files: 0 },
			module.own[mark],
		),
	);
	for (const [index, cell] of cells.entries()) {
		const dominator = report.modules[index]?.dominators[mark] ?? null;
		if (dominator !== null) {
			adopt(cells[dominator] ?? root, cell);
		}
	}
	for (const [name, milliseconds] of [
		["Node's own start", shares.node],
		["waiting and callbacks", shares.outside],
	] as const) {
		adopt(root, cellOf(-1, name, "floor", { milliseconds, files: 0 }));
	}
	for (const cell of cellsOf(root)) {
		cell.depth = (cell.parent?.depth ?? -1) + 1;
	}
	return root;
}

/** Sorts the cells below each cell by `measure`, the largest first. */
export function sortCells(root: Cell, measure: Measure): void {
	for (const { children } of cellsOf(root)) {
		children.sort((a, b) => b[measure] - a[measure]);
	}
}

/** Returns `root` and all below it, each before what is below it. */
export function cellsOf(root: Cell): Cell[] {
	const found = [root];
	for (const each of found) {
		found.push(...each.children);
	}
	return found;
}

function cellOf(
	module: number,
	name: string,
	kind: Kind,
	{ milliseconds, files }: Saving,
	own = milliseconds,
): Cell {
	return {
		...{ module, name, kind, milliseconds, files, own },
		children: [],
		parent: undefined,
		depth: 0,
	};
}

function adopt(parent: Cell, child: Cell): void {
	child.parent = parent;
	parent.children.push(child);
}

function kindOf(report: Report, index: number): Kind {
	const module = report.modules[index];
	if (
		module === undefined ||
		module.isFloor ||
		module.name.startsWith("node:")
	) {
		return "floor";
	}
	if (module.isRoute) {
		return "route";
	}
	return isOwn(module.name, report) ? "own" : "package";
}
