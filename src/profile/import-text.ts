import type { Report } from "./report.js";

/** Which lines import a module at start: `mail.js:3` and `imports mjml`. */
export interface ImportText {
	readonly where: string;
	readonly imports: string;
}

/** How many importers are named. */
const NAMED = 2;

/** Says because of which imports the module of that index is loaded by the first mark; `nameOf` gives the short name of a file. */
export function importText(
	{ modules }: Report,
	module: number,
	nameOf: (file: string) => string,
): ImportText {
	const { name = "", importers = [] } = modules[module] ?? {};
	const causes = importers.filter(({ isCause }) => isCause);
	const places = causes.map(({ module, line }) =>
		placeText(nameOf(modules[module]?.name ?? ""), line),
	);
	const [specifier = "", ...others] = new Set(
		causes.map(({ specifier }) => specifier),
	);
	// What goes by several names, or by one that is computed, is best told by its file.
	const isNamed = others.length === 0 && !/^(?:file:|\/|\w:)/.test(specifier);
	const more = places.length - NAMED;
	return {
		where: `${places.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
		imports: `${places.length === 1 ? "imports" : "import"} ${isNamed ? specifier : nameOf(name)}`,
	};
}

/** Gives a file and a line, if that is known, as editors take them: `mail.js:3`. */
export function placeText(file: string, line: number | undefined): string {
	return line === undefined ? file : `${file}:${line}`;
}
