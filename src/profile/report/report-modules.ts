import { statSync } from "node:fs";
import { sumsOfDominated } from "../graph/import-graph.js";
import { isFile } from "../graph/module-name.js";
import { spreadOf } from "../spread.js";
import type { ImportPlaces } from "./import-places.js";
import type { ReportedModule } from "./report.js";
import type { LoadedModules } from "./savings.js";

/** Returns the report on each module; `loaded` has what was loaded up to each mark, and `places` where modules import each other. */
export function reportModules(
	loaded: readonly [LoadedModules, ...LoadedModules[]],
	places: ImportPlaces,
): ReportedModule[] {
	const [{ modules, graph: start, floor }] = loaded;
	const isInFile = modules.map(({ name }) => (isFile(name) ? 1 : 0));
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
			line: places.lineOf(modules[module]?.name ?? "", specifier),
			isCause: start.causes[index]?.includes(module) ?? false,
		})),
		isRoute,
		isFloor: floor.modules.has(index),
	}));
}

/** Returns for each module the median of its `figures`: `[run][module]`. */
function medians(figures: readonly (readonly number[])[]): number[] {
	const [first = []] = figures;
	return first.map(
		(_, module) => spreadOf(figures.map((run) => run[module] ?? 0)).median,
	);
}
