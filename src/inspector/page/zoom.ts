import { byId, element } from "../../display/element.js";
import { asInAddress } from "./address.js";
import type { Stretch, TimeAxis } from "./time-axis.js";

/** What the buttons do to the part of the axis that is shown: where the new one begins and ends, in places of the old one. */
const STEPS = {
	"zoom-in": [0.25, 0.75],
	"zoom-out": [-0.5, 1.5],
	earlier: [-0.5, 0.5],
	later: [0.5, 1.5],
} as const;

/** The shortest stretch that can be shown, in milliseconds: what is measured is no finer. */
const SHORTEST = 1;
/** How far the mouse is moved to draw a stretch, in pixels; anything less is a click. */
const DRAWN = 4;

/**
 * Returns a function that shows the buttons that zoom, for the axis as it is now, or hides them if there is none; with
 * the stretch of the chosen row, if there is one, to the middle of which they zoom in. A stretch can also be drawn with
 * the mouse on the head of the axis. `zoom` is called with what the reader wants to see, `undefined` for the whole time.
 */
export function createZoom(
	zoom: (part: Stretch | undefined) => void,
): (axis: TimeAxis | undefined, chosen: Stretch | undefined) => void {
	let axis: TimeAxis | undefined;
	let chosen: Stretch | undefined;
	for (const [id, [begin, end]] of Object.entries(STEPS)) {
		byId(id).addEventListener("click", () => {
			const shift = id === "zoom-in" ? placeOfChosen() - 0.5 : 0;
			show(begin + shift, end + shift);
		});
	}
	byId("whole-time").addEventListener("click", () => zoom(undefined));
	drawOn(byId("axis"), "zooms", show);

	return (nextAxis, nextChosen) => {
		axis = nextAxis;
		chosen = nextChosen;
		byId("zoom").hidden = axis === undefined;
		byId("axis").classList.toggle("zooms", axis !== undefined);
		for (const id of ["zoom-out", "earlier", "later", "whole-time"]) {
			// They stay where the keyboard finds them, and do nothing.
			byId(id).ariaDisabled = String(axis?.isPart !== true);
		}
	};

	/** Returns the place of the middle of the chosen row, as far as it is shown; without one, of the axis. */
	function placeOfChosen(): number {
		if (chosen === undefined || axis === undefined) {
			return 0.5;
		}
		const { shown, at } = axis;
		const isSeen = chosen.from <= shown.to && chosen.to >= shown.from;
		return isSeen ? (at(chosen.from) + at(chosen.to)) / 2 : 0.5;
	}

	/** Shows what is between two places of the axis; what would be beyond its ends is added at the other end. */
	function show(begin: number, end: number): void {
		if (axis === undefined) {
			return;
		}
		const [first, last] = axis.ends;
		const length = end - begin;
		if (length >= last - first) {
			zoom(undefined);
			return;
		}
		const start = Math.max(Math.min(begin, last - length), first);
		const from = axis.timeAt(start);
		const to = axis.timeAt(start + length);
		zoom({
			from: asInAddress(from),
			to: asInAddress(Math.max(to, from + SHORTEST)),
		});
	}
}

/** Has `onDrawn` called with the two places, from 0 to 1, between which the mouse was drawn over `area` while that has `className`. */
function drawOn(
	area: HTMLElement,
	className: string,
	onDrawn: (from: number, to: number) => void,
): void {
	const mark = element("span", "drawn");
	let begun: number | undefined;
	const placeOf = ({ clientX }: PointerEvent) => {
		const { left, width } = area.getBoundingClientRect();
		return Math.min(Math.max((clientX - left) / width, 0), 1);
	};
	area.addEventListener("pointerdown", (event) => {
		if (event.button === 0 && area.classList.contains(className)) {
			begun = placeOf(event);
			area.setPointerCapture(event.pointerId);
		}
	});
	area.addEventListener("pointermove", (event) => {
		if (begun !== undefined) {
			const now = placeOf(event);
			mark.style.left = `${100 * Math.min(begun, now)}%`;
			mark.style.width = `${100 * Math.abs(now - begun)}%`;
			area.parentElement?.append(mark);
		}
	});
	area.addEventListener("pointerup", (event) => {
		const now = placeOf(event);
		const from = begun;
		end();
		if (
			from !== undefined &&
			Math.abs(now - from) * area.clientWidth >= DRAWN
		) {
			onDrawn(Math.min(from, now), Math.max(from, now));
		}
	});
	area.addEventListener("pointercancel", end);

	function end(): void {
		begun = undefined;
		mark.remove();
	}
}
