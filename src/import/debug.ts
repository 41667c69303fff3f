import { errorText } from "../error-text.js";
import { printable } from "../printable.js";
import { type ImportMessage, importChannel } from "./tracing.js";

const NAME = "express-publisher";

/** Marks the channel that is printed; registered, so that of two copies of this package only one prints. */
const PRINTED = Symbol.for("express-publisher.printed");

/**
 * Prints imports to stderr if the environment variable `DEBUG` names `express-publisher`: as
 * Express and its kin do, in the format of the npm package debug.
 */
export function debugImports(): void {
	const { DEBUG } = process.env;
	if (
		DEBUG === undefined ||
		!isNamed(DEBUG) ||
		PRINTED in importChannel.start
	) {
		return;
	}
	Object.assign(importChannel.start, { [PRINTED]: true });
	const write = createPrint();
	const print = (line: string) => write(printable(line));
	const printOutcome = (message: ImportMessage) => {
		if ("error" in message) {
			print(
				`failed to import ${pathOf(message)}: ${errorText(message.error).message}`,
			);
		} else if ("result" in message) {
			print(`imported ${pathOf(message)}: ${message.result}`);
		}
	};
	importChannel.subscribe({
		start: (message) => print(`importing ${pathOf(message)}`),
		end: printOutcome,
		asyncStart() {},
		asyncEnd: printOutcome,
		error() {},
	});
}

function pathOf({ path, component }: ImportMessage): string {
	return path + component;
}

/** Whether `list`, of names with `*` for anything and `-` before what to leave out, has the name of this package. */
function isNamed(list: string): boolean {
	const names = list.split(/[\s,]+/);
	return (
		names.some(matches) &&
		!names.some((name) => name.startsWith("-") && matches(name.slice(1)))
	);
}

function matches(pattern: string): boolean {
	const source = pattern
		.replace(/[\\^$.+?()[\]{}|]/g, "\\$&")
		.replaceAll(/\*+/g, ".*"); // One for several: each would be tried against each.
	return new RegExp(`^${source}$`).test(NAME);
}

/** Returns the function that prints a line: on a terminal with the time since the last one, else with the date. */
function createPrint(): (line: string) => void {
	if (!hasColors()) {
		return (line) =>
			process.stderr.write(`${new Date().toISOString()} ${NAME} ${line}\n`);
	}
	let last = performance.now();
	return (line) => {
		const now = performance.now();
		const milliseconds = (now - last).toFixed(0);
		last = now;
		process.stderr.write(
			`  \x1b[36;1m${NAME} \x1b[0m${line} \x1b[36m+${milliseconds}ms\x1b[0m\n`,
		);
	};
}

function hasColors(): boolean {
	const { DEBUG_COLORS } = process.env;
	return DEBUG_COLORS === undefined
		? process.stderr.isTTY
		: !/^(no|off|false|disabled)$/i.test(DEBUG_COLORS);
}
