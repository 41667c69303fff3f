/**
 * Returns for each specifier that `source`, a module in JavaScript or TypeScript, imports the line
 * where it stands, counted from 1; the first line if there are several. Specifiers that are computed
 * are missing.
 */
export function importLines(source: string): Map<string, number> {
	const imports = new Map<string, number>();
	const others = new Map<string, number>();
	for (const { text, line, code } of stringsIn(source)) {
		const isImport = IMPORT.test(code) && !TYPE.test(code);
		const found = isImport ? imports : others;
		if (!found.has(text)) {
			found.set(text, line);
		}
	}
	return new Map([...others, ...imports]);
}

/** Returns the specifiers that `source` re-exports: by `export … from`, or as compilers write `export * from` for CommonJS. */
export function reexportsIn(source: string): Set<string> {
	const found = new Set<string>();
	for (const { text, code } of stringsIn(source)) {
		if (REEXPORT.test(code)) {
			found.add(text);
		}
	}
	return found;
}

/** Yields the strings in `source`, each with its line, counted from 1, and the end of the code between it and the string before. */
function* stringsIn(
	source: string,
): Generator<{ text: string; line: number; code: string }> {
	let line = 1;
	let code = "";
	let end = 0;
	for (const { 0: token, index } of source.matchAll(COMMENT_OR_STRING)) {
		const between = source.slice(end, index);
		code = (code + between).slice(-LONGEST_LIST);
		line += newlinesIn(between);
		if (!token.startsWith("/")) {
			yield { text: token.slice(1, -1), line, code };
			code = "";
		}
		line += newlinesIn(token);
		end = index + token.length;
	}
}

/** Returns the lines in which `source` imports what is computed, by `require` or `import()`, counted from 1, each once. */
export function computedImportLines(source: string): number[] {
	// Positions of lines stay; a string with something computed in it is as good as a variable.
	const code = source.replace(COMMENT_OR_STRING, (token) => {
		const isComputed = token.startsWith("`") && token.includes("${");
		const kept = "\n".repeat(newlinesIn(token));
		return token.startsWith("/")
			? kept
			: (isComputed ? "computed" : '""') + kept;
	});
	const lines = [...code.matchAll(COMPUTED)].map(
		({ index }) => newlinesIn(code.slice(0, index)) + 1,
	);
	return [...new Set(lines)];
}

const COMPUTED = /(?<!\bfunction\s+|[.\w$#])(?:require|import)\s*\(\s*[^\s)"]/g;
const COMMENT_OR_STRING =
	/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
/** What stands before the string of an import. */
const IMPORT = /\b(?:from|import|require)\s*\(?\s*$/;
/** What stands before the string of an import that TypeScript removes. */
const TYPE = /\b(?:im|ex)port\s+type\s+(?!from\b)[^;=()]*$/;
/** What stands before the string of a re-export. */
const REEXPORT =
	/\bexport\s*(?:\{[^{}]*\}|\*(?:\s*as\s+[\w$]+)?)\s*from\s*$|\b(?:__exportStar|__export)\(require\($/;
/** How many characters before a string are looked at. */
const LONGEST_LIST = 2_000;

function newlinesIn(text: string): number {
	return text.split("\n").length - 1;
}
