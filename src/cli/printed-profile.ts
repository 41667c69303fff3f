import { counted } from "../counted.js";
import {
	importText,
	type Report,
	type ReportedCut,
	type ReportedMark,
	type Spread,
} from "../profile/index.js";
import { printedFile } from "./printed-problem.js";

/** What happens at each mark. */
const MOMENTS = {
	listening: "it listens",
	answered: "it has answered",
	ended: "it has ended",
};
/** How many characters an import may take in one line. */
const LONGEST = 60;

/** Gives what a person wants to know of `report`, on one screen. */
export function printedProfile(report: Report): string {
	const { script, node, runs, words, marks, output } = report;
	const times =
		runs === 1
			? "one run; what differs from run to run, --repeat 5 tells"
			: `medians of ${runs} runs, in brackets what half of them lie between`;
	const parts = [
		[`${printedFile(script)} on Node ${node}: ${times}`, ...words],
		aligned(marks.map((mark) => markRow(report, mark))),
		printedShares(report),
		printedCuts(report),
		printedRoutes(report),
		printedCost(report),
		output.trim() === "" ? [] : ["The last that it wrote:", output.trimEnd()],
	];
	return parts
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.join("\n"))
		.join("\n\n");
}

function markRow(report: Report, mark: ReportedMark): string[] {
	const { name, time, files, memory } = mark;
	return [
		ms(time.median),
		printedSpread(report, time),
		counted(files, "module"),
		memory === undefined ? "" : `${(memory / 2 ** 20).toFixed(0)} MiB`,
		`until ${MOMENTS[name]}${name === "answered" ? ` ${report.request}` : ""}`,
	];
}

function printedShares({ floor, marks }: Report): string[] {
	const { name, shares } = marks[0];
	const rows: [number, string][] = [
		[
			floor.milliseconds,
			`the floor: ${floor.names.join(", ")}${floor.files === 0 ? "" : ` (${counted(floor.files, "module")})`}`,
		],
		[shares.modules, "the server's modules, and what else they import"],
		[
			shares.outside,
			"waiting, and what runs when no module is being evaluated",
		],
	];
	const shown = rows.filter(([milliseconds]) => milliseconds >= 0.5);
	return [
		`Where the time until ${MOMENTS[name]} goes:`,
		...aligned(shown.map(([milliseconds, what]) => [ms(milliseconds), what])),
	];
}

function printedCuts(report: Report): string[] {
	const { cuts } = report;
	if (cuts.length === 0) {
		return ["No import is worth putting off."];
	}
	return [
		"What would be saved by importing it later, as nothing else needs it at start:",
		...aligned(
			cuts.map((cut) => [
				ms(cut.milliseconds),
				printedSpread(report, cut.spread),
				cut.files === 0 ? "built in" : counted(cut.files, "module"),
				printedImport(report, cut),
			]),
		),
		"Later is where it is used, by import() or require; for a route, by the publisher.",
	];
}

/** Names the lines to change. */
function printedImport(
	report: Report,
	{ module, isRoute }: ReportedCut,
): string {
	const { where, imports } = importText(report, module, printedFile);
	const isLong = where.length + imports.length >= LONGEST;
	return `${where}${isLong ? "\n  " : " "}${imports}${isRoute ? ", a route" : ""}`;
}

function printedRoutes({ routes }: Report): string[] {
	const { modules, files, milliseconds } = routes;
	const saved = `${ms(milliseconds)} and ${counted(files, "module")}`;
	return modules.length === 0
		? []
		: [
				`Routes: ${counted(modules.length, "module")}. If the publisher imported all of them on demand, ${saved} would be saved.`,
			];
}

function printedCost({ cost }: Report): string[] {
	return cost === undefined
		? []
		: [
				`The recording itself is not in these times: with it, the server listens after ${ms(cost.recorded)} (× ${cost.ratio.toFixed(2)}).`,
			];
}

function printedSpread({ runs }: Report, { low, high }: Spread): string {
	return runs === 1 ? "" : `(${figure(low)}–${figure(high)})`;
}

function ms(milliseconds: number): string {
	return `${figure(milliseconds)} ms`;
}

function figure(milliseconds: number): string {
	return milliseconds.toFixed(milliseconds < 9.95 ? 1 : 0);
}

/** Gives a line for each of `rows`, the cells but for the last aligned; columns with nothing in them are left out. */
function aligned(rows: readonly (readonly string[])[]): string[] {
	const [first = []] = rows;
	const widths = first.map((_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	return rows.map((row) => {
		const last = row.length - 1;
		const cells = row.slice(0, last).flatMap((cell, column) => {
			const width = widths[column] ?? 0;
			return width === 0 ? [] : [cell.padStart(width)];
		});
		const before = `  ${cells.join("  ")}  `;
		const indent = " ".repeat(before.length);
		return before + row[last]?.replace("\n", `\n${indent}`);
	});
}
