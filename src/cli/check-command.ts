import { type CheckReport, check } from "../check/index.js";
import { counted } from "../counted.js";
import { type Command, onlyFile, siteFlags, timeoutOf } from "./command.js";
import { printedImportTimes } from "./printed-import-times.js";
import { printedFile, printedProblem } from "./printed-problem.js";
import { createProgressBar } from "./progress-bar.js";

/** `express-publisher check FILE`: imports everything, and names what is wrong. */
export const checkCommand: Command = {
	usage: "FILE [--alone] [--json] [--timeout MS]",
	about:
		"Imports everything that the site whose root is the module FILE exports, and names what is wrong; --alone: each part first, too",
	flags: { ...siteFlags, alone: { type: "boolean" } },

	async run(positionals, values) {
		const bar = createProgressBar(process.stderr);
		const report = await check(onlyFile(positionals), {
			alone: values.alone === true,
			timeout: timeoutOf(values),
			onProgress: bar.show,
			output: bar.output,
		});
		bar.remove();
		const { problems } = report;
		console.log(
			values.json === true
				? JSON.stringify(report, undefined, "\t")
				: [
						summaryOf(report),
						...problems.map(printedProblem),
						printedImportTimes(report),
					].join("\n\n"),
		);
		return problems.length === 0 ? 0 : 1;
	},
};

function summaryOf({ site, exports, alone, problems }: CheckReport): string {
	const of = `${printedFile(site)}: ${counted(exports, "export")}`;
	const first =
		alone === undefined ? "" : `, ${counted(alone, "part")} imported first`;
	const result =
		problems.length === 0 ? "all is well" : counted(problems.length, "problem");
	return `${of}${first}: ${result}.`;
}
