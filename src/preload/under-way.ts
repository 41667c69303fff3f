import type { Response } from "express";

// Of all publishers together, as all of them share the processor that a preload takes. So a request that
// several publishers lead on needs one listener, and Node warns of more than ten for one event.

/** How long `whenIdle` waits, in milliseconds. */
const PATIENCE = 1_000;
/** How many responses have to be there before they are looked through for ended ones. */
const SWEEP = 16;

/** The responses of the requests that publishers walk or answer, as far as one takes longer than a tick. */
const underWay = new Set<Response>();
const outlasting = new WeakSet<Response>();
const waiting = new Set<() => void>();
let sweepAt = SWEEP;

/** Counts the request of `res` as under way until its response has ended, or its client has left. */
export function countUnderWay(res: Response): void {
	if (!underWay.has(res) && !res.destroyed) {
		underWay.add(res);
		// Node emits it behind "finish", too.
		res.on("close", leave);
		if (underWay.size >= sweepAt) {
			sweep();
		}
	}
}

function leave(this: Response): void {
	underWay.delete(this);
	if (waiting.size > 0 && isIdle()) {
		for (const wake of waiting) {
			wake();
		}
	}
}

// A response without a socket, as in some serverless functions, may never emit "close"; nor does one that
// waited for an earlier one on its connection when that was closed.
function sweep(): void {
	for (const res of underWay) {
		if (hasEnded(res)) {
			underWay.delete(res);
		}
	}
	sweepAt = Math.max(SWEEP, 2 * underWay.size);
}

function hasEnded({ req, writableEnded }: Response): boolean {
	return writableEnded || req?.socket?.destroyed === true;
}

/** Whether no request is under way. */
export function isIdle(): boolean {
	for (const res of underWay) {
		if (!hasEnded(res) && !outlasting.has(res)) {
			return false;
		}
	}
	return true;
}

/**
 * Resolves to `true` once no request is under way, or to `false` after a second. Requests that lasted all of
 * that second are ignored from then on: a response can be a stream without end.
 */
export async function whenIdle(): Promise<boolean> {
	if (isIdle()) {
		return true;
	}
	const present = [...underWay];
	await new Promise<void>((resolve) => {
		const wake = () => {
			clearTimeout(timer);
			waiting.delete(wake);
			resolve();
		};
		const timer = setTimeout(wake, PATIENCE);
		waiting.add(wake);
	});
	for (const res of present) {
		if (underWay.has(res)) {
			outlasting.add(res);
		}
	}
	return isIdle();
}
