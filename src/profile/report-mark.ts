import type { Elsewhere } from "./ledger.js";
import type { Mark, Recording } from "./recording.js";
import type { ReportedMark } from "./report.js";
import { aboveFloor, type Loaded, takenBy } from "./savings.js";
import { spreadOf } from "./spread.js";

/**
 * Reports on the mark of that index, `typical` of `recordings`, given what was imported up to it;
 * when it was is best told by runs that were not recorded, if there are any, `unrecorded`.
 */
export function reportMark(
	loaded: Loaded,
	index: number,
	typical: Mark,
	recordings: readonly Recording[],
	unrecorded: readonly Recording[],
): ReportedMark {
	const elsewhere = (key: keyof Elsewhere) =>
		recordings.map(({ timeline }) => timeline.elsewhere[key][index] ?? 0);
	const [node, outside] = [elsewhere("node"), elsewhere("outside")];
	const own = loaded.own.map((times) => times.reduce((a, b) => a + b, 0));
	const recording = recordings.map(
		({ marks }, run) =>
			(marks[index]?.time ?? 0) -
			(node[run] ?? 0) -
			(outside[run] ?? 0) -
			(own[run] ?? 0),
	);
	const marks = (unrecorded.length > 0 ? unrecorded : recordings).flatMap(
		({ marks }) => marks[index] ?? [],
	);
	const memory = marks.flatMap(({ memory }) => memory ?? []);
	const { graph, floor } = loaded;
	return {
		name: typical.name,
		time: spreadOf(marks.map(({ time }) => time)),
		files: takenBy(loaded, graph.modules).files,
		memory: memory.length > 0 ? spreadOf(memory).median : undefined,
		recorded: typical.time,
		shares: {
			node: spreadOf(node).median,
			floor: takenBy(loaded, [...floor.modules]).milliseconds,
			modules: takenBy(loaded, aboveFloor(loaded)).milliseconds,
			outside: spreadOf(outside).median,
			recording: spreadOf(recording).median,
		},
	};
}
