import { byId, element } from "../../browser/element.js";
import { formatTime } from "../../browser/format.js";
import type { Timeline } from "./timeline.js";

/** How wide a label is at most, in pixels. */
const LABEL = 72;

/** Shows the labels of `timeline` at the head of the table, as many as there is space for. */
export function showAxis(timeline: Timeline): void {
	const axis = byId("axis");
	const space = LABEL / Math.max(axis.clientWidth, LABEL);
	axis.replaceChildren(
		...timeline.ticks(space).map(({ time, at, isCut }) => {
			const className = isCut ? "tick cut" : "tick";
			const tick = element("span", className, formatTime(time));
			tick.style.left = `${100 * at}%`;
			return tick;
		}),
	);
}
