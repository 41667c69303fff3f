import type {
	MeasuredTrial,
	Report,
	ReportedCut,
	Saving,
	Touch,
	Trial,
} from "../report/report.js";
import { failureOf } from "../report/sentences.js";
import { userAmong } from "../report/uses.js";
import type { Patience, Run } from "../server/run.js";
import { spreadOf } from "../spread.js";
import { pathOf } from "../timeline/recorded-modules.js";

/** Two starts of a server, one right after the other. */
export interface Pair {
	/** With nothing put off. */
	readonly whole: Run;
	/** With a cut put off. */
	readonly without: Run;
}

/** By which share of what is predicted, and how many milliseconds, what is saved has to differ at least to contradict that. */
const SHARE = 0.2;
const LEAST = 10;
/** By how many times what starts with nothing put off differ by: of three pairs of such starts, the difference comes by as much once in ten times at most. */
const NOISES = 2;

/** Returns why `pair` tells nothing of what is saved; `undefined` if it does. */
export function faultIn(
	{ whole, without }: Pair,
	report: Report,
	cut: ReportedCut,
	patience: Patience,
): Trial | undefined {
	const failure = failureOf(without, report.request, patience);
	const [expected, status] = [whole.answer?.status, without.answer?.status];
	if (failure === undefined && status === expected) {
		return undefined;
	}
	for (const event of without.events) {
		// What touches it may report that as its own failure.
		if (event[0] === "unloadable" && event[2] === "ERR_REQUIRE_ASYNC_MODULE") {
			const touched = touchesIn(without, report).find(
				({ module }) => report.modules[module]?.name === event[1],
			);
			return {
				outcome: "impossible",
				module: touched?.module ?? cut.module,
				why: "waits",
				name: undefined,
				by: touched?.by,
			};
		}
	}
	return {
		outcome: "failed",
		reason:
			failure ??
			`It answered ${report.request} with status ${status}, and not ${expected}.`,
		error: errorIn(without),
	};
}

/**
 * Returns what `pairs`, at least one, tell of what `cut` really saves; by `noise` milliseconds, starts with nothing put
 * off differ from each other.
 */
export function outcomeOf(
	pairs: readonly Pair[],
	report: Report,
	cut: ReportedCut,
	noise: number | undefined,
): MeasuredTrial {
	const differences = (figureOf: (run: Run) => number) =>
		spreadOf(
			pairs.map(({ whole, without }) => figureOf(whole) - figureOf(without)),
		);
	const spread = differences(startOf);
	const saved = {
		milliseconds: spread.median,
		files: differences(filesIn).median,
	};
	const touches = pairs.flatMap(({ without }) =>
		touchesIn(without, report, without.server),
	);
	return {
		outcome: "measured",
		...saved,
		spread,
		pairs: pairs.length,
		touched: touches.filter(
			({ module }, index) =>
				touches.findIndex((each) => each.module === module) === index,
		),
		contradicted: contradictedBy(saved, cut, noise),
	};
}

/** Returns in what `saved` contradicts what was predicted of `cut`: in time if it differs by more than starts do anyway. */
function contradictedBy(
	saved: Saving,
	{ milliseconds, files }: ReportedCut,
	noise = 0,
): (keyof Saving)[] {
	const isFar =
		Math.abs(saved.milliseconds - milliseconds) >
		Math.max(SHARE * milliseconds, LEAST, NOISES * noise);
	return [
		...(isFar ? ["milliseconds" as const] : []),
		...(saved.files !== files ? ["files" as const] : []),
	];
}

/** Returns by how many milliseconds the middle half of `runs` differ in when the server listened; `undefined` if there are not several. */
export function noiseOf(runs: readonly Run[]): number | undefined {
	const { low, high } = spreadOf(runs.map(startOf));
	return runs.length < 2 ? undefined : high - low;
}

/** Returns when the server listened, in milliseconds since its process started. */
function startOf({ server }: Run): number {
	return (server?.[1] ?? 0) / 1_000;
}

/** Returns how many files had been loaded by then. */
function filesIn({ events, server }: Run): number {
	let files = 0;
	for (const event of events) {
		if (event[0] === "files") {
			files = event[1];
		} else if (event === server) {
			break;
		}
	}
	return files;
}

/** Returns what was touched in a run, each by whom, up to the event `end` if there is one. */
function touchesIn(
	{ events }: Run,
	{ modules, ...ownership }: Report,
	end?: Run["server"],
): Touch[] {
	const indices = new Map(modules.map(({ name }, index) => [name, index]));
	const upTo =
		end === undefined ? events : events.slice(0, events.indexOf(end));
	return upTo.flatMap((event) => {
		if (event[0] !== "touched") {
			return [];
		}
		const module = indices.get(event[1]) ?? -1;
		const places = event[2].map(([name, line]) => ({
			module: indices.get(pathOf(name)) ?? -1,
			line,
		}));
		return [{ module, by: userAmong(places, modules, ownership) }];
	});
}

/** Returns the first error in what a server wrote last. */
function errorIn({ output }: Run): string | undefined {
	return /^(?:\w+ )*\w*Error(?: \[\w+\])?: .+$/m.exec(output)?.[0];
}
