import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a script of the suite as a process of its own, and gives what it prints, which has to be JSON. */
export async function runScript<Result>(
	script: string,
	args: readonly (string | number)[],
	command: readonly [string, ...string[]] = [process.execPath],
): Promise<Result> {
	const [program, ...options] = command;
	const { stdout } = await promisify(execFile)(
		program,
		[...options, script, ...args.map(String)],
		{ maxBuffer: 2 ** 26 },
	);
	return JSON.parse(stdout);
}
