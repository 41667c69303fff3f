import { type ErrorText, errorText } from "../error-text.js";
import { remedyOfImport } from "../errors.js";

/** What is kept of the last import for an exported name, for whoever asks what was imported, and why. */
export interface ImportRecord {
	/** The path as walked of the request that caused it, or `"preload"`. */
	by: string;
	/** When it began, in milliseconds since 1970. */
	readonly startedAt: number;
	/** How long it took, in milliseconds; `undefined` while it is under way. */
	milliseconds: number | undefined;
	/** How often the import has been tried since it last succeeded, this time included. */
	readonly tries: number;
	/** The module's URL, if the guesser looks for it. */
	url: string | undefined;
	/** What it failed with. */
	error: ImportError | undefined;
}

/** What an import failed with, as text, and what to do about it. */
export interface ImportError extends ErrorText {
	readonly remedy: string;
}

/** An import under way: its record, and what to call when it has ended. */
export interface Recording {
	readonly record: ImportRecord;
	/** Records how long the import took, and what it failed with, if it did. */
	end(failure?: { readonly cause: unknown }): void;
}

/** Begins the record of an import, of the root or any other, caused `by`; `last` is the record of the one before. */
export function recordImport(
	by: string,
	last: ImportRecord | undefined,
	isRoot: boolean,
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
			record.error = failure && {
				...errorText(failure.cause),
				remedy: remedyOfImport(failure.cause, isRoot),
			};
		},
	};
}
