import { floorOf } from "./floor.js";
import { type ImportGraph, importGraph } from "./import-graph.js";
import { isFile } from "./module-name.js";
import { outcomeOf } from "./outcome.js";
import { type Mark, ownTimes, readRecording, typicalOf } from "./recording.js";
import { costOf, withoutRecording } from "./recording-cost.js";
import type { Report, ReportedMark } from "./report.js";
import { reportMark } from "./report-mark.js";
import { reportModules } from "./report-modules.js";
import type { Patience, Run } from "./run.js";
import { cutsOf, type Loaded, routesOf, takenBy } from "./savings.js";

/** The runs of a server. */
export interface Runs {
	/** Those with the recording. */
	readonly recorded: readonly [Run, ...Run[]];
	/** Those without, all of which listened and answered. */
	readonly plain: readonly Run[];
	/** The last one, if it did not listen and answer; of `recorded` only if there is no other. */
	readonly failed: Run | undefined;
}

/** Makes a report on the server `script`, of which `path` was requested, from its runs. */
export function makeReport(
	script: string,
	path: string,
	{ recorded, plain, failed }: Runs,
	patience: Patience,
): Report {
	const [first] = recorded;
	const recordings = recorded.map((run) => readRecording(run));
	const unrecorded = plain.map((run) => readRecording(run));
	const { marks, timeline } = typicalOf(recordings);
	const { modules } = timeline;
	const graphs = marks.map(({ time }) => importGraph(modules, time));
	const graph = graphs[0] as ImportGraph;
	const floor = floorOf(graph, modules, script);
	const cost = costOf(recordings, unrecorded);
	const files = graph.modules.filter((module) =>
		isFile(modules[module]?.name ?? ""),
	).length;
	const loaded = graphs.map((graph, mark): Loaded => {
		const own = ownTimes(recordings, modules, mark).map((times) =>
			withoutRecording(times, modules, cost, files),
		);
		return { script, modules, graph, floor, own };
	}) as [Loaded, ...Loaded[]];
	const [start] = loaded;
	const reportedMarks = loaded.map((each, mark) =>
		reportMark(each, mark, marks[mark] as Mark, recordings, unrecorded),
	) as [ReportedMark, ...ReportedMark[]];
	const [{ shares }] = reportedMarks;
	return {
		node: process.version,
		script,
		request: path,
		runs: recorded.length,
		isWhole: failed !== first,
		words: [
			...outcomeOf(first, path, patience),
			...(failed === undefined || failed === first
				? []
				: [
						"It listened and answered once, but not when it was started again.",
						...outcomeOf(failed, path, patience),
					]),
		],
		output: failed?.output ?? "",
		marks: reportedMarks,
		cost,
		floor: {
			names: floor.names,
			files: takenBy(start, [...floor.modules]).files,
			milliseconds: shares.node + shares.floor,
		},
		cuts: cutsOf(start),
		routes: routesOf(start, marks[0].time),
		modules: reportModules(loaded),
	};
}
