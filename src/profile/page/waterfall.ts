import { element } from "../../display/element.js";
import { formatTime, roundUp } from "../../display/format.js";
import type { Report } from "../report/report.js";
import type { Cell } from "./tree.js";

/** The most modules that are shown: those that take most themselves. */
const MOST = 60;
const TICKS = 6;

/** Draws when the modules of `cells` were found and done, and what they took themselves, on a time axis with the marks; calls `choose` with the one that is clicked. */
export function drawWaterfall(
	chart: HTMLElement,
	report: Report,
	cells: readonly Cell[],
	choose: (cell: Cell) => void,
): void {
	const end = Math.max(...report.marks.map(({ recorded }) => recorded), 1);
	const share = (time: number) => `${(Math.min(time, end) / end) * 100}%`;
	const began = ({ module }: Cell) => report.modules[module]?.began ?? 0;
	const rows = cells
		.filter(({ module }) => module !== -1)
		.sort((a, b) => b.own - a.own)
		.slice(0, MOST)
		.sort((a, b) => began(a) - began(b))
		.map((cell) => {
			const from = began(cell);
			const to = Math.min(report.modules[cell.module]?.ended ?? 0, end);
			const line = element("span", "line");
			line.style.left = share(from);
			line.style.width = share(Math.max(to - from, 0));
			// A body ends after all that it waits for, so what a module takes itself is drawn there.
			const width = Math.min(cell.own, Math.max(to - from, 0));
			const bar = element("span", `bar ${cell.kind}`);
			bar.style.left = share(to - width);
			bar.style.width = share(width);
			const own = formatTime(cell.own);
			const row = element(
				"button",
				"row",
				element("span", "label", cell.name),
				element("span", "taken", own),
				element("span", "track", line, bar),
			);
			row.type = "button";
			row.title = `${cell.name}\n${own} of its own; found after ${from.toFixed(0)} ms, done after ${to.toFixed(0)} ms`;
			row.addEventListener("click", () => choose(cell));
			return row;
		});
	const at = (
		time: number,
		className: string,
		...content: (string | Node)[]
	) => {
		const made = element("span", className, ...content);
		made.style.left = share(time);
		return made;
	};
	const scale = element("div", "scale");
	const step = roundUp(end / TICKS);
	// A label next to the end would cover that of the last mark.
	for (let time = 0; time < end - step / 2; time += step) {
		scale.append(at(time, "tick", `${time}`));
	}
	scale.append(at(0, "mark", element("b", "", "process start")));
	for (const { name, recorded } of report.marks) {
		const text = `${name} ${formatTime(recorded)}`;
		scale.append(at(recorded, "mark", element("b", "", text)));
	}
	chart.replaceChildren(scale, ...rows);
}
