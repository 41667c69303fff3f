import { isOf, type Run } from "../server/run.js";
import { spreadOf } from "../spread.js";
import { readTimeline, type TimedModule, type Timeline } from "./timeline.js";

/** What the events of one run say. */
export interface RecordedRun {
	/** The moments that matter; the first is the end of the server's start. */
	readonly marks: readonly [Mark, ...Mark[]];
	readonly timeline: Timeline;
}

/** A moment of a run, in milliseconds since its process started. */
export interface Mark {
	readonly name: "listening" | "answered" | "ended";
	readonly time: number;
	/** The memory of the process then, in bytes, if that is known. */
	readonly memory: number | undefined;
}

/** Returns what was recorded of `run`. */
export function readRecording(run: Run): RecordedRun {
	const marks = marksOf(run);
	const times = marks.map(({ time }) => time);
	return { marks, timeline: readTimeline(run.events, times) };
}

/** Returns the median of the first marks of `recordings`, at least one, in milliseconds. */
export function medianStart(recordings: readonly RecordedRun[]): number {
	return spreadOf(recordings.map(({ marks }) => marks[0].time)).median;
}

/** Returns when the mark of that `index` was in `recordings`, in milliseconds, as if the recorder had taken no time to start. */
export function timesAt(
	recordings: readonly RecordedRun[],
	index: number,
): number[] {
	return recordings.flatMap(({ marks, timeline }) => {
		const { time } = marks[index] ?? {};
		return time === undefined
			? []
			: [time - (timeline.elsewhere.recorder[index] ?? 0)];
	});
}

/** Returns the one of `recordings`, at least one, whose first mark is nearest to the median. */
export function typicalOf(recordings: readonly RecordedRun[]): RecordedRun {
	const median = medianStart(recordings);
	return recordings.reduce((a, b) =>
		Math.abs(b.marks[0].time - median) < Math.abs(a.marks[0].time - median)
			? b
			: a,
	);
}

/** Returns how many milliseconds each of `modules` took itself up to the mark of index `mark`, in each of `recordings`: `[recording][module]`. */
export function ownTimes(
	recordings: readonly RecordedRun[],
	modules: readonly TimedModule[],
	mark: number,
): number[][] {
	return recordings.map(({ timeline }) => {
		const times = new Map(timeline.modules.map(({ name, own }) => [name, own]));
		return modules.map(({ name }) => times.get(name)?.[mark] ?? 0);
	});
}

function marksOf({ events, server, answer, endedAt }: Run): [Mark, ...Mark[]] {
	const origin = events.find((event) => event[0] === "ready")?.[3] ?? 0;
	if (server === undefined) {
		const memory = events.find((event) => event[0] === "exit")?.[3];
		return [{ name: "ended", time: endedAt - origin, memory }];
	}
	const listening: Mark = {
		name: "listening",
		time: server[1] / 1_000,
		memory: server[3],
	};
	if (answer?.status === undefined) {
		return [listening];
	}
	const sent = events.find(isOf(answer));
	return [
		listening,
		sent === undefined
			? { name: "answered", time: answer.at - origin, memory: undefined }
			: { name: "answered", time: sent[1] / 1_000, memory: sent[3] },
	];
}
