import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** What a command printed, and the code it exited with. */
export interface Ran {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs `express-publisher` in `folder`, as a process whose output goes to pipes. */
export function runCommand(
	folder: URL,
	...args: readonly string[]
): Promise<Ran> {
	return runCommandWith({}, folder, ...args);
}

/** The same, with some more environment variables. */
export async function runCommandWith(
	env: NodeJS.ProcessEnv,
	folder: URL,
	...args: readonly string[]
): Promise<Ran> {
	const child = spawn(
		process.execPath,
		[resolve("dist/cli/main.js"), ...args],
		{
			cwd: fileURLToPath(folder),
			env: { ...process.env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
	const [[code], stdout, stderr] = await Promise.all([
		once(child, "exit"),
		text(child.stdout),
		text(child.stderr),
	]);
	return { code, stdout, stderr };
}
