import { counted } from "../display/counted.js";
import {
	type Comparison,
	CUTS_HEADING,
	type Difference,
	NO_CUTS,
	PACKAGES_HEADING,
	type Report,
	type ReportedMark,
	type Spread,
	USE_UNKNOWN,
	USED_HEADING,
	useText,
} from "../profile/index.js";
import { aligned } from "./aligned.js";
import { printedImport } from "./printed-import.js";
import { printedFile } from "./printed-problem.js";
import { digitsOf, figure, ms } from "./printed-time.js";
import { printedTrials } from "./printed-trials.js";

/** How each mark is called. */
const MOMENTS = {
	listening: "it listens",
	answered: "it has answered",
	ended: "it has ended",
};
/** The most differences from an earlier report that are printed, and the fewest milliseconds of one. */
const MOST_DIFFERENCES = 10;
const LEAST_DIFFERENCE = 1;
/** The most packages that are printed. */
const MOST_PACKAGES = 5;

/** Returns what matters most in `report`, on one screen; if it is compared with an earlier one, what differs instead of its packages. */
export function printedProfile(
	report: Report & { readonly comparison?: Comparison | undefined },
): string {
	const { comparison } = report;
	const { script, node, runs, words, marks, output } = report;
	const times =
		runs === 1
			? "one run; what differs from run to run, --repeat 3 tells"
			: `medians of ${runs} runs, in brackets what half of them lie between`;
	const parts = [
		[`${printedFile(script)} on Node ${node}: ${times}`, ...words],
		aligned(marks.map((mark) => markRow(report, mark))),
		printedShares(report),
		printedCuts(report),
		printedTrials(report),
		printedUsed(report),
		comparison === undefined
			? printedPackages(report)
			: printedComparison(comparison),
		printedOwn(report),
		printedRoutes(report),
		printedCost(report),
		comparison === undefined ? printedNext(report) : [],
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
	const { name, shares, time } = marks[0];
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
	const parts = printedParts(
		rows.map(([milliseconds]) => milliseconds),
		time.median,
	);
	const shown = rows.flatMap(([, what], index) =>
		Number(parts[index]) === 0 ? [] : [[`${parts[index]} ms`, what]],
	);
	return [`Where the time until ${MOMENTS[name]} goes:`, ...aligned(shown)];
}

function printedCuts(report: Report): string[] {
	const { cuts } = report;
	if (cuts.length === 0) {
		return [NO_CUTS];
	}
	const rows = cuts.map((cut) => [
		ms(cut.milliseconds),
		printedSpread(report, cut.spread),
		cut.files === 0 ? "built in" : counted(cut.files, "module"),
		printedImport(report, cut),
	]);
	if (cuts.length > 1) {
		const { milliseconds, files } = report.together;
		rows.push([
			ms(milliseconds),
			"",
			counted(files, "module"),
			"all of these together",
		]);
	}
	return [
		`${CUTS_HEADING}:`,
		...aligned(rows),
		"Later is where it is used, by import() or require; for a route, by the publisher.",
		...(report.isUseKnown ? [] : [USE_UNKNOWN]),
	];
}

function printedUsed(report: Report): string[] {
	const rows = report.used.map((cut) => [
		ms(cut.milliseconds),
		printedSpread(report, cut.spread),
		counted(cut.files, "module"),
		`${printedImport(report, cut)}\n  ${useText(report, cut, printedFile)}`,
	]);
	return rows.length === 0 ? [] : [`${USED_HEADING}:`, ...aligned(rows)];
}

function printedPackages({ packages }: Report): string[] {
	const shown = packages
		.slice(0, MOST_PACKAGES)
		.filter(({ milliseconds }) => milliseconds >= 1);
	const more = packages.length - shown.length;
	const rows = shown.map(({ name, milliseconds, files, own }) => [
		ms(milliseconds),
		ms(own.milliseconds),
		counted(files, "module"),
		name,
	]);
	return shown.length === 0
		? []
		: [
				`${PACKAGES_HEADING}:`,
				...aligned(rows),
				...(more > 0 ? [`  and ${more} more, see --json`] : []),
			];
}

function printedComparison({
	before,
	after,
	differences,
}: Comparison): string[] {
	const from = `${ms(before.milliseconds)} and ${counted(before.files, "module")}`;
	const to = `${ms(after.milliseconds)} and ${counted(after.files, "module")}`;
	const changed = differences.filter(
		({ milliseconds }) => Math.abs(milliseconds) >= LEAST_DIFFERENCE,
	);
	const shown = changed.slice(0, MOST_DIFFERENCES);
	const more = changed.length - shown.length;
	return [
		`Before: ${from}. Now: ${to} (${signed(after.milliseconds - before.milliseconds)}).`,
		...(shown.length === 0
			? ["Nothing differs by more than a millisecond."]
			: ["What differs, each without what it imports:"]),
		...aligned(shown.map(differenceRow)),
		...(more > 0 ? [`  and ${more} more, see --json`] : []),
	];
}

function differenceRow({
	name,
	before,
	after,
	milliseconds,
}: Difference): string[] {
	const change =
		before === undefined
			? "came"
			: after === undefined
				? "went"
				: `${ms(before.milliseconds)} → ${ms(after.milliseconds)}`;
	return [signed(milliseconds), change, name];
}

/** Returns a difference with its sign, a minus as typographers set it. */
function signed(milliseconds: number): string {
	return `${milliseconds < 0 ? "−" : "+"}${ms(Math.abs(milliseconds))}`;
}

/** Says what to type next. */
function printedNext({ cuts, isWhole, routes, script }: Report): string[] {
	if (cuts.length === 0 || !isWhole) {
		return [];
	}
	const file = quoted(printedFile(script));
	const command = "npx express-publisher";
	return [
		`Next: ${command} profile ${file} --json > before.json, and after a change`,
		`      ${command} profile ${file} --compare before.json`,
		...(routes.modules.length === 0
			? []
			: [`For the routes: ${command} adopt ${file}`]),
	];
}

/** Returns a word as a shell takes it. */
function quoted(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word)
		? word
		: `'${word.replaceAll("'", "'\\''")}'`;
}

