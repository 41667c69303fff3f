import { inspect } from "node:util";

/** What an error said, as text: the error itself would hold on to whatever its thrower gave it. */
export interface ErrorText {
	readonly message: string;
	readonly code?: string;
	readonly stack?: string;
}

/** Gives what was thrown as text; anything can be thrown, also what throws when it is looked at. */
export function errorText(thrown: unknown): ErrorText {
	const message = messageOf(thrown);
	try {
		if (!(thrown instanceof Error)) {
			return { message };
		}
		const { code, stack } = thrown as Error & { code?: unknown };
		return {
			message,
			...(typeof code === "string" && { code }),
			...(typeof stack === "string" && { stack }),
		};
	} catch {
		return { message };
	}
}

/** Gives the message of what was thrown, or that itself as text. */
export function messageOf(thrown: unknown): string {
	return textOf(() => (thrown instanceof Error ? thrown.message : thrown));
}

/** Gives as text what `read` gives, which may throw, as may the making of the text: nobody's error may hide another. */
export function textOf(read: () => unknown): string {
	try {
		const value = read();
		return typeof value === "string" ? value : inspect(value);
	} catch {
		return "something that throws when it is shown";
	}
}
