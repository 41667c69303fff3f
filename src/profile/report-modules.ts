import { readFileSync, statSync } from "node:fs";
import { causesOf, sumsOfDominated } from "./dominated.js";
import { importLines } from "./import-line.js";
import { isFile } from "./module-name.js";
import type { ReportedModule } from "./report.js";
import type { Loaded } from "./savings.js";
import { spreadOf } from "./spread.js";

/** Reports on all modules, given what was imported up to each mark. */
export function reportModules(
	loaded: readonly [Loaded, ...Loaded[]],
): ReportedModule[] {
	const [{ modules, graph: start, floor }] = loaded;
	const lineOf = createLineFinder();
	const isInFile = modules.map(({ name }) => (isFile(name) ? 1 : 0));
	const causes = new Map(
		start.modules.map((module) => [module, causesOf(start, module)]),
	);
	const upTo = loaded.map(({ graph, own }) => ({
		own: medians(own),
		exclusive: medians(own.map((times) => sumsOfDominated(graph, times))),
		files: sumsOfDominated(graph, isInFile),
		dominators: new Map(
			graph.modules.map((module) => [module, graph.dominators[module] ?? -1]),
		),
	}));
	return modules.map(({ name, began, ended, importers, isRoute }, index) => ({
		name,
		size: isFile(name)
			? statSync(name, { throwIfNoEntry: false })?.size
			: undefined,
		began,
		ended,
		own: upTo.map(({ own }) => own[index] ?? 0),
		exclusive: upTo.map(({ exclusive, files }) => ({
			milliseconds: exclusive[index] ?? 0,
			files: files[index] ?? 0,
		})),
		dominators: upTo.map(({ dominators }) => dominators.get(index) ?? null),
		importers: importers.map(({ module, specifier }) => ({
			module,
			specifier,
			line: lineOf(modules[module]?.name ?? "", specifier),
			isCause: causes.get(index)?.includes(module) ?? false,
		})),
		isRoute,
		isFloor: floor.modules.has(index),
	}));
}

/** Gives for each module the median of its figures, `[run][module]`. */
function medians(figures: readonly (readonly number[])[]): number[] {
	const [first = []] = figures;
	return first.map(
		(_, module) => spreadOf(figures.map((run) => run[module] ?? 0)).median,
	);
}

/** Gives a function that finds the line in which the file `name` imports `specifier`; a file that has gone has none. */
function createLineFinder(): (
	name: string,
	specifier: string,
) => number | undefined {
	const files = new Map<string, ReadonlyMap<string, number>>();
	return (name, specifier) => {
		let lines = files.get(name);
		if (lines === undefined) {
			lines = linesIn(name);
			files.set(name, lines);
		}
		return lines.get(specifier);
	};
}

function linesIn(name: string): ReadonlyMap<string, number> {
	try {
		return isFile(name) ? importLines(readFileSync(name, "utf8")) : new Map();
	} catch {
		return new Map();
	}
}
