import { spreadOf } from "../spread.js";
import { type Mark, type RecordedRun, timesAt } from "../timeline/recording.js";
import type { ReportedMark } from "./report.js";
import { aboveFloor, type LoadedModules, sumsOf, takenBy } from "./savings.js";

/**
 * Returns the report on the mark of that `index`, which is `typical` in the typical recording, given
 * what was `loaded` up to it. Its time is that of the runs `timed`.
 */
export function reportMark(
	loaded: LoadedModules,
	index: number,
	typical: Mark,
	recordings: readonly RecordedRun[],
	timed: readonly RecordedRun[],
): ReportedMark {
	const { node, outside } = loaded.elsewhere;
	const own = loaded.own.map((times) => times.reduce((a, b) => a + b, 0));
	const recording = recordings.map(
		({ marks }, run) =>
			(marks[index]?.time ?? 0) -
			(node[run] ?? 0) -
			(outside[run] ?? 0) -
			(own[run] ?? 0),
	);
	const memory = timed.flatMap(({ marks }) => marks[index]?.memory ?? []);
	const { graph, floor } = loaded;
	return {
		name: typical.name,
		time: spreadOf(timesAt(timed, index)),
		files: takenBy(loaded, graph.modules).files,
		memory: memory.length > 0 ? spreadOf(memory).median : undefined,
		recorded: typical.time,
		shares: {
			node: mean(node),
			floor: mean(sumsOf(loaded, [...floor.modules])),
			modules: mean(sumsOf(loaded, aboveFloor(loaded))),
			outside: mean(outside),
			recording: mean(recording),
		},
	};
}

/** Returns the mean of `figures`, at least one: unlike medians, means of parts add up to the mean of the whole. */
function mean(figures: readonly number[]): number {
	return figures.reduce((a, b) => a + b, 0) / figures.length;
}
