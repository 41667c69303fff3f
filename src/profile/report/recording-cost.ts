import { isFile } from "../graph/module-name.js";
import { spreadOf } from "../spread.js";
import {
	medianStart,
	type RecordedRun,
	timesAt,
} from "../timeline/recording.js";
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
	const [slow, fast] = [medianStart(recorded), medianOf(plain, 0)];
	return { recorded: slow, plain: fast, ratio: slow / fast };
}

/**
 * Returns the runs whose times count: those that are `plain`, without the recording. If by chance the `recorded` ones
 * were faster, these: a recording makes no server faster, so something else has slowed the others.
 */
export function timedRuns(
	recorded: readonly RecordedRun[],
	plain: readonly RecordedRun[],
): readonly RecordedRun[] {
	const arePlain =
		plain.length > 0 && medianOf(plain, 0) < medianOf(recorded, 0);
	return arePlain ? plain : recorded;
}

/**
 * Returns by what the parts of each of `recorded` have to be multiplied to add up to the time of the
 * mark of that `index` in the runs `timed`: runs differ by chance, too. `own` has the times of modules,
 * without the cost of the recording: `[run][module]`.
 */
export function scalesTo(
	timed: readonly RecordedRun[],
	recorded: readonly RecordedRun[],
	own: readonly (readonly number[])[],
	index: number,
): number[] {
	const median = medianOf(timed, index);
	return recorded.map(({ timeline: { elsewhere } }, run) => {
		const sum = [
			elsewhere.node[index] ?? 0,
			elsewhere.outside[index] ?? 0,
			...(own[run] ?? []),
		].reduce((total, part) => total + part, 0);
		return sum === 0 ? 1 : median / sum;
	});
}

/**
 * Returns how many milliseconds the recording of each of the `files` takes that are loaded until the server listens,
 * for which it is much the same.
 */
export function costPerFile(
	recorded: readonly RecordedRun[],
	plain: readonly RecordedRun[],
	files: number,
): number {
	const difference =
		plain.length === 0 ? 0 : medianOf(recorded, 0) - medianOf(plain, 0);
	return Math.min(Math.max(difference / files, 0), MOST);
}

/** Returns `own`, the milliseconds that modules took themselves, without what the recording of `each` file takes. */
export function withoutRecording(
	own: readonly number[],
	modules: readonly TimedModule[],
	each: number,
): number[] {
	return own.map((milliseconds, module) =>
		isFile(modules[module]?.name ?? "")
			? Math.max(milliseconds - each, 0)
			: milliseconds,
	);
}

function medianOf(runs: readonly RecordedRun[], index: number): number {
	return spreadOf(timesAt(runs, index)).median;
}
