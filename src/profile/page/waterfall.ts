import { element } from "../../browser/element.js";
import { formatTime } from "../../browser/format.js";
import { roundUp } from "../../browser/round-up.js";
import type { Report } from "../report.js";
import type { Cell } from "./tree.js";

/** The most modules that are shown: those that take most themselves. */
const MOST = 60;
const TICKS = 6;

/** Draws when the modules of `cells` began and were done, on a time axis with the marks; calls `choose` with the one that is clicked. */
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
			const bar = element("span", `bar ${cell.kind}`);
			bar.style.left = share(from);
			bar.style.width = share(Math.max(to - from, 0));
			const own = formatTime(cell.own);
			const row = element(
				"button",
				"row",
				element("span", "label", cell.name),
				element("span", "taken", own),
				element("span", "track", bar),
			);
			row.type = "button";
			row.title = `${cell.name}\n${own} of its own, from ${from.toFixed(0)} to ${to.toFixed(0)} ms`;
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
	// One next to the end would stand in the way of the last mark.
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
