/**
 * Gives the lines in which `source`, a module in JavaScript or TypeScript, imports, by specifier,
 * counted from 1: of an import over several lines, the one where the specifier stands; of several
 * imports, the first. What is computed stands nowhere, and is missing.
 */
export function importLines(source: string): Map<string, number> {
	const imports = new Map<string, number>();
	const others = new Map<string, number>();
	let line = 1;
	let code = ""; // Since the last string.
	let end = 0;
	for (const { 0: token, index } of source.matchAll(COMMENT_OR_STRING)) {
		const between = source.slice(end, index);
		code = (code + between).slice(-LONGEST_LIST);
		line += newlinesIn(between);
		if (!token.startsWith("/")) {
			const isImport = IMPORT.test(code) && !TYPE.test(code);
			const found = isImport ? imports : others;
			const specifier = token.slice(1, -1);
			if (!found.has(specifier)) {
				found.set(specifier, line);
			}
			code = "";
		}
		line += newlinesIn(token);
		end = index + token.length;
	}
	return new Map([...others, ...imports]);
}

const COMMENT_OR_STRING =
	/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
/** What stands before the string of an import. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*$/;
/** What stands before that of an import which TypeScript takes out. */
const TYPE = /\b(?:im|ex)port\s+type\s+(?!from\b)[^;=()]*$/;
/** How much of what stands before a string matters, in characters. */
const LONGEST_LIST = 2_000;

function newlinesIn(text: string): number {
	return text.split("\n").length - 1;
}
