import type { CheckReport, ImportTime } from "../check/index.js";
import { counted } from "../counted.js";

/** How many import times are of interest to a person. */
const MOST = 10;

/** Gives what imports take, the most expensive first; all but those are summed up. */
export function printedImportTimes({
	imports,
	milliseconds,
}: CheckReport): string {
	const first = imports.slice(0, MOST);
	const rest = imports.slice(MOST);
	const lines = [
		[milliseconds, `ms for ${counted(imports.length, "import")}:`] as const,
		...first.map((time) => [time.milliseconds, time.path] as const),
	];
	if (rest.length > 0) {
		lines.push([sum(rest), `the other ${rest.length} together`]);
	}
	const width = milliseconds.toFixed(1).length;
	return lines
		.map(([time, what]) => `${time.toFixed(1).padStart(width)} ${what}`)
		.join("\n");
}

function sum(times: readonly ImportTime[]): number {
	return times.reduce((total, { milliseconds }) => total + milliseconds, 0);
}
