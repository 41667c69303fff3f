import { readdirSync, readFileSync } from "node:fs";

/** Stops the process `pid`, and returns the numbers of those that it has started and that have not ended; none where there is no `/proc`. */
export function childrenOfStopped(pid: number): number[] {
	if (process.platform !== "linux") {
		return [];
	}
	try {
		process.kill(pid, "SIGSTOP");
	} catch {
		return []; // It has ended, and its children have another parent.
	}
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
		.map(Number);
}

function parentOf(name: string): number | undefined {
	try {
		// The fourth field; the second is a name that may contain anything.
		const stat = readFileSync(`/proc/${name}/stat`, "utf8");
		return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
	} catch {
		return undefined; // It has ended.
	}
}
