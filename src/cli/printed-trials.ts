import { counted } from "../display/counted.js";
import {
	noiseText,
	type Report,
	type ReportedCut,
	TRIALS_HEADING,
	trialText,
} from "../profile/index.js";
import { aligned } from "./aligned.js";
import { printedImport } from "./printed-import.js";
import { printedFile } from "./printed-problem.js";
import { figure, ms } from "./printed-time.js";

/** Returns what trials have shown: what was really saved beside what was predicted, and what else there is to say; nothing if there were none. */
export function printedTrials(report: Report): string[] {
	const rows = report.cuts.flatMap((cut) => {
		const { trial } = cut;
		if (trial === undefined) {
			return [];
		}
		const lines = [
			printedImport(report, cut),
			...trialText(report, trial, printedFile),
		];
		return [[...figuresOf(cut), lines.join("\n  ")]];
	});
	if (rows.length === 0) {
		return [];
	}
	const noise = noiseText(report);
	return [
		`${TRIALS_HEADING}, beside what was predicted:`,
		...aligned(rows),
		...(noise === undefined ? [] : [noise]),
	];
}

function figuresOf({ trial, milliseconds, files }: ReportedCut): string[] {
	if (trial?.outcome !== "measured") {
		return ["", "", "", ""];
	}
	const { low, high } = trial.spread;
	return [
		ms(trial.milliseconds),
		trial.pairs === 1 ? "" : `(${figure(low)}–${figure(high)})`,
		`of ${ms(milliseconds)}`,
		`${trial.files} of ${counted(files, "module")}`,
	];
}
