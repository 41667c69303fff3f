import { subscribe } from "node:diagnostics_channel";
import { appendFileSync, readFileSync } from "node:fs";
import { startOf } from "./process-start.js";

/** The environment variable with the path of the file in which a started process notes what it starts itself. */
const VARIABLE = "EXPRESS_PUBLISHER_FORKS";

/** Returns the environment variables of a process that is to note in the file `path` what it starts. */
export function environmentFor(path: string): NodeJS.ProcessEnv {
	return { [VARIABLE]: path };
}

/**
 * Has this process, if it was started to do so, note from now on which others it starts, and tell that to `see`. It notes each
 * as soon as it is there: what starts it may never return to the event loop.
 */
export function noteForks(see: () => void = () => {}): void {
	const { [VARIABLE]: path } = process.env;
	// It is for this process alone.
	delete process.env[VARIABLE];
	subscribe("child_process", (message) => {
		// It is announced before it is started.
		const { process: child } = message as { process: Spawning };
		child.spawn = (...given) => {
			Reflect.deleteProperty(child, "spawn"); // What is left is the prototype's.
			const result = child.spawn(...given);
			if (child.pid !== undefined) {
				note(path, child.pid);
				see();
			}
			return result;
		};
	});
}

/** A process that Node starts by a method of which its types know nothing. */
interface Spawning {
	readonly pid?: number;
	spawn: (this: unknown, ...given: unknown[]) => unknown;
}

function note(path: string | undefined, pid: number): void {
	if (path === undefined) {
		return;
	}
	try {
		appendFileSync(path, `${pid} ${startOf(pid)}\n`);
	} catch {
		// Whoever would read it is gone, or the disk is full: the program must not suffer.
	}
}

/** Returns the numbers of those processes noted in the file `path` that are still the same: anybody may have written into it. */
export function forksIn(path: string): number[] {
	return linesOf(path).flatMap((line) => {
		const [, number = "", start = ""] = /^(\d+) (.+)$/.exec(line) ?? [];
		const pid = Number(number);
		return start !== "" && startOf(pid) === start ? [pid] : [];
	});
}

function linesOf(path: string): string[] {
	try {
		return readFileSync(path, "utf8").split("\n");
	} catch {
		return []; // There is none, or it was removed.
	}
}
