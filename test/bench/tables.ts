import { markdownTable } from "markdown-table";
import {
	cacheRatio,
	contestantsOf,
	named,
	oneForOneRatio,
	preloadRatio,
	requestRatio,
	type StartUpMeasure,
	sizesOf,
	startUpOf,
	startUpRatio,
	stormRatio,
	walkOf,
	walkRatio,
	watchRatio,
} from "./figures.js";
import { machineLine } from "./machine.js";
import type { Measured, Results } from "./results.js";
import type { ServerName } from "./servers.js";
import { median, type Spread } from "./statistics.js";
import { isMet, targetsOf } from "./targets.js";

/** Gives all that `results` tell, in Markdown: medians, and medians of ratios with the range of half of the rounds. */
export function tables(results: Results): string {
	const startUp = (title: string, unit: string, measure: StartUpMeasure) =>
		section(
			`Start-up: ${title}, ${unit} (ratio to the limit)`,
			results.startup,
			startUpRows(results, measure),
		);
	return print([
		startUp("first response since the process was spawned", "ms", "response"),
		startUp("listening since the process was spawned", "ms", "listening"),
		startUp("CPU time until the first response", "ms", "cpu"),
		startUp("resident memory after the first response", "MiB", "memory"),
		startUp("peak of resident memory", "MiB", "peakMemory"),
		section("Storm", results.storm, stormRows(results)),
		section("Bare import", results.import, importRows(results)),
		section("Compile cache", results.cache, cacheRows(results)),
		section(
			"Finding the page: ns a request (ratio to find-my-way)",
			results.walk,
			walkRows(results),
		),
		section("Requests per second", results.requests, requestRows(results)),
		section("Heap", results.heap, heapRows(results)),
		section(
			"Steady requests while everything else is preloaded",
			results.preload,
			meanwhileRows(results),
		),
		section(
			"Visitors to a process that has just started",
			results.preload,
			warmingRows(results),
		),
		section(
			"Saving a file under node --watch",
			results.watch,
			watchRows(results),
		),
		section("One for one", results["one-for-one"], oneForOneRows(results)),
		section("Targets", undefined, targetRows(results)),
	]);
}

type Rows = readonly (readonly string[])[];

interface Section {
	readonly title: string;
	readonly source: string | undefined;
	readonly rows: Rows;
}

/** A table under its title, and where and when it was measured. */
function section(
	title: string,
	measured: Measured<unknown> | undefined,
	rows: Rows,
): Section {
	const source =
		measured && `${machineLine(measured.machine)}; ${measured.date}`;
	return { title, source, rows };
}

/** Writes the sections that have figures; the source only where it is not that of the section before. */
function print(sections: readonly Section[]): string {
	let last: string | undefined;
	const texts: string[] = [];
	for (const { title, source = last, rows } of sections) {
		const [head = []] = rows;
		if (rows.length > 1) {
			const align = head.map((_, column) => (column === 0 ? "l" : "r"));
			texts.push(
				`### ${title}\n`,
				...(source === undefined || source === last ? [] : [`${source}\n`]),
				`${markdownTable(rows, { align })}\n`,
			);
			last = source;
		}
	}
	return texts.join("\n");
}

function startUpRows(results: Results, measure: StartUpMeasure): Rows {
	const figures = results.startup?.figures;
	const sizes = sizesOf(figures);
	return [
		headOf(sizes),
		...contestantsOf(figures).map((name) => [
			name,
			...sizes.map((size) => {
				const server = name as ServerName;
				const toLimit = [server, "limit"] as const;
				const ratio = startUpRatio(results, size, measure, toLimit);
				const figures = startUpOf(results, size, server)?.[measure];
				return `${rounded(figures)} (${fixed(ratio?.median)})`;
			}),
		]),
	];
}

function headOf(sizes: readonly number[]): readonly string[] {
	return ["", ...sizes.map((size) => `N = ${size.toLocaleString("en")}`)];
}

function stormRows(results: Results): Rows {
	const figures = results.storm?.figures;
	const [first] = figures ?? [];
	return [
		[
			`${first?.processes} processes, N = ${first?.size}`,
			"all have responded, s",
			"to limit",
		],
		...contestantsOf(figures).map((name) => [
			name,
			rounded(named(figures, name)?.all.map((time) => time / 1_000)),
			spreadText(stormRatio(results, name as ServerName, "limit")),
		]),
	];
}

function importRows(results: Results): Rows {
	const figures = results.import?.figures;
	return [
		["once Express is loaded", "ms", "modules read"],
		...Object.entries(figures?.milliseconds ?? {}).map(([name, times]) => [
			name,
			rounded(times),
			name === "express-publisher" ? String(figures?.files.length) : "",
		]),
	];
}

function cacheRows(results: Results): Rows {
	const { node, figures } = results.cache?.figures ?? {};
	const [first] = figures ?? [];
	return [
		[
			`Node ${node}, N = ${first?.size}`,
			"first response, ms",
			"CPU, ms",
			"memory, MiB",
			"first response, to limit",
		],
		...contestantsOf(figures).map((name) => {
			const isCached = name.endsWith(", compile cache");
			const server = name.replace(/, compile cache$/, "") as ServerName;
			const measured = named(figures, name);
			return [
				name,
				rounded(measured?.response),
				rounded(measured?.cpu),
				rounded(measured?.memory),
				spreadText(cacheRatio(results, server, "limit", isCached)),
			];
		}),
	];
}

