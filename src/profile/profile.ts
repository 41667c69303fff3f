import type { Mode } from "./event.js";
import { makeReport, type Runs } from "./report/make-report.js";
import type { Report } from "./report/report.js";
import { type Patience, type Run, run } from "./server/run.js";
import { fileOf } from "./server/script.js";
import type { Server } from "./server/server-process.js";
import { tried } from "./trial/trials.js";

/** What to profile. */
export interface Subject {
	readonly server: Server;
	/** The path that is requested once the server listens. */
	readonly request: string;
	/** How often to start it; by default three times, or less often if that takes long. */
	readonly repeat: number | undefined;
	readonly patience: Patience;
	/** Called whenever it is started, with how often it has been by then. */
	readonly onStart: (times: number) => void;
	/** The names of packages that are the user's as well as the script's, with `*` for anything. */
	readonly own: readonly string[];
	/** Whether to start it with each of the cuts put off, too. */
	readonly isTried: boolean;
}

/** How many runs there are by default: the fewest of which the median leaves one out that is odd. */
const RUNS = 3;
/** After how long no more runs begin by default, in milliseconds; and of trials, no more rounds of all cuts. */
const LONG = 30_000;
/** How many times as long a server may take to listen while a debugger looks at what it exports and calls, which slows it down. */
const SLOWED = 3;

/**
 * Starts a server `repeat` times without the recording and as often with it, in turn, until it does
 * not listen and answer; and once more, whose times do not count, to see what is used at start. Resolves with a report on what it imports, whatever it does, when nothing of
 * it is left running. Rejects with a `TypeError` if there is no such script.
 */
export async function profile(subject: Subject): Promise<Report> {
	const { server, request, repeat, patience, onStart, own, isTried } = subject;
	const file = fileOf(server.script); // Now: a server may remove its own files.
	let starts = 0;
	const start = (mode: Mode, given = patience) => {
		onStart(++starts);
		return run(server, request, mode, given);
	};
	const isEnough = sufficiencyOf(repeat);
	// The first start reads from the disk what later ones find in memory: it counts only if there is no other.
	const first = await start("all");
	const recorded: Run[] = [];
	const plain: Run[] = [];
	let last = first;
	while (isWhole(last) && !isEnough(recorded.length)) {
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
		isShort: isWhole(last) && recorded.length < (repeat ?? RUNS),
		async watch(paths) {
			watched = await start(
				{ watched: paths },
				{ ...patience, start: SLOWED * patience.start },
			);
			return watched;
		},
	};
	let watched: Run | undefined;
	const report = await makeReport(
		{ script: file, own },
		request,
		runs,
		patience,
	);
	return isTried
		? tried(report, watched, start, patience, sufficiencyOf(repeat))
		: report;
}

/** Returns what tells whether so many runs are enough, of which `repeat` are asked for, from now on. */
function sufficiencyOf(repeat: number | undefined): (runs: number) => boolean {
	const began = performance.now();
	return (runs) =>
		runs >= (repeat ?? RUNS) ||
		(repeat === undefined && runs > 0 && performance.now() - began > LONG);
}

function isWhole({ answer }: Run): boolean {
	return answer?.status !== undefined;
}
