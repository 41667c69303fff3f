export { importText } from "./import-text.js";
export { nodeOptionsFor } from "./options.js";
export { reportPage } from "./page.js";
export { profile, type Subject } from "./profile.js";
export type {
	Report,
	ReportedCut,
	ReportedMark,
	ReportedModule,
} from "./report.js";
export { fileOf } from "./script.js";
export type { Spread } from "./spread.js";
