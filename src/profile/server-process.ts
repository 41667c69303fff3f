import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import {
	closeSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
	type Event,
	type Mode,
	modeVariable,
	type News,
	newsDescriptor,
} from "./event.js";
import { registerHooks } from "./recorder/es-hooks.js";

/** How to start a server. */
export interface Server {
	/** The path of its script. */
	readonly script: string;
	readonly args: readonly string[];
	/** What Node needs to run the script, such as `--import tsx`. */
	readonly options: readonly string[];
}

/** A server under way. */
export interface ServerProcess {
	/** What it has told so far, in its order. */
	readonly news: readonly News[];
	/** Waits for the next of the news, or the end; for so many milliseconds. */
	wait(timeout: number): Promise<void>;
	readonly hasEnded: boolean;
	/** Resolves when it has ended, and nothing that it started is known to be left. */
	readonly ended: Promise<Ending>;
	/** Asks it to end, as a supervisor does; after so many milliseconds ends it and all it has started. Resolves with whether that was needed. */
	stop(patience: number): Promise<boolean>;
}

/** How a process ended, and what it left. */
export interface Ending {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** All that was recorded, in its order. */
	readonly events: readonly Event[];
	/** The end of what it wrote. */
	readonly output: string;
}

const recorder = fileURLToPath(new URL("./recorder.cjs", import.meta.url));
const OUTPUT_KEPT = 4_000;
/** How long to wait for the rest of the output: a process that nobody knows of may keep it open. */
const REST_OF_OUTPUT = 1_000;

/**
 * Starts `server` with the recorder in its process. It gets a process group of its own, which is
 * gone when this process is, however it ends, short of SIGKILL.
 */
export function startServer(server: Server, mode: Mode): ServerProcess {
	const folder = mkdtempSync(join(tmpdir(), "express-publisher-"));
	const log = join(folder, "events");
	const logFile = openSync(log, "w");
	const child = spawn(
		process.execPath,
		[
			// Before Node had hooks of use, its loader can only be watched from within.
			...(registerHooks === undefined ? ["--expose-internals"] : []),
			...["--require", recorder, ...server.options],
			...[server.script, ...server.args],
		],
		{
			detached: process.platform !== "win32",
			env: { ...process.env, [modeVariable]: mode },
			// The place of each is its descriptor.
			stdio: ["ignore", "pipe", "pipe", logFile, "pipe"],
		},
	);
	closeSync(logFile);
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const release = endWithThis(() => {
		killGroup(child.pid);
		remove();
	});
	const news: News[] = [];
	const changes = new EventEmitter();
	let hasEnded = false;
	createInterface(child.stdio[newsDescriptor] as Readable).on(
		"line",
		(line) => {
			news.push(JSON.parse(line));
			changes.emit("change");
		},
	);
	const output = outputOf(child);
	const closed = once(child, "close");
	const ended = once(child, "exit").then(
		async ([code, signal]): Promise<Ending> => {
			const events = eventsIn(readFileSync(log, "utf8"));
			// What it has started may keep its output open.
			killGroup(child.pid);
			for (const [name, what, pid] of events) {
				// What is detached has a group of its own.
				if (name === "forked" && what === "process") {
					killGroup(pid);
				}
			}
			await Promise.race([
				closed,
				setTimeout(REST_OF_OUTPUT, undefined, { ref: false }),
			]);
			for (const stream of child.stdio) {
				stream?.destroy();
			}
			release();
			remove();
			hasEnded = true;
			changes.emit("change");
			return { code, signal, events, output: output() };
		},
	);
	return {
		news,
		async wait(timeout) {
			if (!hasEnded) {
				const signal = AbortSignal.timeout(timeout);
				await once(changes, "change", { signal }).catch(() => {});
			}
		},
		get hasEnded() {
			return hasEnded;
		},
		ended,
		async stop(patience) {
			child.kill("SIGTERM");
			const isLate = setTimeout(patience, true, { ref: false });
			const isKilled = await Promise.race([ended.then(() => false), isLate]);
			if (isKilled) {
				killGroup(child.pid);
			}
			await ended;
			return isKilled;
		},
	};
}

/** Gives a function that gives the end of what `child` has written. */
function outputOf(child: ChildProcess): () => string {
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			output = (output + text).slice(-OUTPUT_KEPT);
		});
	}
	return () => output;
}

/** Gives the events in what was logged; the last line may have been cut off as the process was killed. */
function eventsIn(log: string): Event[] {
	return log
		.slice(0, log.lastIndexOf("\n") + 1)
		.split("\n")
		.flatMap((line) => (line === "" ? [] : JSON.parse(line)));
}

/** Has `end` called if this process ends; gives a function to call when that is not needed any more. */
function endWithThis(end: () => void): () => void {
	const interrupt = (signal: NodeJS.Signals) => {
		end();
		process.exit(128 + constants.signals[signal]);
	};
	const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
	process.once("exit", end);
	for (const signal of signals) {
		process.once(signal, interrupt);
	}
	return () => {
		process.off("exit", end);
		for (const signal of signals) {
			process.off(signal, interrupt);
		}
	};
}

/** Ends the process that was started with that number, and leads a group, with all that is in it. */
function killGroup(pid: number | undefined): void {
	if (pid === undefined) {
		return;
	}
	try {
		process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
	} catch {
		// None of it is left, or it leads no group.
	}
}
