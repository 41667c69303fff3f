import { element } from "../../browser/element.js";
import { formatTime } from "../../browser/format.js";
import { counted } from "../../counted.js";
import { type Cell, cellsOf, type Measure } from "./tree.js";

/** Cells narrower than this, in pixels, are drawn as one; those of a few more have no room for a name. */
const NARROWEST = 2;
const ROOM_FOR_NAME = 28;
const ROOM_FOR_FIGURE = 160;
const CHARACTER = 6.6;
const ROW = 24;

/** What the icicle shows. */
export interface View {
	/** The cell that is as wide as the chart. */
	readonly zoomed: Cell;
	readonly selected: Cell;
	readonly measure: Measure;
	/** What is searched for, in lower case; "" for nothing. */
	readonly search: string;
}

/**
 * Draws the tree into `chart`, the cells below the zoomed one in rows, and that and those above it
 * as wide as the chart. Calls `choose` with the cell that is clicked.
 */
export function drawIcicle(
	chart: HTMLElement,
	view: View,
	choose: (cell: Cell) => void,
): void {
	const { zoomed, measure, search } = view;
	const width = chart.clientWidth;
	const drawn: HTMLElement[] = [];
	let deepest = 0;
	const place = (
		box: HTMLElement,
		depth: number,
		left: number,
		span: number,
	) => {
		// In shares of the chart, so that it fits the paper, too.
		box.style.left = `${(left / width) * 100}%`;
		box.style.width = `${(Math.max(span - 1, 1) / width) * 100}%`;
		box.style.top = `${depth * ROW}px`;
		deepest = Math.max(deepest, depth);
		drawn.push(box);
	};
	const draw = (cell: Cell, left: number, span: number) => {
		const box = boxOf(cell, span, view);
		box.addEventListener("click", () => choose(cell));
		place(box, cell.depth, left, span);
	};
	const drawBelow = (cell: Cell, left: number, span: number) => {
		// Of several runs, the medians of the parts may come to more than that of the whole.
		const inner = cell.children.reduce((sum, child) => sum + child[measure], 0);
		const scale = span / Math.max(cell[measure], inner, Number.MIN_VALUE);
		let at = left;
		for (const [index, child] of cell.children.entries()) {
			const part = child[measure] * scale;
			if (part < NARROWEST) {
				const others = cell.children.slice(index);
				const rest = others.reduce((sum, each) => sum + each[measure], 0);
				if (rest * scale >= NARROWEST) {
					place(restOf(others), cell.depth + 1, at, rest * scale);
				}
				break;
			}
			draw(child, at, part);
			drawBelow(child, at, part);
			at += part;
		}
	};
	for (let above: Cell | undefined = zoomed; above; above = above.parent) {
		draw(above, 0, width);
	}
	drawBelow(zoomed, 0, width);
	chart.classList.toggle("searching", search !== "");
	chart.style.height = `${(deepest + 1) * ROW}px`;
	const hadFocus = chart.contains(document.activeElement);
	chart.replaceChildren(...drawn);
	if (hadFocus) {
		chart.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
	}
}

/** Gives the cells below `root` whose names contain `search`, in lower case, those that take most first. */
export function findCells(root: Cell, search: string): Cell[] {
	return cellsOf(root)
		.filter((cell) => matches(cell, search))
		.sort((a, b) => b.milliseconds - a.milliseconds);
}

/** Gives the cell to which a key leads from `cell`; `undefined` if to none. */
export function neighbour(cell: Cell, key: string): Cell | undefined {
	const siblings = cell.parent?.children ?? [];
	const index = siblings.indexOf(cell);
	switch (key) {
		case "ArrowUp":
			return cell.parent;
		case "ArrowDown":
			return cell.children[0];
		case "ArrowLeft":
			return siblings[index - 1];
		case "ArrowRight":
			return siblings[index + 1];
		case "Home":
			return siblings[0];
		case "End":
			return siblings.at(-1);
		default:
			return undefined;
	}
}

/** Gives the box of `cell`, so many pixels wide. */
function boxOf(
	cell: Cell,
	span: number,
	{ zoomed, selected, measure, search }: View,
): HTMLElement {
	const { name, kind, depth, milliseconds, files } = cell;
	const figures = [formatTime(milliseconds), counted(files, "module")];
	if (measure === "files") {
		figures.reverse();
	}
	const box = element("button", `cell ${kind}`);
	box.type = "button";
	box.title = `${name}\n${figures.join(", ")}`;
	box.tabIndex = cell === selected ? 0 : -1;
	box.setAttribute("role", "treeitem");
	box.setAttribute("aria-level", `${depth + 1}`);
	box.setAttribute("aria-selected", `${cell === selected}`);
	box.setAttribute("aria-label", `${name} ${figures.join(", ")}`);
	const [figure = ""] = figures;
	const hasFigure = span >= ROOM_FOR_FIGURE;
	if (span >= ROOM_FOR_NAME) {
		const taken = hasFigure ? (figure.length + 2) * CHARACTER : 0;
		box.append(element("span", "name", labelOf(cell, span - 10 - taken)));
	}
	if (hasFigure) {
		box.append(" ", element("span", "figure", figure));
	}
	box.classList.toggle("above", depth < zoomed.depth);
	box.classList.toggle("found", search !== "" && matches(cell, search));
	return box;
}

/** Gives the box of all `cells` that are too narrow to be drawn. */
function restOf(cells: readonly Cell[]): HTMLElement {
	const time = cells.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
	const box = element("span", "cell rest");
	box.title = `${cells.length} more, each too narrow to be drawn here: ${formatTime(time)}`;
	return box;
}

function matches(cell: Cell, search: string): boolean {
	return cell.name.toLowerCase().includes(search);
}

/** Gives a name if there is room for all of it, in pixels, else its last part that tells something. */
function labelOf({ name }: Cell, room: number): string {
	if (name.length * CHARACTER <= room) {
		return name;
	}
	const telling = name.split("/").filter((part) => !/^index\.\w+$/.test(part));
	return telling.at(-1) ?? name;
}
