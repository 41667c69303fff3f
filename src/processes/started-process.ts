import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentFor } from "./forks.js";
import { guard } from "./guard.js";
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

/**
 * Starts a process of Node, in a process group and with a temporary folder of its own. It ends with this process,
 * however this one ends: the guard sees to that.
 *
 * The process may be there before the guard knows of it: so it must do nothing before it knows that this one is
 * there. It has to call `noteForks`.
 */
export function startProcess({ args, stdio, prepare }: Start): StartedProcess {
	const folder = join(tmpdir(), `express-publisher-${randomUUID()}`);
	const guarded = guard(folder);
	let pid: number | undefined;
	let isOver = false;
	const end = () => {
		// Once, and at once when the process has ended: later its number may be somebody else's.
		if (!isOver) {
			isOver = true;
			removeRemains(pid, folder);
			guarded.release();
		}
	};
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
		guarded.startedAs(pid);
		child.once(pid === undefined ? "error" : "exit", end);
		return { child, end };
	} catch (error) {
		end();
		throw error;
	}
}
