import type { TimedModule } from "../timeline/timeline.js";
import { type ImportGraph, reachable } from "./import-graph.js";
import {
	isOwn,
	type Ownership,
	packageOf,
	shortNameOf,
} from "./module-name.js";

/** What no server can do without. */
export interface Floor {
	readonly modules: ReadonlySet<number>;
	/** The packages and files it consists of, by their short names. */
	readonly names: readonly string[];
}

/** The built-in modules that every server needs to listen. */
const LISTENING = /^node:(?:http|net)$/;

/**
 * Returns the floor of the server of that `ownership`: Express, what Node was told to load before
 * the script, such as tsx, and all that these import. Of several copies of Express, the one that the
 * server's own modules import belongs to the floor; without such a one, the first. The others belong
 * to whatever imports them.
 */
export function floorOf(
	graph: ImportGraph,
	modules: readonly TimedModule[],
	ownership: Ownership,
): Floor {
	const { script: entry } = ownership;
	const nameOf = (module: number) => modules[module]?.name ?? "";
	const copies = graph.modules
		.filter((module) => modules[module]?.isExpress)
		.map((module) => packageOf(nameOf(module)));
	const isImportedHere = (copy: string) =>
		graph.modules.some(
			(module) =>
				packageOf(nameOf(module)) === copy &&
				graph.importers[module]?.some((by) => isOwn(nameOf(by), ownership)),
		);
	const home = copies.find(isImportedHere) ?? copies[0];
	const start =
		modules.find(({ name }) => name === entry)?.began ??
		Number.POSITIVE_INFINITY;
	const names = new Set(["Node"]);
	const roots = graph.modules.filter((module) => {
		const { name, began } = modules[module] as TimedModule;
		const isExpress = packageOf(name) === home;
		const isPreloaded =
			graph.importers[module]?.includes(-1) && began < start && name !== entry;
		if (isExpress || isPreloaded) {
			names.add(shortNameOf(name));
		}
		return isExpress || isPreloaded || LISTENING.test(name);
	});
	return { modules: reachable(graph.imports, roots), names: [...names] };
}
