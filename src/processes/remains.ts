import { rmSync } from "node:fs";
import { join } from "node:path";
import { childrenOfStopped } from "./children.js";
import { forksIn } from "./forks.js";
import { killGroup } from "./process-group.js";

/** Returns the path of the file, in the folder of a started process, in which that notes what it starts. */
export function forksFile(folder: string): string {
	return join(folder, "forks");
}

/** Ends the process `pid`, if it was started, and what it has started, in its group or one of their own; removes its folder, or whatever is at `path`. */
export function removeRemains(pid: number | undefined, path: string): void {
	// A process that it has just started may not be noted yet: while it stands still, its children are known as its own.
	const children = pid === undefined ? [] : childrenOfStopped(pid);
	killGroup(pid);
	for (const fork of [...children, ...forksIn(forksFile(path))]) {
		killGroup(fork);
	}
	rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}
