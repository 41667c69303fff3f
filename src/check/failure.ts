import { errorText, isErrorOf } from "../error-text.js";
import { PublisherError } from "../index.js";
import { withoutOwnFrames } from "../own-frames.js";
import type { Failure } from "./trial-protocol.js";

/** Returns in words what a preload failed with, or what is behind an error of the publisher's; `timeout` is in milliseconds. */
export function preloadFailure(error: unknown, timeout: number): Failure {
	const reason = "import failed";
	if (!isErrorOf(error, PublisherError)) {
		return { reason, ...inWords(error), remedy: "Fix that error" };
	}
	const { code, remedy } = error;
	switch (code) {
		case "ERR_PUBLISHER_UNPUBLISHABLE":
			return {
				reason: "unpublishable",
				cause: error.message.replace(`. ${remedy}`, ""),
				remedy,
			};
		case "ERR_PUBLISHER_IMPORT_TIMEOUT":
			return {
				reason,
				cause: `it has taken more than ${timeout} ms`,
				remedy:
					"Look for what its module awaits at top level, or allow more time with --timeout",
			};
		default:
			return {
				reason,
				...inWords("cause" in error ? error.cause : error),
				remedy,
			};
	}
}

/** Returns in words what was `thrown` where nobody could catch it. */
export function uncaughtFailure(thrown: unknown): Failure {
	return {
		reason: "uncaught error",
		...inWords(thrown),
		remedy: "Catch it: it would end a server",
	};
}

function inWords(thrown: unknown): Pick<Failure, "cause" | "stack"> {
	const { message, stack: whole } = errorText(thrown);
	const stack = whole && withoutOwnFrames(whole);
	try {
		return { cause: errorsIn(thrown) ?? `${message} was thrown`, stack };
	} catch {
		return { cause: message, stack }; // Reading it throws.
	}
}

/** Returns an error and its causes, each on lines of its own; `undefined` for what is no error. */
function errorsIn(thrown: unknown): string | undefined {
	const causes: string[] = [];
	for (
		let error = thrown;
		error instanceof Error && causes.length < 5; // A cause can be its own cause.
		error = error.cause
	) {
		causes.push(String(error));
	}
	return causes.length === 0 ? undefined : causes.join("\ncaused by ");
}
