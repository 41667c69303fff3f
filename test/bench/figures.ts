import { withCache } from "./compile-cache.js";
import type { Results } from "./results.js";
import type { ServerName } from "./servers.js";
import type { StartUpFigures } from "./start-up.js";
import { median, ratio, type Spread } from "./statistics.js";

/** The figures of start-up that are measured. */
export type StartUpMeasure = Exclude<
	keyof StartUpFigures,
	"size" | "contestant"
>;

/** Gives what was measured of one contestant at one size; `undefined` if it was not. */
export function startUpOf(
	results: Results,
	size: number,
	contestant: ServerName,
): StartUpFigures | undefined {
	return results.startup?.figures.find(
		(figures) => figures.size === size && figures.contestant === contestant,
	);
}

/** The ratio that a measure of start-up of `contestant` has to that of `to`. */
export function startUpRatio(
	results: Results,
	size: number,
	measure: StartUpMeasure,
	[contestant, to]: readonly [ServerName, ServerName],
): Spread | undefined {
	return ratioOf(
		startUpOf(results, size, contestant)?.[measure],
		startUpOf(results, size, to)?.[measure],
	);
}

/** The growth of a server's first response from 10 modules to 10,000. */
export function startUpGrowth(
	results: Results,
	server: ServerName,
): Spread | undefined {
	return ratioOf(
		startUpOf(results, 10_000, server)?.response,
		startUpOf(results, 10, server)?.response,
	);
}

export function stormRatio(
	results: Results,
	contestant: ServerName,
	to: ServerName,
): Spread | undefined {
	const figures = results.storm?.figures;
	return ratioOf(named(figures, contestant)?.all, named(figures, to)?.all);
}

export function cacheRatio(
	results: Results,
	contestant: ServerName,
	to: ServerName,
	isCached: boolean,
): Spread | undefined {
	const [name, toName] = isCached
		? [withCache(contestant), withCache(to)]
		: [contestant, to];
	const figures = results.cache?.figures.figures;
	return ratioOf(
		named(figures, name)?.response,
		named(figures, toName)?.response,
	);
}

export function walkOf(
	results: Results,
	size: number,
	contestant: string,
): readonly number[] | undefined {
	return results.walk?.figures.find(
		(figures) => figures.size === size && figures.contestant === contestant,
	)?.nanoseconds;
}

export function walkRatio(
	results: Results,
	size: number,
	contestant: string,
	to: string,
): Spread | undefined {
	return ratioOf(walkOf(results, size, contestant), walkOf(results, size, to));
}

/** The growth of what a walk costs from 10 names to 10,000. */
export function walkGrowth(
	results: Results,
	contestant: string,
): Spread | undefined {
	return ratioOf(
		walkOf(results, 10_000, contestant),
		walkOf(results, 10, contestant),
	);
}

export function requestRatio(
	results: Results,
	contestant: string,
	to: string,
): Spread | undefined {
	const figures = results.requests?.figures;
	return ratioOf(
		named(figures, contestant)?.perSecond,
		named(figures, to)?.perSecond,
	);
}

/** The ratio that a measure of `contestant` has to that of `to`, where each stands in the place of each handler. */
export function oneForOneRatio(
	results: Results,
	measure: "listening" | "response" | "processor",
	contestant: string,
	to: string,
): Spread | undefined {
	const figures = results["one-for-one"]?.figures;
	const [one, other] = [contestant, to].map((name) => {
		return named(figures, name)?.[measure];
	});
	return ratioOf(one, other);
}

export function heapGrowth({ heap }: Results): Spread | undefined {
	return ratioOf(heap?.figures.afterMany, heap?.figures.afterFew);
}

/** The ratio that the 99th percentile while preloading has to that without. */
export function preloadRatio(
	results: Results,
	contestant: string,
	to: string,
): Spread | undefined {
	const figures = results.preload?.figures.meanwhile;
	return ratioOf(
		named(figures, contestant)?.percentile99,
		named(figures, to)?.percentile99,
	);
}

export function watchRatio(
	{ watch }: Results,
	contestant: string,
	to: string,
): Spread | undefined {
	return ratioOf(
		named(watch?.figures, contestant)?.milliseconds,
		named(watch?.figures, to)?.milliseconds,
	);
}

/** The milliseconds that importing the package `name` takes. */
export function bareImportMedian(
	results: Results,
	name: string,
): number | undefined {
	const milliseconds = results.import?.figures.milliseconds[name];
	return milliseconds && median(milliseconds);
}

/** The sizes that were measured, in order. */
export function sizesOf(
	figures: readonly { readonly size: number }[] | undefined,
): number[] {
	const sizes = new Set(figures?.map(({ size }) => size));
	return [...sizes].sort((a, b) => a - b);
}

/** The names of those that were measured, in the order in which they were. */
export function contestantsOf(
	figures: readonly { readonly contestant: string }[] | undefined,
): string[] {
	return [...new Set(figures?.map(({ contestant }) => contestant))];
}

export function named<F extends { readonly contestant: string }>(
	figures: readonly F[] | undefined,
	name: string,
): F | undefined {
	return figures?.find(({ contestant }) => contestant === name);
}

function ratioOf(
	figures: readonly number[] | undefined,
	to: readonly number[] | undefined,
): Spread | undefined {
	return figures && to && ratio(figures, to);
}
