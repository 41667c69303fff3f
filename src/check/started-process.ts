import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { killGroup } from "../process-group.js";

/** A process of ours, with all that its modules start. */
export interface StartedProcess {
	readonly child: ChildProcess;
	/** Ends it and what it has started, as far as that stayed in its group. */
	end(): void;
}

/** Which descriptors the process gets: see `spawn`. */
export type Stdio = readonly ("ignore" | "pipe")[];

/**
 * Starts the module at `url` as a process of Node, which gets `options` beside those of this one, with `stdio`, in a
 * process group of its own. It ends with this process, however this one ends, which installs no handlers for that: a
 * guard, a process of its own that takes nothing but the numbers of groups, sees its input end, and ends them.
 *
 * The process may be there before the guard knows of it: so it has to wait for its first input.
 */
export function startProcess(
	url: URL,
	options: readonly string[],
	stdio: Stdio,
): StartedProcess {
	const guard = guardOf();
	guard.groups++;
	let child: ChildProcess;
	try {
		child = spawn(
			process.execPath,
			[...process.execArgv, ...options, fileURLToPath(url)],
			// A group of its own, which on Windows would be a window.
			{
				stdio: [...stdio],
				detached: process.platform !== "win32",
				windowsHide: true,
			},
		);
	} catch (error) {
		release(guard);
		throw error;
	}
	const { pid } = child;
	let isOver = pid === undefined;
	const end = () => {
		// Once, and at once when the process has ended: later its number may be somebody else's.
		if (!isOver && pid !== undefined) {
			isOver = true;
			killGroup(pid);
			guard.input.write(`-${pid}\n`);
			release(guard);
		}
	};
	if (pid === undefined) {
		release(guard);
	} else {
		guard.input.write(`+${pid}\n`);
		child.once("exit", end);
	}
	return { child, end };
}

/** The process that ends ours if this one ends, and how many groups it knows. */
interface Guard {
	readonly input: Writable;
	groups: number;
}

let latest: Guard | undefined;

function guardOf(): Guard {
	if (latest === undefined) {
		const child = spawn(
			process.execPath,
			[fileURLToPath(new URL("./guard-process.js", import.meta.url))],
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
		latest = { input: child.stdin, groups: 0 };
	}
	return latest;
}

/** Lets the guard end once it has nothing to guard. */
function release(guard: Guard): void {
	guard.groups--;
	if (guard.groups === 0) {
		guard.input.end();
		latest = undefined;
	}
}
