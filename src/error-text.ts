import { inspect } from "node:util";

/** What an error said, as text: the error itself would hold on to whatever its thrower gave it. */
export interface ErrorText {
	readonly message: string;
	readonly code?: string;
	readonly stack?: string;
}

/** Gives what was thrown as text; anything can be thrown, also what throws when it is looked at. */
export function errorText(thrown: unknown): ErrorText {
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