/** Says what to do if next to nothing can be changed in the server's own package: it may be installed, or have packages of its own. */
function printedOwn({ cuts, marks, own, together }: Report): string[] {
	if (together.milliseconds * 10 >= marks[0].shares.modules) {
		return [];
	}
	const little =
		cuts.length === 0
			? ""
			: "All of these together are less than a tenth of what is above the floor. ";
	return [
		`${little}If packages of node_modules are yours${own.length === 0 ? "" : ` beside ${own.join(", ")}`}, too, name them: --own "@scope/*".`,
	];
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
		: cost.recorded <= cost.plain
			? ["What the recording itself costs is not measurable."]
			: [
					`The recording itself is not in these times: with it, the server listens after ${ms(cost.recorded)} (× ${cost.ratio.toFixed(2)}).`,
				];
}

/**
 * Returns milliseconds as they are printed, rounded so that they add up to `whole` as it is printed: those
 * that would lose most by being rounded down are rounded up.
 */
function printedParts(parts: readonly number[], whole: number): string[] {
	const digits = digitsOf(whole);
	const units = (milliseconds: number) => milliseconds * 10 ** digits;
	const floors = parts.map((part) => Math.floor(units(part)));
	const missing =
		Math.round(units(whole)) - floors.reduce((sum, each) => sum + each, 0);
	const lossOf = (index: number) =>
		units(parts[index] ?? 0) - (floors[index] ?? 0);
	const first = [...parts.keys()]
		.sort((a, b) => lossOf(b) - lossOf(a))
		.slice(0, Math.max(missing, 0));
	return floors.map((each, index) =>
		((each + (first.includes(index) ? 1 : 0)) / 10 ** digits).toFixed(digits),
	);
}

function printedSpread({ runs }: Report, { low, high }: Spread): string {
	return runs === 1 ? "" : `(${figure(low)}–${figure(high)})`;
}
