import type { Response } from "express";

/** The requests that a publisher walks or answers, as far as one takes longer than a tick. */
export interface UnderWay {
	/** Counts the request of `res` until its response has ended, or its client has left. */
	add(res: Response): void;
	/** Tells whether there is none. */
	isIdle(): boolean;
	/**
	 * Resolves to `true` once there is none, or to `false` after a second, as there may always be
	 * one. Those that took all of that second do not count any more: a response can be a stream
	 * without end.
	 */
	whenIdle(): Promise<boolean>;
}

const PATIENCE = 1_000;
/** How many responses there are at least before those are looked for that have ended and not said so. */
const SWEEP = 100;

/** Gives a count of requests under way that begins with none. */
export function createUnderWay(): UnderWay {
	const responses = new Set<Response>();
	let sweepAt = SWEEP;
	const outlasting = new WeakSet<Response>();
	const waiting = new Set<() => void>();

	// One for all responses: a request must not cost a closure.
	function leave(this: Response): void {
		responses.delete(this);
		if (waiting.size > 0 && isIdle()) {
			for (const wake of waiting) {
				wake();
			}
		}
	}

	// Where responses have no socket, as in some serverless functions, they may neither finish nor close.
	function sweep(): void {
		for (const res of responses) {
			if (res.writableEnded) {
				responses.delete(res);
			}
		}
		sweepAt = Math.max(SWEEP, 2 * responses.size);
	}

	function isIdle(): boolean {
		for (const res of responses) {
			if (!res.writableEnded && !outlasting.has(res)) {
				return false;
			}
		}
		return true;
	}

	return {
		add(res) {
			if (!responses.has(res) && !res.destroyed) {
				responses.add(res);
				res.on("finish", leave).on("close", leave);
				if (responses.size >= sweepAt) {
					sweep();
				}
			}
		},

		isIdle,

		async whenIdle() {
			if (isIdle()) {
				return true;
			}
			const present = [...responses];
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
				if (responses.has(res)) {
					outlasting.add(res);
				}
			}
			return isIdle();
		},
	};
}
