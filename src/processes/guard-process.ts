// The process that outlives the one that checks or profiles, however that ends, for as long as it takes to end what
// that has started. Each line of its input is a `GuardLine`.
import { createInterface } from "node:readline";
import { removeRemains } from "./remains.js";
import type { GuardLine } from "./started-process.js";

const started = new Map<string, number | undefined>();

createInterface({ input: process.stdin })
	.on("line", (line) => {
		const { folder, pid, isOver }: GuardLine = JSON.parse(line);
		if (isOver) {
			started.delete(folder);
		} else {
			started.set(folder, pid);
		}
	})
	.on("close", () => {
		for (const [folder, pid] of started) {
			removeRemains(pid, folder);
		}
	});
