#!/usr/bin/env node
import { parseArgs } from "node:util";
import { checkCommand } from "./check-command.js";
import type { Command } from "./command.js";
import { profileCommand } from "./profile-command.js";
import { treeCommand } from "./tree-command.js";

const commands: ReadonlyMap<string, Command> = new Map([
	["check", checkCommand],
	["tree", treeCommand],
	["profile", profileCommand],
]);

const usage = [
	"Usage:",
	...[...commands].map(
		([name, command]) =>
			`  express-publisher ${name} ${command.usage}\n      ${command.about}`,
	),
].join("\n");

process.exitCode = await run(process.argv.slice(2));

/** Runs the command that `args` name, and gives the exit code: 2 if they are wrong. */
async function run([name = "", ...args]: readonly string[]): Promise<number> {
	if (name === "--help" || name === "-h") {
		console.log(usage);
		return 0;
	}
	const command = commands.get(name);
	if (command === undefined) {
		console.error(
			name === ""
				? usage
				: `express-publisher: there is no command ${name}; the commands are ${[...commands.keys()].join(", ")}`,
		);
		return 2;
	}
	try {
		const { values, positionals } = parseArgs({
			args,
			options: { ...command.flags, help: { type: "boolean", short: "h" } },
			allowPositionals: true,
		});
		if (values.help === true) {
			console.log(usage);
			return 0;
		}
		return await command.run(positionals, values);
	} catch (error) {
		if (!(error instanceof Error)) {
			throw error;
		}
		// Of what `parseArgs` says, the first sentence is the fault, and the rest beside the point.
		const [fault] = error.message.split(". ");
		console.error(`express-publisher ${name}: ${fault}`);
		return error instanceof TypeError ? 2 : 1;
	}
}
