import { isOwn } from "../module-name.js";
import type { Report, Saving } from "../report.js";

/** A module in the tree of what keeps what loaded, or one of the other things that take time. */
export interface Cell extends Saving {
	/** Its index in the report; -1 for what is no module. */
	readonly module: number;
	readonly name: string;
	readonly kind: Kind;
	/** What it takes itself, in milliseconds. */
	readonly own: number;
	/** Those that it alone keeps loaded. */
	readonly children: Cell[];
	parent: Cell | undefined;
	depth: number;
}

/** What a cell's colour tells. */
export type Kind = "own" | "package" | "route" | "floor";

/** By what the cells are wide. */
export type Measure = keyof Saving;

/** Gives the dominator tree of `report` up to the mark of that index. */
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

/** Puts what is below each cell in order: first what is largest. */
export function sortCells(root: Cell, measure: Measure): void {
	for (const { children } of cellsOf(root)) {
		children.sort((a, b) => b[measure] - a[measure]);
	}
}

/** Gives `root` and all below it, each before what is below it. */
export function cellsOf(root: Cell): Cell[] {
	const found = [root];
	for (const each of found) {
		found.push(...each.children);
	}
	return found;
}

/** Gives a module's name: in a package from its name on, else relative to the folder of the server's script. */
export function shortName({ script }: Report, name: string): string {
	const parts = script.split(/[\\/]/);
	const theirs = name.split(/[\\/]/);
	let same = 0;
	while (same < parts.length - 1 && parts[same] === theirs[same]) {
		same++;
	}
	const inPackages = theirs.lastIndexOf("node_modules");
	if (inPackages !== -1) {
		return theirs.slice(inPackages + 1).join("/");
	}
	return same < 2
		? name
		: "../".repeat(parts.length - 1 - same) + theirs.slice(same).join("/");
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

function kindOf({ script, modules }: Report, index: number): Kind {
	const module = modules[index];
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
	return isOwn(module.name, script) ? "own" : "package";
}
