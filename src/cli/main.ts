#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { printable } from "../printable.js";
import { suggestionFor } from "../suggestion.js";
import { adoptCommand } from "./adopt-command.js";
import { checkCommand } from "./check-command.js";
import { hasColors, red } from "./colors.js";
import type { Command, Flags } from "./command.js";
import { helpOf, overviewOf } from "./help.js";
import { profileCommand } from "./profile-command.js";
import { treeCommand } from "./tree-command.js";

const commands: ReadonlyMap<string, Command> = new Map([
	["check", checkCommand],
	["tree", treeCommand],
	["profile", profileCommand],
	["adopt", adoptCommand],
]);

/** What every command understands. */
const COMMON: Flags = {
	help: { type: "boolean", short: "h" },
	version: { type: "boolean", short: "v" },
};

// Whoever reads what is printed may have had enough of it, as `head` has.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
	process.exit(code === "EPIPE" ? 0 : 1);
});
process.exitCode = await run(process.argv.slice(2));

/** Runs the command that the arguments name. Resolves with the exit code: 2 if they are wrong. */
async function run([name = "", ...args]: readonly string[]): Promise<number> {
	if (name === "--help" || name === "-h") {
		console.log(overviewOf(commands));
		return 0;
	}
	if (name === "help") {
		const [asked = ""] = args;
		const command = commands.get(asked);
		console.log(command ? helpOf(asked, command) : overviewOf(commands));
		return 0;
	}
	if (name === "--version" || name === "-v") {
		console.log(version());
		return 0;
	}
	const command = commands.get(name);
	if (command === undefined) {
		console.error(name === "" ? overviewOf(commands) : unknown(name));
		return 2;
	}
	const options = { ...command.flags, ...COMMON };
	try {
		const { values, positionals } = parseArgs({
			args,
			options,
			allowPositionals: true,
		});
		if (values.help === true) {
			console.log(helpOf(name, command));
			return 0;
		}
		if (values.version === true) {
			console.log(version());
			return 0;
		}
		return await command.run(positionals, values);
	} catch (error) {
		if (!(error instanceof Error)) {
			throw error;
		}
		const fault = faultOf(error, name, command);
		const line = printable(`express-publisher ${name}: ${fault}`);
		console.error(hasColors(process.stderr) ? red(line) : line);
		return error instanceof TypeError ? 2 : 1;
	}
}

function version(): string {
	const file = new URL("../../package.json", import.meta.url);
	return (JSON.parse(readFileSync(file, "utf8")) as { version: string })
		.version;
}

function unknown(name: string): string {
	const names = [...commands.keys(), "--help", "--version"];
	const suggestion = suggestionFor(name, names);
	return printable(
		`express-publisher: there is no command ${name}; ${suggestion === undefined ? "" : `did you mean ${suggestion}? `}the commands are ${[...commands.keys()].join(", ")}`,
	);
}

/** Returns the message of an error; of one of `parseArgs`, with what was probably meant instead of its advice on dashes. */
function faultOf(
	{ message, code = "" }: NodeJS.ErrnoException,
	name: string,
	command: Command,
): string {
	if (!code.startsWith("ERR_PARSE_ARGS_")) {
		return message;
	}
	const fault = message.replace(/\.\s(?:To specify|Did you forget).*/s, "");
	const [, typed = ""] = /^Unknown option '--([^']*)'/.exec(fault) ?? [];
	const flags = Object.keys({ ...command.flags, ...COMMON });
	const others = [...commands].filter(
		([, { flags }]) => flags !== command.flags,
	);
	const flagsOfOthers = others.flatMap(([, { flags }]) => Object.keys(flags));
	const suggestion = suggestionFor(typed, [...flags, ...flagsOfOthers]);
	if (suggestion !== undefined) {
		const [owner] =
			others.find(([, { flags }]) => Object.hasOwn(flags, suggestion)) ?? [];
		const meant = flags.includes(suggestion)
			? `--${suggestion}`
			: `express-publisher ${owner} --${suggestion}`;
		return `${fault}; did you mean ${meant}?`;
	}
	const forServer = command.options.some(([option]) => option.startsWith("-- "))
		? "; what is for the server itself comes behind --"
		: "";
	return `${fault}; npx express-publisher ${name} --help tells the options${forServer}`;
}
