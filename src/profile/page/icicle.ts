import { counted } from "../../display/counted.js";
import { element } from "../../display/element.js";
import { formatTime } from "../../display/format.js";
import { type Cell, cellsOf, type Measure } from "./tree.js";

/** Sizes in pixels; narrower cells than this are drawn as one. */
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
 * Draws the tree into `chart`: the zoomed cell and those above it as wide as the chart, and those
 * below it in rows. Calls `choose` with the cell that is clicked.
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
		// In percent, so that the chart fits on paper, too.
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
		// If there are several runs, the medians of the parts may exceed that of the whole.
		const inner = sumOf(cell.children, measure);
		const scale = span / Math.max(cell[measure], inner, Number.MIN_VALUE);
		let at = left;
		for (const [index, child] of cell.children.entries()) {
			const part = child[measure] * scale;
			if (part < NARROWEST) {
				const others = cell.children.slice(index);
				const rest = sumOf(others, measure);
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

/** Returns the cells below `root` whose names contain `search`, in lower case, those that take most first. */
export function findCells(root: Cell, search: string): Cell[] {
	return cellsOf(root)
		.filter((cell) => matches(cell, search))
		.sort((a, b) => b.milliseconds - a.milliseconds);
}

/** Returns the cell to which a key leads from `cell`, if there is one. */
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

/** Returns the box of `cell`, `span` pixels wide. */
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
	box.role = "treeitem";
	box.ariaLevel = `${depth + 1}`;
	box.ariaSelected = `${cell === selected}`;
	box.ariaLabel = `${name} ${figures.join(", ")}`;
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

/** Returns one box for `cells` that are too narrow to be drawn. */
function restOf(cells: readonly Cell[]): HTMLElement {
	const box = element("span", "cell rest");
	box.title = `${cells.length} more, each too narrow to be drawn here: ${formatTime(sumOf(cells, "milliseconds"))}`;
	return box;
}

function sumOf(cells: readonly Cell[], measure: Measure): number {
	return cells.reduce((sum, cell) => sum + cell[measure], 0);
}

function matches(cell: Cell, search: string): boolean {
	return cell.name.toLowerCase().includes(search);
}

/** Returns a name if it fits into `room`, in pixels, else the last part of it but `index.js` and the like. */
function labelOf({ name }: Cell, room: number): string {
	if (name.length * CHARACTER <= room) {
		return name;
	}
	const telling = name.split("/").filter((part) => !/^index\.\w+$/.test(part));
	return telling.at(-1) ?? name;
}
