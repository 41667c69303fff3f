import { inspect } from "node:util";

/** What is kept of the last import for an exported name, for whoever asks what is loaded and why. */
export interface ImportRecord {
	/** The path as walked of the request that caused it, or `"preload"`. */
	by: string;
	/** When it began, in milliseconds since 1970. */
	readonly startedAt: number;
	/** How long it took, in milliseconds; `undefined` while it is under way. */
	milliseconds: number | undefined;
	/** How often the name has been asked for since it was last had, this time included. */
	readonly tries: number;
	/** The module's URL, if the guesser looks for it. */
	url: string | undefined;
	/** What it failed with. */
	error: ErrorText | undefined;
}

/** What an error said, as text: the error itself would hold on to whatever its thrower gave it. */
export interface ErrorText {
	readonly message: string;
	readonly code?: string;
	readonly stack?: string;
}

/** An import under way: its record, and what to call when it has ended. */
export interface Recording {
	readonly record: ImportRecord;
	/** Notes how long the import took, and what it failed with, if it did. */
	end(failure?: { readonly cause: unknown }): void;
}

/** Begins the record of an import caused `by`, after `last`, the record of the one before. */
export function recordImport(
	by: string,
	last: ImportRecord | undefined,
): Recording {
	const begun = performance.now();
	const record: ImportRecord = {
		by,
		startedAt: Date.now(),
		milliseconds: undefined,
		tries: last?.error === undefined ? 1 : last.tries + 1,
		url: undefined,
		error: undefined,
	};
	return {
		record,
		end(failure) {
			record.milliseconds = performance.now() - begun;
			record.error = failure && textOf(failure.cause);
		},
	};
}

/** Gives what was thrown as text; anything can be thrown, also what throws when it is looked at. */
function textOf(thrown: unknown): ErrorText {
	try {
		if (!(thrown instanceof Error)) {
			return {
				message: typeof thrown === "string" ? thrown : inspect(thrown),
			};
		}
		const { message, code, stack } = thrown as Error & { code?: unknown };
		return {
			message: String(message),
			...(typeof code === "string" && { code }),
			...(typeof stack === "string" && { stack }),
		};
	} catch {
		return { message: "an error that cannot be read" };
	}
}
