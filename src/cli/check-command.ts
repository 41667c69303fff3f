import { type CheckReport, check } from "../check/index.js";
import { counted } from "../display/counted.js";
import { green, red } from "./colors.js";
import {
	type Command,
	fileArgument,
	onlyFile,
	printResult,
	siteFlags,
	siteOptions,
	timeoutOf,
} from "./command.js";
import { printedImportTimes } from "./printed-import-times.js";
import { printedFile, printedProblem } from "./printed-problem.js";
import { createProgressBar } from "./progress-bar.js";

/** `express-publisher check FILE`: imports everything, and prints what is wrong. */
export const checkCommand: Command = {
	usage: "FILE [--alone] [--url] [--json] [--timeout MS]",
	about:
		"Imports everything that is imported on demand, and names what is broken",
	flags: { ...siteFlags, alone: { type: "boolean" } },
	options: [
		fileArgument,
		[
			"--alone",
			"import each part in a process of its own, too: shows what loads only after others",
		],
		...siteOptions,
	],
	examples: ["./server.js", "./dist/site/index.js --url --alone"],
	exits: ["all is well", "something is wrong, and is named"],

	async run(positionals, values) {
		const bar = createProgressBar(process.stderr);
		const file = onlyFile("check", positionals);
		const timeout = timeoutOf(values);
		bar.begin(`Importing ${file}`);
		const report = await check(file, {
			alone: values.alone === true,
			url: values.url === true,
			timeout,
			onProgress: bar.show,
			output: bar.output,
		}).finally(() => bar.remove());
		printResult(
			values,
			report,
			(report) => printedReport(report, values.url === true),
			colouredReport,
		);
		return report.problems.length === 0 ? 0 : 1;
	},
};

function printedReport(report: CheckReport, isGivenAsUrl: boolean): string {
	const problems = report.problems.map(printedProblem);
	const hints =
		!isGivenAsUrl &&
		report.problems.some(({ cause }) =>
			cause.includes("a _q_url to guess from"),
		)
			? [
					"If the server gives the root by its URL, publisher(new URL(…)), check it with --url.",
				]
			: [];
	const times = printedImportTimes(report);
	return [summaryOf(report), ...problems, ...hints, times].join("\n\n");
}

/** Our own lines are those that are not indented. */
function colouredReport(text: string): string {
	return text
		.replace(/^✗ .*$/gm, red)
		.replace(/(?<=^[^\n]*: )all is well(?=\.\n)/, green)
		.replace(/(?<=^[^\n]*: )\d+ problems?(?=\.\n)/, red);
}

function summaryOf({
	site,
	publishers,
	exports,
	alone,
	problems,
}: CheckReport): string {
	const counts = [
		...(publishers === undefined ? [] : [counted(publishers, "publisher")]),
		...(publishers !== undefined && exports === 0
			? []
			: [counted(exports, "export")]),
	];
	const of = `${printedFile(site)}: ${counts.join(" with ")}`;
	const first =
		alone === undefined ? "" : `, ${counted(alone, "part")} imported first`;
	const result =
		problems.length === 0 ? "all is well" : counted(problems.length, "problem");
	return `${of}${first}: ${result}.`;
}
