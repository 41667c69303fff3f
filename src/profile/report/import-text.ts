import { counted } from "../../display/counted.js";
import { formatTime } from "../../display/format.js";
import type { Report, ReportedCut, UsedCut } from "./report.js";

/** Which lines import a module at start: `mail.js:3` and `imports mjml`. */
export interface ImportText {
	readonly where: string;
	readonly imports: string;
}

/** The heading of the cuts, and what is said if there are none. */
export const CUTS_HEADING =
	"What would be saved by importing it later, as nothing else needs it at start";
export const NO_CUTS = "No import is worth putting off.";

/** The heading of what cannot be cut, and what is said if that is not known. */
export const USED_HEADING =
	"What cannot wait, as what it exports is used before the server listens";
export const USE_UNKNOWN =
	"Whether these are used before the server listens is not known: it did not listen when that was watched, or this Node has no debugger.";

/** The heading of the packages. */
export const PACKAGES_HEADING =
	"What packages take with all that nothing else needs, and of that what they take themselves";

/** The most importers that are named. */
const NAMED = 2;

/** Returns which imports load the module of a cut by the first mark; `nameOf` returns the short name of a file. */
export function importText(
	{ modules }: Report,
	{ module, computed, isRoute, heaviest }: ReportedCut,
	nameOf: (file: string) => string,
): ImportText {
	if (computed !== undefined) {
		const { importer, line, modules: imported } = computed;
		const what = counted(imported.length, isRoute ? "route" : "module");
		const heaviest = nameOf(modules[module]?.name ?? "");
		return {
			where: placeText(nameOf(modules[importer]?.name ?? ""), line),
			imports: `imports ${what} by a computed path, heaviest ${heaviest}`,
		};
	}
	const { name = "", importers = [] } = modules[module] ?? {};
	const causes = importers.filter(({ isCause }) => isCause);
	const places = causes.map(({ module, line }) =>
		placeText(nameOf(modules[module]?.name ?? ""), line),
	);
	const [specifier = "", ...others] = new Set(
		causes.map(({ specifier }) => specifier),
	);
	// A module that is imported by several specifiers, or by its path or URL, is named by its file.
	const isNamed = others.length === 0 && !/^(?:file:|\/|\w:)/.test(specifier);
	const more = places.length - NAMED;
	return {
		where: `${places.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
		imports: `${places.length === 1 ? "imports" : "import"} ${isNamed ? specifier : nameOf(name)}${isRoute ? `, a route${heaviestText(heaviest)}` : ""}`,
	};
}

/** Returns by whom a cut is used at start: `called by server.js:3`. */
export function useText(
	{ modules }: Report,
	{ use: { how, module, line } }: UsedCut,
	nameOf: (file: string) => string,
): string {
	return `${how} by ${placeText(nameOf(modules[module]?.name ?? ""), line)}`;
}

/** Returns what a route is so heavy by: nothing but a package that takes longer than a millisecond is worth the words. */
function heaviestText(heaviest: ReportedCut["heaviest"]): string {
	return heaviest === undefined || heaviest.milliseconds < 1
		? ""
		: ` → ${heaviest.name} ${formatTime(heaviest.milliseconds)}`;
}

/** Returns a file, with the line if that is known, as editors take them: `mail.js:3`. */
export function placeText(file: string, line: number | undefined): string {
	return line === undefined ? file : `${file}:${line}`;
}
