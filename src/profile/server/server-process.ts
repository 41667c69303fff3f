import type { ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Event, isNews, type Mode, type News } from "../event.js";
import { type FollowedLog, followLog } from "./followed-log.js";
import { type Report, type Request, startSupervisor } from "./supervisor.js";

/** How to start a server. */
export interface Server {
	readonly script: string;
	readonly args: readonly string[];
	/** What Node needs to run the script, such as `--import tsx`. */
	readonly options: readonly string[];
}

/** A server under way. */
export interface ServerProcess {
	/** The news so far, in their order. */
	readonly news: readonly News[];
	/** Resolves at the next news, or the end, or after `timeout` milliseconds. */
	wait(timeout: number): Promise<void>;
	readonly hasEnded: boolean;
	/** Resolves when it has ended, and nothing that it started is known to be left. */
	readonly ended: Promise<Ending>;
	/** Sends SIGTERM, and after `patience` milliseconds kills it and all that it has started. Resolves with whether it had to. */
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

const recorder = fileURLToPath(new URL("./preload.cjs", import.meta.url));
/** How many characters of the output are kept. */
const OUTPUT_KEPT = 4_000;
/** How long to wait for the rest of the output, in milliseconds: an unknown process may keep it open. */
const REST_OF_OUTPUT = 1_000;

/**
 * Starts `server` with the recorder in its process. When this process ends, in whatever way, so do the
 * server and what it has started.
 */
export function startServer(server: Server, mode: Mode): ServerProcess {
	const supervisor = startSupervisor();
	const ask = (request: Request) => {
		// It may have ended.
		supervisor.send(request, () => {});
	};
	const news: News[] = [];
	const events: Event[] = [];
	const changes = new EventEmitter();
	let hasEnded = false;
	let log: FollowedLog | undefined;
	const follow = (path: string) => {
		log = followLog(path, (more) => {
			events.push(...more);
			const newsAmong = more.filter(isNews);
			if (newsAmong.length > 0) {
				news.push(...newsAmong);
				changes.emit("change");
			}
		});
	};
	const output = outputOf(supervisor);
	const gone = once(supervisor, "close");
	const ended = endOf(supervisor, follow).then(
		async ({ code, signal, message = "" }): Promise<Ending> => {
			log?.close();
			ask("end");
			await Promise.race([
				gone,
				setTimeout(REST_OF_OUTPUT, undefined, { ref: false }),
			]);
			for (const stream of supervisor.stdio) {
				stream?.destroy();
			}
			hasEnded = true;
			changes.emit("change");
			return { code, signal, events, output: output() + message };
		},
	);
	ask({
		command: process.execPath,
		args: [
			...["--require", recorder, ...server.options],
			...[server.script, ...server.args],
		],
		env: process.env,
		mode,
	});
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
			ask("stop");
			const isLate = setTimeout(patience, true, { ref: false });
			const isKilled = await Promise.race([ended.then(() => false), isLate]);
			if (isKilled) {
				ask("kill");
			}
			await ended;
			return isKilled;
		},
	};
}

/** Resolves with how the server has ended; calls `follow` with the path of its log when that is there. */
function endOf(
	supervisor: ChildProcess,
	follow: (path: string) => void,
): Promise<Exclude<Report, { log: string }>> {
	return new Promise((resolve) => {
		supervisor.on("message", (report: Report) => {
			if ("log" in report) {
				follow(report.log);
			} else {
				resolve(report);
			}
		});
		const unknown = { code: null, signal: null };
		supervisor.once("error", ({ message }) => resolve({ ...unknown, message }));
		// Something has ended it; if it has told anything, that came first.
		supervisor.once("disconnect", () => resolve(unknown));
	});
}

/** Returns a function that returns the end of what `child` has written. */
function outputOf(child: ChildProcess): () => string {
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			output = (output + text).slice(-OUTPUT_KEPT);
		});
	}
	return () => output;
}
