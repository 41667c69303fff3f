import { byId, element } from "../../display/element.js";
import { formatTime, roundUp } from "../../display/format.js";

/** A stretch of time, in milliseconds since the process started. */
export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** A label of the time axis, and where it is on it, from 0 to 1. */
export interface Tick {
	/** In milliseconds since the axis begins. */
	readonly time: number;
	readonly at: number;
	/** Whether idle time was left out since the label before. */
	readonly isCut: boolean;
}

/** The time axis of the waterfall; places on it are from 0 to 1. */
export interface TimeAxis {
	/** What of the time it shows. */
	readonly shown: Stretch;
	/** Whether it shows no more than a part. */
	readonly isPart: boolean;
	/** Returns the place of `time`, in milliseconds since the process started; the nearer end for what is not shown. */
	at(time: number): number;
	/** The places at which all time begins and ends: 0 and 1, unless it shows a part. */
	readonly ends: readonly [number, number];
	/** Returns the time at a place between those ends. */
	timeAt(place: number): number;
	/** Returns labels that are at least `space` apart. */
	ticks(space: number): readonly Tick[];
}

interface Piece extends Stretch {
	/** Where it is drawn, in milliseconds of the axis, on which idle pieces are shorter than they were. */
	readonly start: number;
	readonly end: number;
}

/** How wide a label is at most, in pixels. */
const LABEL = 72;

/** The least idle time that is drawn in all, in milliseconds: one quick import must not fill the axis. */
const LEAST_IDLE = 100;

/**
 * Returns the time axis for imports that took the time `busy`, in any order; only `zoom` of it if that is given. A
 * process that imports on demand imports little and seldom: its idle stretches are cut short, so that together they are
 * drawn no longer than the imports.
 */
export function createTimeAxis(
	busy: readonly Stretch[],
	zoom?: Stretch,
): TimeAxis {
	const merged = merge(busy);
	const busyTime = merged.reduce((sum, { from, to }) => sum + to - from, 0);
	const longestIdle = Math.max(busyTime, LEAST_IDLE) / merged.length;
	const pieces: Piece[] = [];
	let time = 0;
	let drawn = 0;
	const draw = (to: number, isIdle: boolean) => {
		const length = isIdle ? Math.min(to - time, longestIdle) : to - time;
		pieces.push({ from: time, to, start: drawn, end: drawn + length });
		time = to;
		drawn += length;
	};
	for (const { from, to } of merged) {
		draw(Math.max(from, time), true);
		draw(Math.max(to, time), false);
	}
	const shown = zoom ?? { from: 0, to: time };
	const first = drawnAt(shown.from);
	const length = drawnAt(shown.to) - first || 1;

	return {
		shown,
		isPart: zoom !== undefined,
		at: (time) => mapped(drawnAt(time), [first, first + length], [0, 1]),
		ends: [-first / length, (drawn - first) / length],
		timeAt(place) {
			const wanted = first + place * length;
			const piece = pieces[indexOf(({ end }) => wanted <= end)];
			if (piece === undefined) {
				return 0;
			}
			const { from, to, start, end } = piece;
			return mapped(wanted, [start, end], [from, to]);
		},
		ticks,
	};

	/** Returns the index of the first piece that `isFarEnough`, or of the last. */
	function indexOf(isFarEnough: (piece: Piece) => boolean): number {
		// A binary search, as it is called for each row, and there can be as many pieces as rows.
		let low = 0;
		let high = pieces.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (isFarEnough(pieces[middle] as Piece)) {
				high = middle;
			} else {
				low = middle + 1;
			}
		}
		return low;
	}

	/** Returns where `time` is drawn if all is, in milliseconds of the axis. */
	function drawnAt(time: number): number {
		const piece = pieces[indexOf(({ to }) => time <= to)];
		if (piece === undefined) {
			return 0;
		}
		const { from, to, start, end } = piece;
		return mapped(time, [from, to], [start, end]);
	}

	function ticks(space: number): readonly Tick[] {
		const step = roundUp(space * length);
		const placed: Tick[] = [{ time: 0, at: 0, isCut: false }];
		let isCut = false;
		const place = (time: number) => {
			const at = (drawnAt(time) - first) / length;
			if (at >= (placed.at(-1)?.at ?? 0) + space && at <= 1 - space) {
				placed.push({ time: time - shown.from, at, isCut });
				isCut = false;
			}
		};
		for (const { from, to, start, end } of pieces) {
			if (to <= shown.from || from >= shown.to) {
				continue;
			}
			if (end - start < to - from) {
				isCut = true;
				place(to);
				continue;
			}
			const begin = Math.max(from, shown.from) - shown.from;
			const until = Math.min(to, shown.to) - shown.from;
			for (let n = Math.ceil(begin / step); n * step < until; n++) {
				place(shown.from + n * step);
			}
		}
		return placed;
	}
}

/** Returns where `value` comes to if `from` is laid upon `to`; the nearer end if it is outside, and the last if `from` has no length. */
function mapped(
	value: number,
	[first, last]: readonly [number, number],
	[start, end]: readonly [number, number],
): number {
	const share = last === first ? 1 : (value - first) / (last - first);
	return start + Math.min(Math.max(share, 0), 1) * (end - start);
}

/** Shows labels of `timeAxis` at the head of the table, as many as there is space for; of a part, they count from where it begins. */
export function showTimeAxis(timeAxis: TimeAxis): void {
	const head = byId("axis");
	const space = LABEL / Math.max(head.clientWidth, LABEL);
	head.replaceChildren(
		...timeAxis.ticks(space).map(({ time, at, isCut }) => {
			const className = isCut ? "tick cut" : "tick";
			const text =
				!timeAxis.isPart || time > 0
					? `${timeAxis.isPart ? "+" : ""}${formatTime(time)}`
					: formatTime(timeAxis.shown.from);
			const tick = element("span", className, text);
			tick.style.left = `${100 * at}%`;
			return tick;
		}),
	);
}

/** Returns the stretches in order, with those that overlap made one. */
function merge(stretches: readonly Stretch[]): Stretch[] {
	const merged: { from: number; to: number }[] = [];
	for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
		const last = merged.at(-1);
		if (last !== undefined && from <= last.to) {
			last.to = Math.max(last.to, to);
		} else {
			merged.push({ from, to });
		}
	}
	return merged;
}
