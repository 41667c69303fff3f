import { makeReport, type Runs } from "./make-report.js";
import type { Report } from "./report.js";
import { type Patience, type Run, run } from "./run.js";
import { fileOf } from "./script.js";
import type { Server } from "./server-process.js";

/** What to profile. */
export interface Subject {
	readonly server: Server;
	/** The path that is requested once the server listens. */
	readonly request: string;
	/** How often to start it. */
	readonly repeat: number;
	readonly patience: Patience;
}

/**
 * Starts a server `repeat` times, each time not recorded and recorded, in turn, and reports what it
 * imports. Stops as soon as it does not listen and answer. Whatever the server does is reported,
 * and nothing of it is left running.
 */
export async function profile(subject: Subject): Promise<Report> {
	const { server, request, repeat, patience } = subject;
	const file = fileOf(server.script); // Now: a server may remove its own files.
	const start = (mode: "all" | "marks") => run(server, request, mode, patience);
	// The first start reads from the disk what later ones find in memory: it counts only if there are none.
	const first = await start("all");
	const recorded: Run[] = [];
	const plain: Run[] = [];
	let last = first;
	while (isWhole(last) && recorded.length < repeat) {
		const without = await start("marks");
		last = isWhole(without) ? await start("all") : without;
		if (isWhole(last)) {
			plain.push(without);
			recorded.push(last);
		}
	}
	const [one = first, ...more] = recorded;
	const runs: Runs = {
		recorded: [one, ...more],
		plain,
		failed: isWhole(last) ? undefined : last,
	};
	return makeReport(file, request, runs, patience);
}

function isWhole({ answer }: Run): boolean {
	return answer?.status !== undefined;
}
