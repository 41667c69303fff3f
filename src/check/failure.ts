import { errorText } from "../error-text.js";
import { PublisherError } from "../index.js";
import type { Failure } from "./message.js";

/** Says in words what the preload of a name failed with; of an error of the publisher's, what is behind it. */
export function preloadFailure(error: unknown, timeout: number): Failure {
	const reason = "import failed";
	if (!(error instanceof PublisherError)) {
		return { reason, ...inWords(error), remedy: "Mend what it names" };
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

/** Says in words what was thrown where nobody could catch it. */
export function uncaughtFailure(thrown: unknown): Failure {
	return {
		reason: "uncaught error",
		...inWords(thrown),
		remedy: "Catch it: it would end a server",
	};
}

function inWords(thrown: unknown): Pick<Failure, "cause" | "stack"> {
	const { message, stack } = errorText(thrown);
	try {
		return { cause: causesOf(thrown) ?? `${message} was thrown`, stack };
	} catch {
		return { cause: message, stack }; // It throws when it is looked at.
	}
}

/** Gives an error and its causes, a line or more each; `undefined` of what is no error. */
function causesOf(thrown: unknown): string | undefined {
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
