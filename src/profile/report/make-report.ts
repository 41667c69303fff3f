import { counted } from "../../display/counted.js";
import { floorOf } from "../graph/floor.js";
import { type ImportGraph, importGraph } from "../graph/import-graph.js";
import { isFile, isOwn, type Ownership } from "../graph/module-name.js";
import type { Patience, Run } from "../server/run.js";
import {
	type Mark,
	ownTimes,
	readRecording,
	typicalOf,
} from "../timeline/recording.js";
import { createImportPlaces } from "./import-places.js";
import { packagesOf } from "./packages.js";
import {
	costOf,
	costPerFile,
	scalesTo,
	timedRuns,
	withoutRecording,
} from "./recording-cost.js";
import type { Report, ReportedMark, ReportedUse } from "./report.js";
import { reportMark } from "./report-mark.js";
import { reportModules } from "./report-modules.js";
import {
	type LoadedModules,
	possibleCuts,
	routesOf,
	savedWithout,
	takenBy,
} from "./savings.js";
import { sentencesOn } from "./sentences.js";
import { usesIn, watchable } from "./uses.js";

/** The runs of a server. */
export interface Runs {
	/** The runs with the recording. */
	readonly recorded: readonly [Run, ...Run[]];
	/** The runs without it, all of which listened and answered. */
	readonly plain: readonly Run[];
	/** The last run, if it did not listen and answer; among `recorded` only if there is no other. */
	readonly failed: Run | undefined;
	/** Whether there are fewer than usual, as they take long. */
	readonly isShort: boolean;
	/** Starts the server once more, and has the modules at those paths watched. */
	readonly watch: (paths: readonly string[]) => Promise<Run>;
}

/** Resolves with the report on the server of that `ownership`, of which `path` was requested, made from its runs. */
export async function makeReport(
	ownership: Ownership,
	path: string,
	{ recorded, plain, failed, isShort, watch }: Runs,
	patience: Patience,
): Promise<Report> {
	const [first] = recorded;
	const recordings = recorded.map(readRecording);
	const unrecorded = plain.map(readRecording);
	const { marks, timeline } = typicalOf(recordings);
	const modules = timeline.modules.map((module) => ({
		...module,
		isRoute: module.isRoute && isOwn(module.name, ownership),
	}));
	const graphs = marks.map(({ time }) => importGraph(modules, time));
	const graph = graphs[0] as ImportGraph;
	const floor = floorOf(graph, modules, ownership);
	const timed = timedRuns(recordings, unrecorded);
	const files = graph.modules.filter((module) =>
		isFile(modules[module]?.name ?? ""),
	).length;
	const perFile = costPerFile(recordings, unrecorded, files);
	const loaded = graphs.map((graph, mark): LoadedModules => {
		const times = ownTimes(recordings, modules, mark).map((times) =>
			withoutRecording(times, modules, perFile),
		);
		const scales = scalesTo(timed, recordings, times, mark);
		const scaled = (run: number, time = 0) => time * (scales[run] ?? 1);
		const own = times.map((run, index) =>
			run.map((time) => scaled(index, time)),
		);
		const elsewhereIn = (key: "node" | "outside") =>
			recordings.map(({ timeline }, run) =>
				scaled(run, timeline.elsewhere[key][mark]),
			);
		const elsewhere = {
			node: elsewhereIn("node"),
			outside: elsewhereIn("outside"),
		};
		return { ownership, modules, graph, floor, own, elsewhere };
	}) as [LoadedModules, ...LoadedModules[]];
	const [start] = loaded;
	const places = createImportPlaces();
	const reportedMarks = loaded.map((each, mark) =>
		reportMark(each, mark, marks[mark] as Mark, recordings, timed),
	) as [ReportedMark, ...ReportedMark[]];
	const [{ shares }] = reportedMarks;
	const packages = packagesOf(start, marks[0].time);
	const possible = possibleCuts(start, marks[0].time, places);
	const watched = watchable(possible.modules, start);
	const uses =
		watched.length === 0
			? new Map<number, ReportedUse>()
			: failed === undefined
				? usesIn(await watch(watched), start)
				: undefined;
	const found = possible.among(new Set(uses?.keys()));
	const cuts = found.cuts.map((cut) => ({
		...cut,
		heaviest: cut.isRoute ? packages.heaviestOf(cut) : undefined,
	}));
	return {
		node: process.version,
		...ownership,
		folder: process.cwd(),
		request: path,
		runs: recorded.length,
		isWhole: failed !== first,
		words: [
			...sentencesOn(first, path, patience),
			...(failed === undefined || failed === first
				? []
				: [
						"It listened and answered once, but not when it was started again.",
						...sentencesOn(failed, path, patience),
					]),
			...(isShort
				? [
						`Its starts take long, so this is of ${counted(recorded.length, "run")}; --repeat 3 makes it three.`,
					]
				: []),
		],
		output: failed?.output ?? "",
		marks: reportedMarks,
		cost: costOf(recordings, unrecorded),
		floor: {
			names: floor.names,
			files: takenBy(start, [...floor.modules]).files,
			milliseconds: shares.node + shares.floor,
		},
		cuts,
		used: found.used.map((cut) => ({
			...cut,
			use: uses?.get(cut.module) as ReportedUse,
		})),
		isUseKnown: uses !== undefined,
		noise: undefined,
		together: savedWithout(
			start,
			cuts.flatMap(({ module, computed }) => computed?.modules ?? [module]),
			marks[0].time,
		),
		packages: packages.all,
		routes: routesOf(start, marks[0].time),
		modules: reportModules(loaded, places),
	};
}
