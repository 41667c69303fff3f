// The process that outlives the one that checks, however that ends, for as long as it takes to end what that
// has started. Its input has a line for each group that is started, `+PID`, or has ended, `-PID`.
import { createInterface } from "node:readline";
import { killGroup } from "../process-group.js";

const groups = new Set<number>();

createInterface({ input: process.stdin })
	.on("line", (line) => {
		const pid = Number(line.slice(1));
		if (line.startsWith("+")) {
			groups.add(pid);
		} else {
			groups.delete(pid);
		}
	})
	.on("close", () => {
		for (const pid of groups) {
			killGroup(pid);
		}
	});
