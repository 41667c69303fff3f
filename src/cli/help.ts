import type { Command } from "./command.js";

const PROGRAM = "express-publisher";
const COMMON: Command["options"] = [
	["-h, --help", "print this"],
	["-v, --version", "print the version"],
];

/** Returns what there is to know of all commands, by name. */
export function overviewOf(commands: ReadonlyMap<string, Command>): string {
	return [
		"Usage:",
		...[...commands].map(
			([name, { usage, about }]) =>
				`  ${PROGRAM} ${name} ${usage}\n      ${about}`,
		),
		"",
		`More on each, with examples: ${PROGRAM} COMMAND --help`,
		`Version: ${PROGRAM} --version`,
	].join("\n");
}

/** Returns what there is to know of the command `name`. */
export function helpOf(
	name: string,
	{ usage, about, options, examples, exits: [well, wrong] }: Command,
): string {
	const program = `${PROGRAM} ${name}`;
	return [
		`Usage: ${program} ${usage}`,
		"",
		about,
		"",
		"Arguments and options:",
		...inColumns([...options, ...COMMON]),
		"",
		"Examples:",
		...examples.map((example) => `  npx ${program} ${example}`),
		"",
		"Exit codes:",
		...inColumns([
			["0", well],
			["1", wrong],
			["2", "the arguments are wrong"],
		]),
		"",
		"Results go to standard output, all else to standard error. NO_COLOR and FORCE_COLOR are heeded.",
	].join("\n");
}

function inColumns(rows: readonly (readonly [string, string])[]): string[] {
	const width = Math.max(...rows.map(([first]) => first.length));
	return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