function walkRows(results: Results): Rows {
	const figures = results.walk?.figures;
	const sizes = sizesOf(figures);
	return [
		headOf(sizes),
		...contestantsOf(figures).map((name) => [
			name,
			...sizes.map((size) => {
				const ratio = walkRatio(results, size, name, "find-my-way");
				return `${rounded(walkOf(results, size, name))} (${fixed(ratio?.median)})`;
			}),
		]),
	];
}

function requestRows(results: Results): Rows {
	const figures = results.requests?.figures;
	return [
		[
			`N = ${figures?.[0]?.size}`,
			"requests/s",
			"to one app.get",
			"to N mounts",
		],
		...contestantsOf(figures).map((name) => [
			name,
			rounded(named(figures, name)?.perSecond),
			spreadText(requestRatio(results, name, "one app.get")),
			spreadText(requestRatio(results, name, "N mounts")),
		]),
	];
}

function heapRows({ heap }: Results): Rows {
	const megabytes = (bytes: readonly number[] = []) =>
		fixed(median(bytes) / 1e6);
	return heap === undefined
		? []
		: [
				["requests", "heap, MB"],
				[
					heap.figures.few.toLocaleString("en"),
					megabytes(heap.figures.afterFew),
				],
				[
					heap.figures.many.toLocaleString("en"),
					megabytes(heap.figures.afterMany),
				],
			];
}

function meanwhileRows(results: Results): Rows {
	const figures = results.preload?.figures;
	return [
		[
			preloadedSite(results),
			"median, ms",
			"99th percentile, ms",
			"to without preload",
			"lasted, s",
		],
		...contestantsOf(figures?.meanwhile).map((name) => {
			const measured = named(figures?.meanwhile, name);
			return [
				name,
				rounded(measured?.median),
				rounded(measured?.percentile99),
				spreadText(preloadRatio(results, name, "without preload")),
				rounded(measured?.duration.map((time) => time / 1_000)),
			];
		}),
	];
}

function warmingRows(results: Results): Rows {
	const figures = results.preload?.figures;
	return [
		[
			preloadedSite(results),
			"tenth page as fast as ever after, s",
			"its first response, ms",
			`of all responses, ${figures?.millisecondsOfModule} ms or longer, %`,
		],
		...contestantsOf(figures?.warming).map((name) => {
			const measured = named(figures?.warming, name);
			return [
				name,
				rounded(measured?.warm.map((time) => time / 1_000)),
				rounded(measured?.first),
				rounded(measured?.late.map((share) => share * 100)),
			];
		}),
	];
}

function preloadedSite({ preload }: Results): string {
	const { size, millisecondsOfModule, perSecond } = preload?.figures ?? {};
	return `N = ${size}, ${millisecondsOfModule} ms each, ${perSecond} requests/s`;
}

function watchRows(results: Results): Rows {
	const figures = results.watch?.figures;
	return [
		["newsroom", "from saving to the response, ms", "to everything at start"],
		...contestantsOf(figures).map((name) => [
			name,
			rounded(named(figures, name)?.milliseconds),
			spreadText(watchRatio(results, name, "everything at start")),
		]),
	];
}

function oneForOneRows(results: Results): Rows {
	const figures = results["one-for-one"]?.figures;
	const by = "lazy handler by hand";
	return [
		[
			`${figures?.[0]?.size} mounts`,
			"first response, ms",
			"to by hand",
			"requests/s",
			"processor time of each request, µs",
			"to by hand",
		],
		...contestantsOf(figures).map((name) => [
			name,
			rounded(named(figures, name)?.response),
			spreadText(oneForOneRatio(results, "response", name, by)),
			rounded(named(figures, name)?.perSecond),
			rounded(named(figures, name)?.processor),
			spreadText(oneForOneRatio(results, "processor", name, by)),
		]),
	];
}

function targetRows(results: Results): Rows {
	return [
		["", "target", "measured (half of the rounds)", "met"],
		...targetsOf(results)
			.filter(({ measured }) => measured !== undefined)
			.map((target) => {
				const { what, bound, unit = "", measured } = target;
				return [
					what,
					`${bound.join(" ")} ${unit}`.trim(),
					typeof measured === "object"
						? spreadText(measured)
						: `${fixed(measured)} ${unit}`.trim(),
					isMet(target) ? "yes" : "**no**",
				];
			}),
	];
}

function spreadText(spread: Spread | undefined): string {
	return spread === undefined
		? "–"
		: `${fixed(spread.median)} (${fixed(spread.low)}–${fixed(spread.high)})`;
}

function rounded(figures: readonly number[] | undefined): string {
	return figures === undefined ? "–" : fixed(median(figures));
}

/** A figure with as many digits as tell something. */
function fixed(figure: number | undefined): string {
	const options = { maximumSignificantDigits: 4 };
	return figure === undefined ? "–" : figure.toLocaleString("en", options);
}
