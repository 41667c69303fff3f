import { roundUp } from "../../browser/round-up.js";

/** A stretch of time, in milliseconds since the process started. */
export interface Stretch {
	readonly from: number;
	readonly to: number;
}

/** A label of the time axis, and where it stands on it. */
export interface Tick {
	readonly time: number;
	readonly at: number;
	/** Whether idle time was left out since the label before. */
	readonly isCut: boolean;
}

/** The time axis of the waterfall; what stands on it, stands from 0 to 1. */
export interface Timeline {
	/** Gives where `time`, in milliseconds since the process started, stands. */
	at(time: number): number;
	/** Gives labels that are at least `space` apart. */
	ticks(space: number): readonly Tick[];
}

interface Piece extends Stretch {
	readonly isIdle: boolean;
	/** Where it is drawn, in milliseconds of the axis: an idle one is drawn shorter than it was. */
	readonly start: number;
	readonly end: number;
}

/** How much idle time is drawn at least, all in all: one quick import is not to fill the whole axis. */
const LEAST_IDLE = 100;

/**
 * Gives the time axis for imports that took the time `busy`, in any order. A process that imports
 * on demand imports little and seldom: its idle stretches are cut short, so that together they are
 * drawn no longer than what is between them.
 */
export function createTimeline(busy: readonly Stretch[]): Timeline {
	const merged = merge(busy);
	const busyTime = merged.reduce((sum, { from, to }) => sum + to - from, 0);
	const longestIdle = Math.max(busyTime, LEAST_IDLE) / merged.length;
	const pieces: Piece[] = [];
	let time = 0;
	let drawn = 0;
	const draw = (to: number, isIdle: boolean) => {
		const length = isIdle ? Math.min(to - time, longestIdle) : to - time;
		pieces.push({ from: time, to, isIdle, start: drawn, end: drawn + length });
		time = to;
		drawn += length;
	};
	for (const { from, to } of merged) {
		draw(Math.max(from, time), true);
		draw(Math.max(to, time), false);
	}
	const total = drawn || 1;

	return { at, ticks };

	function at(time: number): number {
		// By halves: it is asked for each row, and there are as many pieces as rows if all is well.
		let low = 0;
		let high = pieces.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (time <= (pieces[middle] as Piece).to) {
				high = middle;
			} else {
				low = middle + 1;
			}
		}
		const piece = pieces[low];
		if (piece === undefined) {
			return 0;
		}
		const { from, to, start, end } = piece;
		const share = to === from ? 1 : (time - from) / (to - from);
		return (start + Math.min(Math.max(share, 0), 1) * (end - start)) / total;
	}

	function ticks(space: number): readonly Tick[] {
		const step = roundUp(space * total);
		const placed: Tick[] = [{ time: 0, at: 0, isCut: false }];
		let isCut = false;
		const place = (time: number) => {
			const tick = { time, at: at(time), isCut };
			if (tick.at >= (placed.at(-1)?.at ?? 0) + space && tick.at <= 1 - space) {
				placed.push(tick);
				isCut = false;
			}
		};
		for (const { from, to, start, end } of pieces) {
			if (end - start < to - from) {
				isCut = true;
				place(to);
				continue;
			}
			for (let time = Math.ceil(from / step) * step; time < to; time += step) {
				place(time);
			}
		}
		return placed;
	}
}

/** Gives the stretches in order, with those that overlap made one. */
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
