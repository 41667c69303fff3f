import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Returns when the process of the number `pid` was started, in the system's own words, which differ
 * from those for any other process that had or will have the number; "" if there is none, or nothing
 * that tells.
 */
export function startOf(pid: number): string {
	try {
		if (process.platform === "linux") {
			// The 22nd field; the second is a name that may contain anything.
			const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
			return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
		}
		if (process.platform !== "win32") {
			return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], {
				encoding: "utf8",
				stdio: ["ignore", "pipe", "ignore"],
			}).trim();
		}
	} catch {
		// It has ended.
	}
	return "";
}
