import type { ParseArgsConfig } from "node:util";

/** What may follow a command, as `parseArgs` takes it. */
export type Flags = NonNullable<ParseArgsConfig["options"]>;

/** A command, `check` of `express-publisher check FILE`. */
export interface Command {
	/** What may follow the command's name, in one line. */
	readonly usage: string;
	/** What it does, in one line. */
	readonly about: string;
	readonly flags: Flags;
	/** Does it, and gives the exit code: 0 if all is well, 1 if not. Throws a `TypeError` if an argument is wrong. */
	run(positionals: readonly string[], values: Values): Promise<0 | 1>;
}

/** What was given for the flags. */
export type Values = {
	readonly [flag: string]: string | boolean | (string | boolean)[] | undefined;
};

/** Gives the one file of a command that takes no more; throws a `TypeError` if there are more, or none. */
export function onlyFile([file, ...others]: readonly string[]): string {
	if (file === undefined || others.length > 0) {
		throw new TypeError(
			`give one file, the module of the site's root, not ${file === undefined ? "none" : others.length + 1}`,
		);
	}
	return file;
}

/** Gives what was given for `--timeout`, in milliseconds; `NaN` if that is no number. */
export function timeoutOf({ timeout }: Values): number | undefined {
	return timeout === undefined ? undefined : Number(timeout);
}

/** The flags of every command that imports a site. */
export const siteFlags: Flags = {
	json: { type: "boolean" },
	timeout: { type: "string" },
};
