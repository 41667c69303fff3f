import type { TestContext } from "node:test";
import { writeFiles } from "./files.js";

/** ES modules that are `required` by CommonJS, and those `inner` ones that these import, cannot wait for anything. */
type Format = "commonjs" | "module" | "required" | "inner";

/** What each may be imported by. Node 22.12 does not require what an ES module imports and is not evaluated yet. */
const importedBy: Readonly<Record<Format, readonly Format[]>> = {
	commonjs: ["commonjs", "module", "required", "inner"],
	module: ["module"],
	required: ["commonjs"],
	inner: ["required", "inner"],
};

/** A module of a generated server. */
export interface GeneratedModule {
	readonly format: Format;
	/** How long its body keeps the processor busy, in milliseconds. */
	readonly busy: number;
	/** Those it imports by statement or `require`, before anything else. */
	readonly imports: readonly number[];
	/** Those it imports, halfway through its body, by `await import()` all at once, or `require` in a function. */
	readonly late: readonly number[];
}

/** Gives the name of the file of a generated module. */
export function fileOf(
	modules: readonly GeneratedModule[],
	index: number,
): string {
	const isCommonJs = modules[index]?.format === "commonjs";
	return `m${index}.${isCommonJs ? "cjs" : "mjs"}`;
}

/** Gives the source of a module; what of `modules` is `deferred` it does not import. */
export function sourceOf(
	modules: readonly GeneratedModule[],
	index: number,
	deferred: ReadonlySet<number> = new Set(),
): string {
	const { format, busy, imports, late } = modules[index] as GeneratedModule;
	const kept = (those: readonly number[], code: (path: string) => string) =>
		those
			.filter((each) => !deferred.has(each))
			.map((each) => code(`"./${fileOf(modules, each)}"`));
	const half = `{ const end = performance.now() + ${busy / 2}; while (performance.now() < end); }`;
	const lines =
		format === "commonjs"
			? [
					...kept(imports, (path) => `require(${path});`),
					half,
					...kept(late, (path) => `(function late() { require(${path}); })();`),
				]
			: [
					...kept(imports, (path) => `import ${path};`),
					half,
					...allAtOnce(kept(late, (path) => `import(${path})`)),
				];
	return [...lines, half, ""].join("\n");
}

function allAtOnce(promises: readonly string[]): string[] {
	return promises.length === 0
		? []
		: [`await Promise.all([${promises.join(", ")}]);`];
}

/** Gives the files of a server that imports the module 0 of `modules`, and then listens on a free port. */
export function generatedServer(
	modules: readonly GeneratedModule[],
	deferred?: ReadonlySet<number>,
): Record<string, string> {
	return {
		...Object.fromEntries(
			modules.map((_, index) => [
				fileOf(modules, index),
				sourceOf(modules, index, deferred),
			]),
		),
		"server.mjs": `import { createServer } from "node:http";
import "./${fileOf(modules, 0)}";
createServer((req, res) => res.end("ok")).listen(0);
`,
	};
}

/** Gives a source of numbers from 0 to 1 that begins with the same ones for the same `seed`. */
export function randomOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return state / 2 ** 32;
	};
}

/** Writes such a server for the test `t`; gives its folder. */
export function writeGenerated(
	t: TestContext,
	modules: readonly GeneratedModule[],
): URL {
	return writeFiles(t, generatedServer(modules));
}

/**
 * Generates modules, each imported by one before it, some by more, and some by ones after it, in
 * circles; `random` gives numbers from 0 to 1. What is imported late is imported by none but one, so
 * it is known when it is evaluated.
 */
export function generateModules(
	count: number,
	random: () => number,
	busy: (index: number) => number,
): GeneratedModule[] {
	const upTo = (end: number) => Math.floor(random() * end);
	const modules: Growing[] = [];
	for (let index = 0; index < count; index++) {
		const [importer, ...others] = Array.from(
			{ length: 1 + upTo(3) },
			() => modules[upTo(index)],
		);
		const isCommonJs =
			random() < (importer?.format === "commonjs" ? 0.8 : 0.25);
		const module: Growing = {
			index,
			format: formatBelow(importer, isCommonJs),
			busy: busy(index),
			imports: [],
			late: [],
		};
		modules.push(module);
		if (importer !== undefined && random() < 0.15 && mayWait(importer)) {
			importer.late.push(index);
			continue;
		}
		for (const each of [importer, ...others]) {
			addImport(modules, each, module);
		}
		if (random() < 0.2) {
			addImport(modules, module, modules[upTo(index)]);
		}
	}
	return modules;
}

/** A module to which imports are added yet. */
interface Growing extends GeneratedModule {
	readonly index: number;
	readonly imports: number[];
	readonly late: number[];
}

/** Has `importer` import `imported`, where Node allows it. */
function addImport(
	modules: readonly Growing[],
	importer: Growing | undefined,
	imported: Growing | undefined,
): void {
	if (
		importer !== undefined &&
		imported !== undefined &&
		importer !== imported &&
		!importer.imports.includes(imported.index) &&
		importedBy[imported.format].includes(importer.format) &&
		isEvenCircle(modules, importer, imported)
	) {
		importer.imports.push(imported.index);
	}
}

function mayWait({ format }: GeneratedModule): boolean {
	return format === "module" || format === "commonjs";
}

/** Gives the format of what `importer` imports first; the first module of all is an ES module. */
function formatBelow(
	importer: GeneratedModule | undefined,
	isCommonJs: boolean,
): Format {
	switch (importer?.format) {
		case undefined:
			return "module";
		case "module":
			return isCommonJs ? "commonjs" : "module";
		case "commonjs":
			return isCommonJs ? "commonjs" : "required";
		default:
			return isCommonJs ? "commonjs" : "inner";
	}
}

/** Tells whether a circle that the import would make is one that can be evaluated: of one format, and without waiting for itself. */
function isEvenCircle(
	modules: readonly Growing[],
	importer: Growing,
	imported: Growing,
): boolean {
	const next = (from: number) => {
		const { imports = [], late = [] } = modules[from] ?? {};
		return [...imports, ...late];
	};
	const below = reachableFrom(imported.index, next);
	if (!below.has(importer.index)) {
		return true;
	}
	return [...below]
		.filter((each) => reachableFrom(each, next).has(importer.index))
		.every((each) => {
			const { format, late = [] } = modules[each] ?? {};
			const waits = format === "module" && late.length > 0;
			return format === importer.format && !waits;
		});
}

function reachableFrom(
	start: number,
	next: (from: number) => readonly number[],
): Set<number> {
	const found = new Set([start]);
	for (const each of found) {
		for (const other of next(each)) {
			found.add(other); // A set goes on to what is added to it.
		}
	}
	return found;
}
