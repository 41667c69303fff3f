import { spawnSync } from "node:child_process";

/** Gives the command for Node on one processor, where the system can pin a process to it. */
export function onProcessor(processor: number): [string, ...string[]] {
	const pin = ["--cpu-list", String(processor)];
	const canPin = spawnSync("taskset", [...pin, "true"]).status === 0;
	return canPin ? ["taskset", ...pin, process.execPath] : [process.execPath];
}
