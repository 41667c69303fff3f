import type { ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startProcess } from "../../processes/started-process.js";
import {
	type Event,
	isNews,
	type Mode,
	type News,
	type Order,
	orderVariable,
} from "../event.js";
import { type FollowedLog, followLog } from "./followed-log.js";

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
	const news: News[] = [];
	const events: Event[] = [];
	const changes = new EventEmitter();
	let hasEnded = false;
	let log: FollowedLog | undefined;
	const follow = (path: string) =>
		followLog(path, (more) => {
			events.push(...more);
			const newsAmong = more.filter(isNews);
			if (newsAmong.length > 0) {
				news.push(...newsAmong);
				changes.emit("change");
			}
		});
	const { child, end } = startProcess({
		args: [
			...["--require", recorder, ...server.options],
			...[server.script, ...server.args],
		],
		stdio: ["ignore", "pipe", "pipe"],
		prepare(folder) {
			const path = join(folder, "events");
			writeFileSync(path, "");
			log = follow(path);
			const order = join(folder, "order");
			const content: Order = { mode, log: path, profiler: process.pid };
			writeFileSync(order, JSON.stringify(content));
			return { [orderVariable]: order };
		},
	});
	// Before its folder is removed, which not every system does with a file that is open.
	const closeLog = () => {
		log?.close();
		log = undefined;
	};
	child.prependOnceListener("exit", closeLog);
	child.prependOnceListener("error", closeLog);
	const output = outputOf(child);
	const closed = once(child, "close").catch(() => {});
	const ended = endOf(child).then(
		async ({ code, signal, message }): Promise<Ending> => {
			const isLate = setTimeout(REST_OF_OUTPUT, undefined, { ref: false });
			await Promise.race([closed, isLate]);
			for (const stream of child.stdio) {
				stream?.destroy();
			}
			hasEnded = true;
			changes.emit("change");
			return { code, signal, events, output: output() + message };
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
				end();
			}
			await ended;
			return isKilled;
		},
	};
}

/** Resolves with how a process has ended, or with the message that tells why it could not be started. */
async function endOf(
	child: ChildProcess,
): Promise<Pick<Ending, "code" | "signal"> & { readonly message: string }> {
	try {
		const [code, signal] = await once(child, "exit");
		return { code, signal, message: "" };
	} catch (error) {
		return { code: null, signal: null, message: (error as Error).message };
	}
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
