import type { Event } from "./event.js";
import { isOf, type Run } from "./run.js";
import { spreadOf } from "./spread.js";
import { readTimeline, type TimedModule, type Timeline } from "./timeline.js";

/** What one run tells. */
export interface Recording {
	/** The moments that matter, at least one. Time up to the first is what the server's start takes. */
	readonly marks: readonly [Mark, ...Mark[]];
	readonly timeline: Timeline;
}

/** A moment of a run, in milliseconds since its process started. */
export interface Mark {
	readonly name: "listening" | "answered" | "ended";
	readonly time: number;
	/** The bytes of memory that the process took then, if that is known. */
	readonly memory: number | undefined;
}

/** Reads what was recorded of `run`. */
export function readRecording(run: Run): Recording {
	const marks = marksOf(run);
	const times = marks.map(({ time }) => time);
	return { marks, timeline: readTimeline(run.events, times) };
}

/** Gives that of `recordings`, at least one, which is nearest to their median. */
export function typicalOf(recordings: readonly Recording[]): Recording {
	const times = recordings.map(({ marks }) => marks[0].time);
	const { median } = spreadOf(times);
	return recordings.reduce((a, b) =>
		Math.abs(b.marks[0].time - median) < Math.abs(a.marks[0].time - median)
			? b
			: a,
	);
}

/** Gives what each of `modules` took itself up to the mark of that index, in each of `recordings`: `[recording][module]`. */
export function ownTimes(
	recordings: readonly Recording[],
	modules: readonly TimedModule[],
	mark: number,
): number[][] {
	return recordings.map(({ timeline }) => {
		const times = new Map(timeline.modules.map(({ name, own }) => [name, own]));
		return modules.map(({ name }) => times.get(name)?.[mark] ?? 0);
	});
}

function marksOf(run: Run): [Mark, ...Mark[]] {
	const { events, server, answer } = run;
	const origin = originOf(events);
	if (server === undefined) {
		const memory = lastMemory(events);
		return [{ name: "ended", time: run.endedAt - origin, memory }];
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

function originOf(events: readonly Event[]): number {
	const ready = events.find((event) => event[0] === "ready");
	return ready?.[3] ?? 0;
}

function lastMemory(events: readonly Event[]): number | undefined {
	const exit = events.find((event) => event[0] === "exit");
	return exit?.[3];
}
