import { spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";

/** What the guard is told: what is at a path, before it is there; the process whose folder that is, once it has a number; and that it is over. */
export interface GuardLine {
	readonly path: string;
	readonly pid?: number | undefined;
	readonly isOver?: boolean;
}

/** A file or folder that the guard knows. */
export interface Guarded {
	/** Tells the guard the number of the process whose folder it is. */
	startedAs(pid: number | undefined): void;
	/** Tells the guard that it is gone, or is to stay. */
	release(): void;
}

/**
 * Has what will be at `path` removed, and the process ended whose folder it is, if this process ends before it is
 * released, however it ends, for which it installs no handlers: the guard, a process of its own that takes nothing
 * but such lines, sees its input end.
 */
export function guard(path: string): Guarded {
	const { input } = guardProcess();
	const tell = (line: Omit<GuardLine, "path">) => {
		input.write(`${JSON.stringify({ path, ...line })}\n`);
	};
	tell({});
	return {
		startedAs: (pid) => tell({ pid }),
		release() {
			tell({ isOver: true });
			releaseProcess();
		},
	};
}

/** The process that is the guard, and how many paths it knows. */
interface GuardProcess {
	readonly input: Writable;
	paths: number;
}

let latest: GuardProcess | undefined;

/** Returns the guard, for one path more. */
function guardProcess(): GuardProcess {
	latest ??= { input: startGuard(), paths: 0 };
	latest.paths++;
	return latest;
}

/** Lets the guard end once it has nothing to guard. */
function releaseProcess(): void {
	if (latest !== undefined && --latest.paths === 0) {
		latest.input.end();
		latest = undefined;
	}
}

function startGuard(): Writable {
	const child = spawn(
		process.execPath,
		[fileURLToPath(new URL("../processes/guard-process.js", import.meta.url))],
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
	return child.stdin;
}
