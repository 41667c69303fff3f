export {
	type CheckOptions,
	type CheckReport,
	check,
	type ImportTime,
	type Progress,
} from "./check.js";
export type { Problem } from "./problem.js";
export type { SiteOptions } from "./site-order.js";
export { tree } from "./tree.js";
