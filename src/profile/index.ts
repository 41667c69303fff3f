export { profile, type Subject } from "./profile.js";
export {
	type Comparison,
	comparisonOf,
	type Difference,
	type Earlier,
	reportIn,
} from "./report/comparison.js";
export {
	CUTS_HEADING,
	importText,
	NO_CUTS,
	PACKAGES_HEADING,
	USE_UNKNOWN,
	USED_HEADING,
	useText,
} from "./report/import-text.js";
export type {
	Report,
	ReportedCut,
	ReportedMark,
	ReportedModule,
	ReportedPackage,
	Trial,
	UsedCut,
} from "./report/report.js";
export { reportPage } from "./report/report-page.js";
export { noiseText, TRIALS_HEADING, trialText } from "./report/trial-text.js";
export { fileOf } from "./server/script.js";
export type { Spread } from "./spread.js";
