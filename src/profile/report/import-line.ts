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

/** Returns the specifiers that a statement of `source` imports without taking anything from them. */
export function bareImportsIn(source: string): Set<string> {
	const found = new Set<string>();
	for (const { text, code, end } of stringsIn(source)) {
		const isBare =
			BARE_IMPORT.test(code) ||
			(BARE_REQUIRE.test(code) && BARE_REQUIRE_END.test(source.slice(end)));
		if (isBare) {
			found.add(text);
		}
	}
	return found;
}

/** Returns for each specifier the names that static imports of `source` take from it; of `import * as`, which may take any, none. */
export function importedNamesIn(source: string): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const { text, code } of stringsIn(source)) {
		const [, clause] = CLAUSE.exec(code) ?? [];
		if (clause !== undefined) {
			const names = found.get(text) ?? new Set();
			found.set(text, names);
			for (const name of namesIn(clause)) {
				names.add(name);
			}
		}
	}
	return found;
}

/** Returns what is imported by what stands between `import` and `from`. */
function namesIn(clause: string): string[] {
	const [, list = ""] = /\{([^{}]*)\}/.exec(clause) ?? [];
	const named = list
		.split(",")
		.map((each) => each.trim())
		.filter((each) => each !== "" && !/^type\s/.test(each))
		.map((each) => each.replace(/\s+as\s[\s\S]*/, ""));
	return /^[\w$]/.test(clause) ? ["default", ...named] : named;
}

/** Yields the strings in `source`, each with its line, counted from 1, its end, and the end of the code between it and the string before. */
function* stringsIn(
	source: string,
): Generator<{ text: string; line: number; end: number; code: string }> {
	let line = 1;
	let code = "";
	let end = 0;
	for (const { 0: token, index } of source.matchAll(COMMENT_OR_STRING)) {
		const between = source.slice(end, index);
		code = (code + between).slice(-LONGEST_LIST);
		line += newlinesIn(between);
		end = index + token.length;
		if (!token.startsWith("/")) {
			yield { text: token.slice(1, -1), line, end, code };
			code = "";
		}
		line += newlinesIn(token);
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
/** What stands before, and after, the string of a statement that is nothing but an import. */
const BARE_IMPORT = /\bimport\s*$/;
const BARE_REQUIRE = /(?:^|[;{})])\s*require\s*\(\s*$/;
const BARE_REQUIRE_END = /^\s*\)[^\S\n]*(?:[;}]|\n(?!\s*[.([])|$)/;
/** What stands before the string of an import that takes something, with what that is. */
const CLAUSE =
	/\bimport\b\s*(?!type\s+[\w$*{])((?:(?!\bimport\b)[^;()=])+?)\s*\bfrom\s*$/;
/** How many characters before a string are looked at. */
const LONGEST_LIST = 2_000;

function newlinesIn(text: string): number {
	return text.split("\n").length - 1;
}
