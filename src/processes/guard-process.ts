// The process that outlives the one that checks or profiles, however that ends, for as long as it takes to end what
// that has started. Each line of its input is a `GuardLine`.
import { createInterface } from "node:readline";
import type { GuardLine } from "./guard.js";
import { removeRemains } from "./remains.js";

const guarded = new Map<string, number | undefined>();

createInterface({ input: process.stdin })
	.on("line", (line) => {
		const { path, pid, isOver }: GuardLine = JSON.parse(line);
		if (isOver) {
			guarded.delete(path);
		} else {
			guarded.set(path, pid);
		}
	})
	.on("close", () => {
		for (const [path, pid] of guarded) {
			removeRemains(pid, path);
		}
	});
