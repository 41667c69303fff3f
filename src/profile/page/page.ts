import { counted } from "../../display/counted.js";
import { byId, element } from "../../display/element.js";
import { formatBytes, formatTime } from "../../display/format.js";
import { shortNameOf } from "../graph/module-name.js";
import type { Report } from "../report/report.js";
import { detailsOf } from "./details.js";
import { drawIcicle, findCells, neighbour } from "./icicle.js";
import { type Cell, cellsOf, type Measure, sortCells, treeOf } from "./tree.js";
import { drawWaterfall } from "./waterfall.js";

const report: Report = JSON.parse(byId("report").textContent ?? "");
const chart = byId("icicle");
const search = byId<HTMLInputElement>("search");
let measure: Measure = "milliseconds";
let root: Cell;
let zoomed: Cell;
let selected: Cell;

/** Draws all that depends on what is shown. */
function show(): void {
	const text = search.value.trim().toLowerCase();
	drawIcicle(chart, { zoomed, selected, measure, search: text }, choose);
	byId("details").replaceChildren(...detailsOf(report, selected, chooseModule));
	const found = text === "" ? [] : findCells(root, text);
	const at = found.indexOf(selected) + 1;
	const count =
		at > 0
			? `${at} of ${found.length}: ${selected.name}`
			: `${found.length} found`;
	byId("found").textContent = text === "" ? "" : count;
}

/** Selects a cell, and zooms to it; if it is already zoomed to, zooms out one level. */
function choose(cell: Cell): void {
	zoomed = cell === zoomed ? (cell.parent ?? cell) : cell;
	selected = cell;
	show();
}

/** Selects a cell, and zooms until it shows. */
function select(cell: Cell): void {
	selected = cell;
	const above = new Set<Cell>();
	for (let at: Cell | undefined = cell; at !== undefined; at = at.parent) {
		above.add(at);
	}
	while (!above.has(zoomed) && zoomed.parent !== undefined) {
		zoomed = zoomed.parent;
	}
	// A cell too narrow to be drawn is zoomed to.
	if (cell[measure] * chart.clientWidth < zoomed[measure] * 4) {
		zoomed = cell;
	}
	show();
}

function chooseModule(module: number): void {
	const cell = cellsOf(root).find((each) => each.module === module);
	if (cell !== undefined) {
		select(cell);
	}
}

/** Shows the start up to the mark of index `mark`. */
function showMark(mark: number): void {
	for (const [index, button] of [...byId("marks").children].entries()) {
		button.ariaPressed = `${index === mark}`;
	}
	root = treeOf(report, mark);
	sortCells(root, measure);
	zoomed = root;
	selected = root;
	drawWaterfall(byId("waterfall"), report, cellsOf(root), select);
	show();
}

chart.addEventListener("keydown", (event) => {
	const next = neighbour(selected, event.key);
	if (next !== undefined) {
		select(next);
	} else if (event.key === "Escape") {
		zoomed = zoomed.parent ?? zoomed;
		select(zoomed);
	} else {
		return; // Enter and the space bar click, which zooms.
	}
	event.preventDefault();
});
search.addEventListener("input", show);
search.addEventListener("keydown", ({ key }) => {
	const text = search.value.trim().toLowerCase();
	const found = text === "" ? [] : findCells(root, text);
	const next = found[(found.indexOf(selected) + 1) % found.length];
	if (key === "Enter" && next !== undefined) {
		select(next);
	}
});
for (const input of document.querySelectorAll<HTMLInputElement>(
	"input[name=measure]",
)) {
	input.addEventListener("change", () => {
		measure = input.value as Measure;
		sortCells(root, measure);
		show();
	});
}
addEventListener("resize", show);

const { script, node, runs, words, output, marks, cost } = report;
const title = `The start of ${shortNameOf(script)}`;
document.title = title;
byId("title").textContent = title;
byId("about").textContent =
	`${script} on Node ${node}${runs > 1 ? `, medians of ${runs} runs` : ""}`;
byId("words").replaceChildren(
	...words.map((sentence) => element("p", "", sentence)),
);
if (output.trim() !== "") {
	const last = element("pre", "", output.trimEnd());
	last.tabIndex = 0; // It scrolls, which the keyboard must be able to do.
	last.ariaLabel = "The last that it wrote";
	byId("words").append(last);
}
byId("marks").replaceChildren(
	...marks.map(({ name, time, files, memory }, mark) => {
		const modules = counted(files, "module");
		const button = element(
			"button",
			"",
			element("b", "time", formatTime(time.median)),
			element("span", "", name),
			element(
				"small",
				"",
				memory === undefined ? modules : `${modules}, ${formatBytes(memory)}`,
			),
		);
		button.type = "button";
		button.addEventListener("click", () => showMark(mark));
		return button;
	}),
);
if (cost !== undefined) {
	byId("cost").textContent =
		cost.recorded <= cost.plain
			? "What the recording itself costs is not measurable."
			: `All times but those of the time axis are without what the recording costs: with it, the server listens after ${formatTime(cost.recorded)} (× ${cost.ratio.toFixed(2)}).`;
}
showMark(0);
