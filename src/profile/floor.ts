import { type ImportGraph, reachable } from "./import-graph.js";
import { isOwn, packageOf, shortNameOf } from "./module-name.js";
import type { TimedModule } from "./timeline.js";

/** What no server can do without. */
export interface Floor {
	readonly modules: ReadonlySet<number>;
	/** What it consists of. */
	readonly names: readonly string[];
}

/** Built into Node, and needed to listen at all. */
const LISTENING = /^node:(?:http|net)$/;

/**
 * Gives the modules without which the server whose script is `entry` is not to be had: Express, with
 * all that it imports; also what Node was told to load before the script, such as tsx, with what
 * that imports. Of several copies of Express it is the one that the server itself imports, if it does:
 * the others are for whatever brings them.
 */
export function floorOf(
	graph: ImportGraph,
	modules: readonly TimedModule[],
	entry: string,
): Floor {
	const nameOf = (module: number) => modules[module]?.name ?? "";
	const copies = graph.modules
		.filter((module) => modules[module]?.isExpress)
		.map((module) => packageOf(nameOf(module)));
	const isImportedHere = (copy: string) =>
		graph.modules.some(
			(module) =>
				packageOf(nameOf(module)) === copy &&
				graph.importers[module]?.some((by) => isOwn(nameOf(by), entry)),
		);
	const home = copies.find(isImportedHere) ?? copies[0];
	const start =
		modules.find(({ name }) => name === entry)?.began ??
		Number.POSITIVE_INFINITY;
	const named: string[] = [];
	const roots = graph.modules.filter((module) => {
		const { name, began } = modules[module] as TimedModule;
		const isExpress = packageOf(name) === home;
		const isPreloaded =
			graph.importers[module]?.includes(-1) && began < start && name !== entry;
		if (isExpress || isPreloaded) {
			named.push(shortNameOf(name));
		}
		return isExpress || isPreloaded || LISTENING.test(name);
	});
	return {
		modules: reachable(graph.imports, roots),
		names: ["Node", ...new Set(named)],
	};
}
