import { thrownText } from "./errors.js";
import { callNested } from "./nested.js";

/** Ends something: without an error, or with one; `"route"` and `"router"` are Express's signals, not errors. */
export type Done = (error?: unknown) => void;

/** Tells whether what `next` was called with is an error: Express skips ahead on its two signals. */
export function isError(error: unknown): boolean {
	return Boolean(error) && error !== "route" && error !== "router";
}

/** What one call of a user's function ends in: settled once, however often that function tries. */
export interface Outcome {
	/** Whether nothing has settled the outcome yet. */
	isOpen: boolean;
	/**
	 * Passes the request on, unless that is settled. A late error has nowhere to go then, and
	 * becomes a process warning, so that it is not lost.
	 */
	readonly next: Done;
}

/** Makes a process warning of an error that has nowhere else to go, so that it is not lost. */
export function warn(error: unknown, what: string): void {
	process.emitWarning(
		error instanceof Error ? error : `${what}: ${thrownText(error)}`,
	);
}

/** Gives an open outcome that passes the request on by calling `done`. */
export function createOutcome(done: Done): Outcome {
	let first: unknown;
	const outcome: Outcome = {
		isOpen: true,
		next(error) {
			if (outcome.isOpen) {
				outcome.isOpen = false;
				first = error;
				callNested(() => done(error));
			} else if (isError(error) && error !== first) {
				warn(error, "late error");
			}
		},
	};
	return outcome;
}
