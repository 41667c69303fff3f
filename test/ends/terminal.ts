import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { until } from "../support/until.js";

/** A command that runs in the foreground of a shell, in a terminal of its own. */
export interface InTerminal {
	/** Its process. */
	readonly pid: number;
	readonly ended: Promise<Ended>;
}

/** What a shell sees of a command that has ended. */
export interface Ended {
	/** 128 and the number of the signal, if one has ended it. */
	readonly code: number;
	/** Whether the settings of the terminal are those of before. */
	readonly isTerminalSame: boolean;
	/** All that was written into the terminal, by the shell as well, but for standard output. */
	readonly written: string;
}

const SHELL = `ulimit -c 0; before=$(stty -g)
sh -c 'echo $$ > pid; exec "$@" > /dev/null' sh "$NODE" $COMMAND
code=$?; test "$(stty -g)" = "$before"
printf '\\nENDED %s %s\\n' $code $?`;

/** Starts `args`, which have no spaces, as a command of Node in `folder`, by util-linux's `script`; resolves once it runs. */
export async function startInTerminal(
	folder: string,
	args: readonly string[],
	env: NodeJS.ProcessEnv,
): Promise<InTerminal> {
	const pidFile = join(folder, "pid");
	const terminal = spawn(
		"script",
		["--quiet", "--command", SHELL, "/dev/null"],
		{
			cwd: folder,
			env: {
				...process.env,
				...env,
				SHELL: "/bin/sh",
				NODE: process.execPath,
				COMMAND: args.join(" "),
			},
			stdio: ["pipe", "pipe", "inherit"],
		},
	);
	const exit = once(terminal, "exit");
	const written = text(terminal.stdout);
	const pid = () => existsSync(pidFile) && readFileSync(pidFile, "utf8");
	await until(() => String(pid()).endsWith("\n"));
	return {
		pid: Number(pid()),
		ended: exit.then(async () => {
			rmSync(pidFile);
			return endedIn(await written);
		}),
	};
}

function endedIn(written: string): Ended {
	const found = /\r\nENDED (\d+) (\d+)\r\n$/.exec(written);
	if (found === null) {
		throw new Error(`the shell did not come to its end: ${written}`);
	}
	return {
		code: Number(found[1]),
		isTerminalSame: found[2] === "0",
		written: written.slice(0, found.index),
	};
}
