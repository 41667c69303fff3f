import type { ParseArgsConfig } from "node:util";
import { withoutOwnFrames } from "../own-frames.js";
import { printable } from "../printable.js";
import { LONGEST_TIMEOUT } from "../site/options.js";
import { hasColors } from "./colors.js";

/** What may follow a command, as `parseArgs` takes it. */
export type Flags = NonNullable<ParseArgsConfig["options"]>;

/** A command, `check` of `express-publisher check FILE`. */
export interface Command {
	/** What may follow the command's name, in one line. */
	readonly usage: string;
	/** What it does, in one line. */
	readonly about: string;
	readonly flags: Flags;
	/** What the options are for, in the order of the help: each with what is to be written, and its default. */
	readonly options: readonly (readonly [option: string, meaning: string])[];
	/** What somebody may type, without the name of the package. */
	readonly examples: readonly string[];
	/** What the exit codes 0 and 1 mean. */
	readonly exits: readonly [string, string];
	/** Resolves with the exit code: 0 if all is well, 1 if not. Rejects with a `TypeError` if an argument is wrong. */
	run(positionals: readonly string[], values: Values): Promise<0 | 1>;
}

/** What was given for the flags. */
export type Values = {
	readonly [flag: string]: string | boolean | (string | boolean)[] | undefined;
};

/** Returns the one file of `command`, which takes no more. Throws a `TypeError` if there are more, or none. */
export function onlyFile(
	command: string,
	[file, ...others]: readonly string[],
): string {
	if (!file || others.length > 0) {
		throw new TypeError(
			`give one file, the module that makes the application, or the site's root: npx express-publisher ${command} ${file || "./server.js"}`,
		);
	}
	return file;
}

/** Returns the number given for `flag`, if one was. Throws a `TypeError` if it is none that timers can count. */
export function wholeNumberOf(
	flag: string,
	{ [flag]: given }: Values,
	unit = "",
): number | undefined {
	if (given === undefined) {
		return undefined;
	}
	const number = Number(given);
	if (!Number.isInteger(number) || number < 1 || number > LONGEST_TIMEOUT) {
		throw new TypeError(
			`--${flag} is ${given}; it must be a whole number${unit}, from 1 to ${LONGEST_TIMEOUT}`,
		);
	}
	return number;
}

/** Returns the time of `--timeout` in milliseconds, if one was given. Throws a `TypeError` as `wholeNumberOf` does. */
export function timeoutOf(values: Values): number | undefined {
	return wholeNumberOf("timeout", values, " of milliseconds");
}

/** The flags of every command that imports a site. */
export const siteFlags: Flags = {
	json: { type: "boolean" },
	url: { type: "boolean" },
	timeout: { type: "string" },
};

/** What such a command is given. */
export const fileArgument: Command["options"][number] = [
	"FILE",
	"the module that makes the application, or the root of a site",
];

/** What they are for. */
export const siteOptions: Command["options"] = [
	[
		"--url",
		"FILE is given to the publisher as a URL, publisher(new URL(…)), from which names are guessed",
	],
	["--timeout MS", "how long each import may take (default: 30000)"],
	["--json", "print all as JSON"],
];

/** Prints `result`: as JSON if that was asked for, else as the text that `print` returns, `coloured` where colours are wanted. */
export function printResult<Result>(
	{ json }: Values,
	result: Result,
	print: (result: Result) => string,
	coloured: (text: string) => string = (text) => text,
): void {
	if (json === true) {
		console.log(printable(JSON.stringify(result, undefined, "\t")));
		return;
	}
	// Names, paths and errors in it are the site's, or come from requests: no colour of theirs is left.
	const text = printable(withoutOwnFrames(print(result)));
	console.log(hasColors(process.stdout) ? coloured(text) : text);
}
