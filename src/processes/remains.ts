import { rmSync } from "node:fs";
import { join } from "node:path";
import { forksIn } from "./forks.js";
import { killGroup } from "./process-group.js";

/** Returns the path of the file, in the folder of a started process, in which that notes what it starts. */
export function forksFile(folder: string): string {
	return join(folder, "forks");
}

/** Ends the process `pid`, if it was started, and what it has started, in its group or one of their own; removes its folder. */
export function removeRemains(pid: number | undefined, folder: string): void {
	killGroup(pid);
	for (const fork of forksIn(forksFile(folder))) {
		killGroup(fork);
	}
	rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
