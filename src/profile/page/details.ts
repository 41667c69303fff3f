import { counted } from "../../display/counted.js";
import { element } from "../../display/element.js";
import { formatTime } from "../../display/format.js";
import { placeText } from "../report/import-text.js";
import { shortName } from "../report/module-path.js";
import type { Report } from "../report/report.js";
import { overviewOf } from "./overview.js";
import { type Step, stepsOf } from "./steps.js";
import type { Cell } from "./tree.js";

/** The most importers that are listed. */
const MOST = 12;

/** Returns what `cell` takes, and which imports it came by; of the start, what could be imported later. Calls `choose` with the module that is clicked. */
export function detailsOf(
	report: Report,
	cell: Cell,
	choose: (module: number) => void,
): HTMLElement[] {
	if (cell.parent === undefined) {
		return overviewOf(report, choose);
	}
	const heading = element("h2", "", cell.name);
	const own = `${formatTime(cell.own)} of its own`;
	const module = report.modules[cell.module];
	if (module === undefined) {
		return [heading, element("p", "faint", own)];
	}
	const facts = [
		`${formatTime(cell.milliseconds)} and ${counted(cell.files, "module")} with all that is loaded for it alone`,
		own,
	];
	if (module.size !== undefined) {
		facts.push(`${(module.size / 1_024).toFixed(1)} KiB`);
	}
	const importers = module.importers
		.filter((importer) => importer.module !== -1)
		.map(({ module, line }) => ({
			module,
			text: placeText(nameOf(report, module), line),
		}));
	return [
		heading,
		element("p", "faint", facts.join(" · ")),
		element("h3", "", "How it came to be loaded"),
		stepsOf(report, chainTo(report, cell.module), choose, "chain"),
		...(importers.length > 1
			? [
					element("h3", "", `All ${importers.length} that import it`),
					stepsOf(report, importers.slice(0, MOST), choose, "importers"),
				]
			: []),
		...(importers.length > MOST
			? [element("p", "faint", `and ${importers.length - MOST} more`)]
			: []),
	];
}

/** Returns the shortest way of imports from the start to `module`. */
function chainTo(report: Report, module: number): Step[] {
	const next = new Map<number, number>([[module, -1]]);
	let start = module;
	for (const each of next.keys()) {
		const importers = report.modules[each]?.importers ?? [];
		start = each;
		if (importers.length === 0 || importers.some((by) => by.module === -1)) {
			break;
		}
		for (const by of importers) {
			if (!next.has(by.module)) {
				next.set(by.module, each);
			}
		}
	}
	const steps: Step[] = [];
	for (let at = start; at !== -1; at = next.get(at) ?? -1) {
		const imported = report.modules[next.get(at) ?? -1];
		const by = imported?.importers.find((each) => each.module === at);
		const place = placeText(nameOf(report, at), by?.line);
		const text = by === undefined ? place : `${place} imports ${by.specifier}`;
		steps.push({ module: at, text });
	}
	return steps;
}

function nameOf(report: Report, module: number): string {
	return shortName(report, report.modules[module]?.name ?? "");
}
