import { isFile } from "./module-name.js";
import type { Recording } from "./recording.js";
import type { Cost } from "./report.js";
import { spreadOf } from "./spread.js";
import type { TimedModule } from "./timeline.js";

/** What the recording costs at the most, in milliseconds a file: what is more is something else, that differs from run to run. */
const MOST = 0.5;

/** Gives what the recording costs until the server listens; `undefined` if it did not, or not without the recording. */
export function costOf(
	recorded: readonly Recording[],
	plain: readonly Recording[],
): Cost | undefined {
	if (plain.length === 0) {
		return undefined;
	}
	const [slow, fast] = [recorded, plain].map(
		(runs) => spreadOf(runs.map(({ marks }) => marks[0].time)).median,
	) as [number, number];
	return { recorded: slow, plain: fast, ratio: slow / fast };
}

/**
 * Gives the times that modules took themselves without what the recording cost of it, which is much
 * the same for each of the `files` that were loaded until the server listened.
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
