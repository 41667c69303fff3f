import type { CheckReport } from "../check/index.js";
import { counted } from "../display/counted.js";

/** The most import times that are printed one by one. */
const MOST = 10;

/** Returns the times of the most expensive imports in lines, and the sums of the others and of all. */
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
		const sum = rest.reduce((total, time) => total + time.milliseconds, 0);
		lines.push([sum, `the other ${rest.length} together`]);
	}
	const width = milliseconds.toFixed(1).length;
	return lines
		.map(([time, what]) => `${time.toFixed(1).padStart(width)} ${what}`)
		.join("\n");
}
