import { counted } from "../../display/counted.js";
import { element } from "../../display/element.js";
import { formatTime } from "../../display/format.js";
import {
	CUTS_HEADING,
	importText,
	NO_CUTS,
	PACKAGES_HEADING,
	USE_UNKNOWN,
	USED_HEADING,
	useText,
} from "../report/import-text.js";
import { shortName } from "../report/module-path.js";
import type { Report, ReportedCut, Saving } from "../report/report.js";
import { noiseText, TRIALS_HEADING, trialText } from "../report/trial-text.js";
import { type Step, stepsOf } from "./steps.js";

/** The most packages that are listed. */
const MOST_PACKAGES = 20;

/** Returns what could be imported later, what trials have shown of that, what cannot wait, and the packages. Calls `choose` with the module that is clicked. */
export function overviewOf(
	report: Report,
	choose: (module: number) => void,
): HTMLElement[] {
	const { cuts, used, together, isUseKnown } = report;
	const noise = noiseText(report);
	const listOf = (heading: string, steps: readonly Step[]) =>
		steps.length === 0
			? []
			: [element("h2", "", heading), stepsOf(report, steps, choose, "cuts")];
	const cutSteps = cuts.map((cut) => ({
		module: cut.module,
		text: `${savingText(cut)}  ${textOf(report, cut)}`,
	}));
	const usedSteps = used.map((cut) => ({
		module: cut.module,
		text: `${savingText(cut)}  ${textOf(report, cut)}, ${useText(report, cut, (file) => shortName(report, file))}`,
	}));
	return [
		...(cuts.length === 0
			? [element("h2", "", CUTS_HEADING), element("p", "faint", NO_CUTS)]
			: listOf(CUTS_HEADING, cutSteps)),
		...(cuts.length > 1
			? [
					element(
						"p",
						"together",
						`${savingText(together)}  all of these together`,
					),
				]
			: []),
		...(isUseKnown || cuts.length === 0
			? []
			: [element("p", "faint", USE_UNKNOWN)]),
		...listOf(TRIALS_HEADING, trialStepsOf(report)),
		...(noise === undefined ? [] : [element("p", "faint", noise)]),
		...listOf(USED_HEADING, usedSteps),
		...packagesIn(report),
	];
}

function trialStepsOf(report: Report): Step[] {
	return report.cuts.flatMap((cut) => {
		const { trial, module, milliseconds, files } = cut;
		if (trial === undefined) {
			return [];
		}
		const figures =
			trial.outcome === "measured"
				? `${formatTime(trial.milliseconds)} of ${formatTime(milliseconds)}, ${trial.files} of ${counted(files, "module")}: `
				: "";
		return [
			{
				module,
				text: figures + textOf(report, cut),
				notes: trialText(report, trial, (file) => shortName(report, file)),
			},
		];
	});
}

function packagesIn({ packages }: Report): HTMLElement[] {
	if (packages.length === 0) {
		return [];
	}
	const more = packages.length - MOST_PACKAGES;
	const head = ["With all", "Itself", "Modules", "Package"].map((text) => {
		const cell = element("th", "", text);
		cell.scope = "col";
		return cell;
	});
	const rows = packages
		.slice(0, MOST_PACKAGES)
		.map(({ name, milliseconds, files, own }) =>
			element(
				"tr",
				"",
				...[formatTime(milliseconds), formatTime(own.milliseconds), `${files}`]
					.concat(name)
					.map((text) => element("td", "", text)),
			),
		);
	return [
		element("h2", "", PACKAGES_HEADING),
		element(
			"table",
			"packages",
			element("thead", "", element("tr", "", ...head)),
			element("tbody", "", ...rows),
		),
		...(more > 0 ? [element("p", "faint", `and ${more} more`)] : []),
	];
}

function savingText({ milliseconds, files }: Saving): string {
	return `${formatTime(milliseconds).padStart(8)}${counted(files, "module").padStart(13)}`;
}

function textOf(report: Report, cut: ReportedCut): string {
	const { where, imports } = importText(report, cut, (file) =>
		shortName(report, file),
	);
	return `${where} ${imports}`;
}
