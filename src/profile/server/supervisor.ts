import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Mode } from "../event.js";

/** What is asked of a supervisor: first to start a server; then to stop it by SIGTERM, to kill it, or to end, with the server and all that this has started. */
export type Request =
	| {
			readonly command: string;
			readonly args: readonly string[];
			readonly env: NodeJS.ProcessEnv;
			readonly mode: Mode;
	  }
	| "stop"
	| "kill"
	| "end";

/** What a supervisor tells: where the log is, before it starts the server, and how that has ended. */
export type Report =
	| { readonly log: string }
	| {
			readonly code: number | null;
			readonly signal: NodeJS.Signals | null;
			/** Why it could not be started. */
			readonly message?: string;
	  };

const supervisor = fileURLToPath(
	new URL("./server/supervisor-process.js", import.meta.url),
);

/**
 * Starts a supervisor, to which requests are sent. It writes what the server writes, and ends when that is asked
 * of it, or when this process ends, after the server and what that has started.
 */
export function startSupervisor(): ChildProcess {
	const { NODE_OPTIONS: _, ...env } = process.env;
	return fork(supervisor, [], {
		// Signals of a terminal are for the profiler.
		detached: process.platform !== "win32",
		// What Node is to load is for the server.
		env,
		execArgv: [],
		stdio: ["ignore", "pipe", "pipe", "ipc"],
	});
}
