import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { environmentFor } from "./forks.js";
import { forksFile, removeRemains } from "./remains.js";

/** A process of ours, with all that its modules start. */
export interface StartedProcess {
	readonly child: ChildProcess;
	/** Ends it and what it has started, and removes its folder. */
	end(): void;
}

/** How to start a process. */
export interface Start {
	/** What Node is given. */
	readonly args: readonly string[];
	/** Which descriptors the process gets: see `spawn`. */
	readonly stdio: readonly ("ignore" | "pipe")[];
	/** Called once the folder of the process is there; returns environment variables for it, beside those of this process. */
	readonly prepare?: (folder: string) => NodeJS.ProcessEnv;
}

/** What the guard is told of a process: its folder, before that is there; its number, once it has one; and that it is over. */
export interface GuardLine {
	readonly folder: string;
	readonly pid?: number | undefined;
	readonly isOver?: boolean;
}

/**
 * Starts a process of Node, in a process group and with a temporary folder of its own. It ends with this process,
 * however this one ends, which installs no handlers for that: a guard, a process of its own that takes nothing but
 * such lines, sees its input end, and ends them.
 *
 * The process may be there before the guard knows of it: so it must do nothing before it knows that this one is
 * there. It has to call `noteForks`.
 */
export function startProcess({ args, stdio, prepare }: Start): StartedProcess {
	const folder = join(tmpdir(), `express-publisher-${randomUUID()}`);
	const guard = guardOf();
	const tell = (line: Omit<GuardLine, "folder">) => {
		guard.input.write(`${JSON.stringify({ folder, ...line })}\n`);
	};
	let pid: number | undefined;
	let isOver = false;
	const end = () => {
		// Once, and at once when the process has ended: later its number may be somebody else's.
		if (!isOver) {
			isOver = true;
			removeRemains(pid, folder);
			tell({ isOver });
			release(guard);
		}
	};
	guard.processes++;
	tell({});
	try {
		mkdirSync(folder, { mode: 0o700 });
		const child = spawn(process.execPath, args, {
			stdio: [...stdio],
			env: {
				...process.env,
				...environmentFor(forksFile(folder)),
				...prepare?.(folder),
			},
			// A group of its own, which on Windows would be a window.
			detached: process.platform !== "win32",
			windowsHide: true,
		});
		pid = child.pid;
		tell({ pid });
		child.once(pid === undefined ? "error" : "exit", end);
		return { child, end };
	} catch (error) {
		end();
		throw error;
	}
}

/** The process that ends ours if this one ends, and how many it knows. */
interface Guard {
	readonly input: Writable;
	processes: number;
}

let latest: Guard | undefined;

function guardOf(): Guard {
	if (latest === undefined) {
		const child = spawn(
			process.execPath,
			[
				fileURLToPath(
					new URL("../processes/guard-process.js", import.meta.url),
				),
			],
			// Detached, as a signal from the terminal would reach it, too.
			{
				stdio: ["pipe", "ignore", "ignore"],
				detached: true,
				windowsHide: true,
				env: {},
			},
		);
		// Whatever happens to it, what it guards goes on.
		child.on("error", () => {});
		child.stdin.on("error", () => {});
		child.unref();
		(child.stdin as Writable & { unref?(): void }).unref?.();
		latest = { input: child.stdin, processes: 0 };
	}
	return latest;
}

/** Lets the guard end once it has nothing to guard. */
function release(guard: Guard): void {
	guard.processes--;
	if (guard.processes === 0) {
		guard.input.end();
		latest = undefined;
	}
}
