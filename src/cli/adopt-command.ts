import type { Adoption } from "../adopt/index.js";
import { type Command, printResult } from "./command.js";
import { printedAdoption } from "./printed-adoption.js";
import { printedDiff } from "./printed-diff.js";

/** `express-publisher adopt FILE ...`: has handlers imported on demand that are imported at start. */
export const adoptCommand: Command = {
	usage: "FILE ... [--write] [--json]",
	about:
		"Has handlers imported by their first request: shows a diff, and why the others stay",
	flags: {
		write: { type: "boolean" },
		json: { type: "boolean" },
	},
	options: [
		[
			"FILE ...",
			"what mounts handlers: the file that makes the application, and those of its Routers",
		],
		["--write", "change the files (default: print a diff)"],
		["--json", "print all as JSON"],
	],
	examples: ["./server.js", "./server.js ./routes/*.js --write"],
	exits: ["all files were read", "a file cannot be read or parsed"],

	async run(positionals, values) {
		if (positionals.length === 0) {
			throw new TypeError(
				"give the files that mount handlers: npx express-publisher adopt ./server.js",
			);
		}
		// It holds a parser, which no other command needs.
		const { adopt, write } = await import("../adopt/index.js");
		const adoption = adopt(positionals);
		const isWritten = values.write === true;
		for (const { file, text } of isWritten ? adoption.files : []) {
			if (text !== undefined) {
				write(file, text);
			}
		}
		if (values.json !== true) {
			process.stdout.write(printedDiff(adoption));
		}
		printResult(values, adoption, (result) =>
			printedAdoption(result, isWritten),
		);
		return adoption.files.some(hasProblem) ? 1 : 0;
	},
};

function hasProblem({ problem }: Adoption["files"][number]): boolean {
	return problem !== undefined;
}
