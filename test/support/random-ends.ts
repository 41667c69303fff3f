// Ends the command at random moments by random signals, and looks for what is left. By hand:
//   node build/support/random-ends.js RUNS FOLDER ARGUMENT …
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./until.js";

const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP",
	"SIGQUIT",
	"SIGABRT",
	"SIGKILL",
] as const;

interface Runs {
	readonly runs: number;
	/** The signal comes within so many milliseconds. */
	readonly within: number;
	/** The working directory of the command, and of nobody else. */
	readonly folder: string;
	readonly args: readonly string[];
}

/** Gives a line for each run that left a process, changed the files of the folder, or ended by another signal than its own. */
export async function endAtRandom({
	runs,
	within,
	folder,
	args,
}: Runs): Promise<string[]> {
	const wrong: string[] = [];
	const before = filesIn(folder);
	for (let run = 0; run < runs; run++) {
		const signal = SIGNALS[run % SIGNALS.length] ?? "SIGTERM";
		const delay = Math.random() * within;
		const about = `${signal} after ${delay.toFixed(1)} ms`;
		const command = spawn(
			process.execPath,
			[resolve("dist/cli/main.js"), ...args],
			{ cwd: folder, stdio: "ignore" },
		);
		const timer = setTimeout(() => command.kill(signal), delay);
		const [code, ended] = await once(command, "exit");
		clearTimeout(timer);
		if (ended !== signal && code !== 0) {
			wrong.push(`${about}: it ended with ${code ?? ended}`);
		}
		await until(() => processesIn(folder).length === 0).catch(() => {
			wrong.push(`${about}: it left ${processesIn(folder).join()}`);
		});
	}
	const after = filesIn(folder);
	if (after !== before) {
		wrong.push(`there are other files than before: ${after}`);
	}
	return wrong;
}

function filesIn(folder: string): string {
	return readdirSync(folder, { recursive: true })
		.map(String)
		.filter((name) => !name.endsWith("pids.txt"))
		.sort()
		.join();
}

/** Gives the processes whose working directory is `folder`, and that do more than end. */
function processesIn(folder: string): string[] {
	return readdirSync("/proc").filter((pid) => {
		try {
			return (
				/^\d+$/.test(pid) &&
				resolve(readlinkSync(`/proc/${pid}/cwd`)) === resolve(folder) &&
				!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
			);
		} catch {
			return false;
		}
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const [, , runs, folder = "", ...args] = process.argv;
	const wrong = await endAtRandom({
		runs: Number(runs),
		within: 1_500,
		folder,
		args,
	});
	console.log(wrong.length === 0 ? "nothing is left" : wrong.join("\n"));
}
