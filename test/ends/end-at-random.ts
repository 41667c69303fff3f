import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
} from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { until } from "../support/until.js";
import { type Ended, startInTerminal } from "./terminal.js";

const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP",
	"SIGQUIT",
	"SIGABRT",
	"SIGKILL",
] as const;

type Signal = (typeof SIGNALS)[number];

/** Signals at which a command clears its last line before it ends. */
const GENTLE: readonly Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** What is ended. */
export interface Subject {
	/** The working directory of the command, and of nobody else. */
	readonly folder: string;
	/** What follows the name of the command. */
	readonly args: readonly string[];
	/** The file that it writes, and how that ends if all of it is there. */
	readonly output?: readonly [name: string, end: string];
}

/** What came of many runs. */
export interface Outcome {
	/** How many were ended by their signal, and did not end before. */
	readonly signalled: number;
	/** A line for each thing that is wrong. */
	readonly wrong: readonly string[];
}

/**
 * Runs the command of `subject` so often, and sends it a signal at some moment within the time that it takes. Looks
 * each time for what is left: processes, files, a line in the terminal, other settings of it.
 */
export async function endAtRandom(
	subject: Subject,
	runs: number,
): Promise<Outcome> {
	mkdirSync(join(subject.folder, "temporary"), { recursive: true });
	const files = filesOf(subject);
	const began = performance.now();
	const whole = await start(subject, { CALM: "1" });
	const { code } = await whole.ended;
	const length = performance.now() - began;
	const wrong = code === 0 ? [] : [`it ended with ${code} by itself`];
	let signalled = 0;
	for (let run = 0; run < runs; run++) {
		const signal = SIGNALS[run % SIGNALS.length] ?? "SIGTERM";
		const delay = Math.random() * length;
		const { pid, ended } = await start(subject, {});
		const isOver = ended.then(() => true);
		if (!(await Promise.race([isOver, setTimeout(delay, false)]))) {
			send(pid, signal);
		}
		const outcome = await ended;
		signalled += outcome.code === 0 ? 0 : 1;
		const faults = await faultsOf(subject, signal, outcome);
		if (filesOf(subject) !== files) {
			faults.push(`there are other files than before: ${filesOf(subject)}`);
		}
		const about = `${signal} after ${delay.toFixed(1)} ms`;
		wrong.push(...faults.map((fault) => `${about}: ${fault}`));
	}
	return { signalled, wrong };
}

/** Sends a process a signal, unless it has ended and the shell has not noticed. */
function send(pid: number, signal: Signal): void {
	try {
		process.kill(pid, signal);
	} catch {
		// It is as if the signal had been late.
	}
}

function start({ folder, args }: Subject, env: NodeJS.ProcessEnv) {
	return startInTerminal(folder, [resolve("dist/cli/main.js"), ...args], {
		...env,
		TMPDIR: join(folder, "temporary"),
	});
}

/** Gives what is wrong after a run that was sent `signal`, and removes what it has written. */
async function faultsOf(
	{ folder, output }: Subject,
	signal: Signal,
	{ code, isTerminalSame, written }: Ended,
): Promise<string[]> {
	const faults: string[] = [];
	if (code !== 0 && code !== 128 + constants.signals[signal]) {
		faults.push(`its exit code was ${code}: ${written}`);
	}
	if (!isTerminalSame) {
		faults.push("the terminal has other settings");
	}
	if (code !== 0 && GENTLE.includes(signal) && !isLineClear(written)) {
		faults.push(`its line was left: ${JSON.stringify(written.slice(-200))}`);
	}
	await until(() => processesIn(folder).length === 0).catch(() => {
		const left = processesIn(folder);
		faults.push(`processes were left: ${left.join()}`);
		for (const pid of left) {
			send(Number(pid), "SIGKILL"); // They are no fault of the next run.
		}
	});
	if (output !== undefined) {
		const [name, end] = output;
		const path = join(folder, name);
		if (existsSync(path) && !readFileSync(path, "utf8").endsWith(end)) {
			faults.push(`${name} was half written`);
		}
		rmSync(path, { force: true });
	}
	return faults;
}

/** Whether nothing of a progress line is left, be it that the shell has said behind it what has ended the command. */
function isLineClear(written: string): boolean {
	const [, ...lines] = written.split("\x1b[K");
	return /^\s*(?:Terminated|Hangup)?\s*$/.test(lines.at(-1) ?? "");
}

/** Gives the names of all files in the folder of a subject but for what its command writes. */
function filesOf({ folder, output: [name] = ["", ""] }: Subject): string {
	return readdirSync(folder, { recursive: true })
		.map(String)
		.filter((file) => file !== name)
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
