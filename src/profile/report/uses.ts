import { isWithin } from "../graph/import-graph.js";
import { isFile, isOwn, type Ownership } from "../graph/module-name.js";
import type { Run } from "../server/run.js";
import { pathOf } from "../timeline/recorded-modules.js";
import type { ReportedUse } from "./report.js";
import type { LoadedModules } from "./savings.js";

/** The most modules of which it is found out whether they are used at start: of one with many functions, that takes a second. */
const MOST = 100;

/** Returns the paths of those of `modules`, the most important first, of which can be found out whether they are used at start. */
export function watchable(
	modules: readonly number[],
	{ modules: all }: LoadedModules,
): string[] {
	return modules
		.map((module) => all[module]?.name ?? "")
		.filter((name) => isFile(name) && !/\?|\.(?:json|node)$/.test(name))
		.slice(0, MOST);
}

/**
 * Returns by whom modules are used before the server listens, as `run` tells in which they were watched;
 * `undefined` if it does not, as the server did not listen, or cannot be watched.
 */
export function usesIn(
	{ events, server }: Run,
	loaded: LoadedModules,
): Map<number, ReportedUse> | undefined {
	if (server === undefined || !events.some(([name]) => name === "watching")) {
		return undefined;
	}
	const { modules, graph, ownership } = loaded;
	const indices = new Map(modules.map(({ name }, index) => [name, index]));
	const uses = new Map<number, ReportedUse>();
	for (const event of events.slice(0, events.indexOf(server))) {
		const used =
			event[0] === "used" ? indices.get(pathOf(event[1])) : undefined;
		if (event[0] !== "used" || used === undefined || uses.has(used)) {
			continue;
		}
		const [first, ...places] = event[3].map(([name, line]) => ({
			module: indices.get(pathOf(name)) ?? -1,
			line,
		}));
		const isInside = (module: number) =>
			isWithin(used, module, graph.dominators);
		const user = userAmong(
			places.filter(({ module }) => !isInside(module)),
			modules,
			ownership,
		);
		// What it has from elsewhere is used without it, and what it does by itself is no use of it.
		if (first !== undefined && isInside(first.module) && user !== undefined) {
			uses.set(used, { how: event[2], ...user });
		}
	}
	return uses;
}

/** Returns which of `places`, the innermost first, uses something: the first that is the user's own, or else the first of a known module. */
export function userAmong<Place extends { readonly module: number }>(
	places: readonly Place[],
	modules: readonly { readonly name: string }[],
	ownership: Ownership,
): Place | undefined {
	const known = places.filter(({ module }) => module !== -1);
	return (
		known.find(({ module }) => isOwn(modules[module]?.name ?? "", ownership)) ??
		known[0]
	);
}
