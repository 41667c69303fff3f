import { dirname } from "node:path";
import { isFile, isOwn, shortNameOf } from "../graph/module-name.js";
import { pathFrom } from "./module-path.js";
import type { Report, Saving } from "./report.js";

/** What a comparison needs of an earlier report. */
export type Earlier = Pick<Report, "script" | "own" | "marks" | "modules">;

/** What differs between two reports, up to their first marks. */
export interface Comparison {
	readonly before: Saving;
	readonly after: Saving;
	/** What takes the time, without what it imports: packages, files of the server's own, and Node; what differs most first. */
	readonly differences: readonly Difference[];
}

/** What something took itself in two reports; `undefined` where it was not loaded. */
export interface Difference {
	readonly name: string;
	readonly before: Saving | undefined;
	readonly after: Saving | undefined;
	/** How much more it takes now; negative if it is less. */
	readonly milliseconds: number;
}

/** Returns what differs between two reports. Files are the same if they stand in the same way to their scripts, and packages by their names. */
export function comparisonOf(before: Earlier, after: Report): Comparison {
	const [earlier, later] = [partsOf(before), partsOf(after)];
	const names = new Set([...earlier.keys(), ...later.keys()]);
	const differences = [...names].map((name): Difference => {
		const [then, now] = [earlier.get(name), later.get(name)];
		const milliseconds = (now?.milliseconds ?? 0) - (then?.milliseconds ?? 0);
		return { name, before: then, after: now, milliseconds };
	});
	return {
		before: wholeOf(before),
		after: wholeOf(after),
		differences: differences.sort(
			(a, b) => Math.abs(b.milliseconds) - Math.abs(a.milliseconds),
		),
	};
}

function wholeOf({ marks: [{ time, files }] }: Earlier): Saving {
	return { milliseconds: time.median, files };
}

function partsOf(report: Earlier): Map<string, Saving> {
	const [{ shares }] = report.marks;
	const parts = new Map<string, Saving>([
		["waiting and callbacks", { milliseconds: shares.outside, files: 0 }],
		["Node", { milliseconds: shares.node, files: 0 }],
	]);
	for (const { name, own, dominators } of report.modules) {
		if (dominators[0] !== null) {
			const part = partOf(report, name);
			const { milliseconds = 0, files = 0 } = parts.get(part) ?? {};
			parts.set(part, {
				milliseconds: milliseconds + (own[0] ?? 0),
				files: files + (isFile(name) ? 1 : 0),
			});
		}
	}
	return parts;
}

function partOf(report: Earlier, name: string): string {
	if (!isFile(name)) {
		return name.startsWith("node:") ? "Node" : name;
	}
	return isOwn(name, report) || !/[\\/]node_modules[\\/]/.test(name)
		? pathFrom(dirname(report.script), name)
		: shortNameOf(name);
}

/** Returns the report in `text`, as `--json` prints it; `undefined` if it is none. */
export function reportIn(text: string): Earlier | undefined {
	try {
		const report: Earlier = JSON.parse(text);
		const [{ time, files, shares }] = report.marks;
		const figures = [time.median, files, shares.node, shares.outside];
		const isReport =
			typeof report.script === "string" &&
			report.own.every((name) => typeof name === "string") &&
			figures.every(Number.isFinite) &&
			report.modules.every(
				({ name, own, dominators }) =>
					typeof name === "string" &&
					Array.isArray(dominators) &&
					own.every(Number.isFinite),
			);
		return isReport ? report : undefined;
	} catch {
		return undefined;
	}
}
