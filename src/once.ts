import { thrownText } from "./errors.js";

/** Ends something: without an error, or with one; `"route"` and `"router"` are Express's signals, not errors. */
export type Done = (error?: unknown) => void;

/** Tells whether what `next` was called with is an error: Express skips ahead on its two signals. */
export function isError(error: unknown): boolean {
	return Boolean(error) && error !== "route" && error !== "router";
}

/**
 * Gives a function that calls `done` the first time it is called and never again: what a user's
 * function ends in is settled once. An error that comes later has nowhere to go, for the request
 * has been passed on; it becomes a process warning, so that it is not lost.
 */
export function once(done: Done): Done {
	let first: { readonly error: unknown } | undefined;
	return (error) => {
		if (first === undefined) {
			first = { error };
			done(error);
		} else if (isError(error) && error !== first.error) {
			process.emitWarning(
				error instanceof Error ? error : `late error: ${thrownText(error)}`,
			);
		}
	};
}
