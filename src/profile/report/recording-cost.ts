import { isFile } from "../graph/module-name.js";
import { spreadOf } from "../spread.js";
import { medianStart, type RecordedRun } from "../timeline/recording.js";
import type { TimedModule } from "../timeline/timeline.js";
import type { Cost } from "./report.js";

/** The most that the recording can cost a file, in milliseconds; what is more has other causes. */
const MOST = 0.5;

/** Returns what the recording costs until the server listens; `undefined` if there are no runs without it. */
export function costOf(
	recorded: readonly RecordedRun[],
	plain: readonly RecordedRun[],
): Cost | undefined {
	if (plain.length === 0) {
		return undefined;
	}
	const [slow, fast] = [medianStart(recorded), medianStart(plain)];
	return { recorded: slow, plain: fast, ratio: slow / fast };
}

/**
 * Returns by what the parts of each of `recorded` have to be multiplied to add up to the time of the
 * mark of that `index` in the runs `plain`: these two differ by chance, too. `own` has the times of modules,
 * without the cost of the recording: `[run][module]`.
 */
export function scalesTo(
	plain: readonly RecordedRun[],
	recorded: readonly RecordedRun[],
	own: readonly (readonly number[])[],
	index: number,
): number[] {
	const times = plain.flatMap(({ marks }) => marks[index]?.time ?? []);
	const median = times.length === 0 ? undefined : spreadOf(times).median;
	return recorded.map(({ timeline: { elsewhere } }, run) => {
		const sum = [
			elsewhere.node[index] ?? 0,
			elsewhere.outside[index] ?? 0,
			...(own[run] ?? []),
		].reduce((total, part) => total + part, 0);
		return median === undefined || sum === 0 ? 1 : median / sum;
	});
}

/**
 * Returns `own`, the milliseconds that modules took themselves, without the cost of the recording,
 * which is much the same for each of the `files` that were loaded until the server listened.
 */
export function withoutRecording(
	own: readonly number[],
	modules: readonly TimedModule[],
	cost: Cost | undefined,
	files: number,
): number[] {
	const difference = cost === undefined ? 0 : cost.recorded - cost.plain;
	const each = Math.min(Math.max(difference / files, 0), MOST);
	return own.map((milliseconds, module) =>
		isFile(modules[module]?.name ?? "")
			? Math.max(milliseconds - each, 0)
			: milliseconds,
	);
}
