import { counted } from "../../display/counted.js";
import { formatTime } from "../../display/format.js";
import { placeText } from "./import-text.js";
import type {
	ImpossibleTrial,
	MeasuredTrial,
	Report,
	ReportedPlace,
	Trial,
} from "./report.js";

/** The heading of what trials have shown. */
export const TRIALS_HEADING =
	"What it really saved to put these off, each in a trial";

/** Returns what the times of trials are worth; `undefined` if that is not known. */
export function noiseText({ noise }: Report): string | undefined {
	return noise === undefined
		? undefined
		: `Starts with nothing put off differ by ${formatTime(noise)}: what saves less cannot be told from none.`;
}

/** Returns what there is to say of a trial beside its figures, in sentences. */
export function trialText(
	report: Report,
	trial: Trial,
	nameOf: (file: string) => string,
): string[] {
	const placeOf = (place: ReportedPlace | undefined) =>
		place && placeText(nameOf(nameIn(report, place.module)), place.line);
	switch (trial.outcome) {
		case "measured":
			return [
				...touchText(report, trial, nameOf, placeOf),
				...(trial.contradicted.length > 0 ? ["Not as predicted."] : []),
			];
		case "failed":
			return [
				`${trial.reason}${trial.error === undefined ? "" : ` ${trial.error}`}`,
			];
		default:
			return [
				`Not tried: ${obstacleText(nameOf(nameIn(report, trial.module)), trial, placeOf(trial.by))}`,
			];
	}
}

function touchText(
	report: Report,
	{ touched }: MeasuredTrial,
	nameOf: (file: string) => string,
	placeOf: (place: ReportedPlace | undefined) => string | undefined,
): string[] {
	const [first] = touched;
	if (first === undefined) {
		return [];
	}
	const others = touched.length - 1;
	const more =
		others === 0 ? "" : `, and ${counted(others, "module")} of these more`;
	const by = placeOf(first.by) ?? "what is not in this report";
	const what = nameOf(nameIn(report, first.module));
	return [`${what} was touched before it listened, by ${by}${more}.`];
}

function obstacleText(
	name: string,
	{ why, name: exported }: ImpossibleTrial,
	by = "",
): string {
	switch (why) {
		case "unseen":
			return `what ${name} exports was not seen, or is no code.`;
		case "value":
			return exported === undefined
				? `what ${name} exports is a value, for which nothing can stand in.`
				: `${by} takes ${exported} from ${name}, a value, for which nothing can stand in.`;
		case "effect":
			return `${by} takes nothing from ${name}, which so is there for what it does.`;
		case "waits":
			return `${name}, or what it imports, waits at its top level, so it cannot be imported just when it is touched${by === "" ? "" : `, by ${by}`}.`;
	}
}

function nameIn({ modules }: Report, module: number): string {
	return modules[module]?.name ?? "";
}
