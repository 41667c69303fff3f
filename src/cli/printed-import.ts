import { importText, type Report, type ReportedCut } from "../profile/index.js";
import { printedFile } from "./printed-problem.js";

/** An import of this many characters is printed in two lines. */
const LONGEST = 60;

/** Returns the imports to change for a cut. */
export function printedImport(report: Report, cut: ReportedCut): string {
	const { where, imports } = importText(report, cut, printedFile);
	const isLong = where.length + imports.length >= LONGEST;
	return `${where}${isLong ? "\n  " : " "}${imports}`;
}
