import type { Visit } from "../walk/walk.js";
import { warnOfLateError } from "../warnings.js";

/** What a user's function calls to pass the request on: without an error, with one, or with one of Express's signals. */
export type Next = (signal?: unknown) => void;

/**
 * Ends something at `visit`: without an error, or with one; `"route"` and `"router"` are Express's signals,
 * not errors. It gets the visit, so that what ends a memoized walk needs no closure. Within an array or a mount, what was ended without an error can still be ended with one: a time
 * that has run out, or what checks responses, reports after `next()`, and Express goes on with such an error.
 */
export type Done<At = Visit> = (signal: unknown, visit: At) => void;

/** Whether what `next` was called with is an error: Express skips ahead on its two signals. */
export function isError(error: unknown): boolean {
	return Boolean(error) && error !== "route" && error !== "router";
}

/** What one call of a user's function ends in, however often that function tries. */
export interface Outcome {
	/** Whether nothing has come of the call yet: the request was not passed on, and no text was sent. */
	isOpen: boolean;
	/**
	 * Passes the request on: once without an error, or with a signal, and once with an error, which
	 * may come after. The outcome is settled by that error, and also by the end of the response: then
	 * there is nobody left to answer, and a later error becomes a process warning, so that it is not lost.
	 */
	readonly next: Next;
}

/**
 * Returns an open outcome that passes the request on by calling `done`. Until then its `next` is
 * `req.next`, as a Router's is while it has the request: what `res.render`, `res.sendFile`,
 * `res.download` and `res.format` cannot do they report there, and nowhere else.
 */
export function createOutcome<At extends Visit>(
	done: Done<At>,
	visit: At,
): Outcome {
	const { req } = visit;
	const nextOutside = req.next;
	let passedOn: unknown;
	const outcome: Outcome = {
		isOpen: true,
		next(signal) {
			const { req, res } = visit;
			if (!outcome.isOpen) {
				if (!isError(signal) || signal === passedOn) {
					return;
				}
				if (isError(passedOn) || res.writableEnded || res.destroyed) {
					warnOfLateError(visit, signal);
					return;
				}
			}
			outcome.isOpen = false;
			passedOn = signal;
			req.next = nextOutside;
			callNested(() => done(signal, visit));
		},
	};
	req.next = outcome.next;
	return outcome;
}

/** How many calls may be nested; Express, too, stops at a hundred in a row. */
const DEEPEST = 100;

let depth = 0;

/**
 * Calls `call`: at once, or in a turn of the event loop of its own if a hundred such calls are
 * under way on the stack. The client chooses the depth, for its path leads through as many namespaces as
 * it likes, each of which may pass on an error; and a stack overflow would leave the request
 * without an outcome.
 */
export function callNested(call: () => void): void {
	if (depth === DEEPEST) {
		setImmediate(call);
		return;
	}
	depth++;
	try {
		call();
	} finally {
		depth--;
	}
}
