import { CREATION, FIRST_WALK, PUBLISHER } from "./bare-import.js";
import {
	bareImportMedian,
	contestantsOf,
	heapGrowth,
	oneForOneRatio,
	requestRatio,
	sizesOf,
	startUpGrowth,
	startUpRatio,
	stormRatio,
	walkGrowth,
	walkRatio,
} from "./figures.js";
import type { ProfileFigures } from "./profile.js";
import type { Results } from "./results.js";
import type { ServerName } from "./servers.js";
import type { Spread } from "./statistics.js";

/** A figure that the package is meant to reach, and what was measured: the ratio's spread, or one number. */
export interface Target {
	readonly what: string;
	readonly bound: readonly ["≤" | "≥", number];
	readonly unit?: string;
	readonly measured: Spread | number | undefined;
}

const publishers: readonly ServerName[] = [
	"publisher with _q_import",
	"publisher with guesser",
];
const everything: ServerName = "everything at start";

/** Gives every target with what `results` have for it; nothing for one that is about another size. */
export function targetsOf(results: Results): Target[] {
	const { storm, requests, heap, profile } = results;
	return [
		...startUpTargets(results),
		...(storm?.figures[0]?.size === 1_000 ? stormTargets(results) : []),
		...packageTargets(results),
		...walkTargets(results),
		...(requests?.figures[0]?.size === 1_000 ? requestTargets(results) : []),
		...(heap?.figures.many === 1_000_000 ? [heapTarget(results)] : []),
		...(results["one-for-one"]?.figures[0]?.size === 40
			? [oneForOneTarget(results)]
			: []),
		...(profile?.figures.overhead.modules === 3_000
			? profileTargets(profile.figures)
			: []),
	];
}

/** Tells whether the target is met; a spread counts by its median. */
export function isMet({ bound: [sign, bound], measured }: Target): boolean {
	const figure = typeof measured === "object" ? measured.median : measured;
	return (
		figure !== undefined && (sign === "≤" ? figure <= bound : figure >= bound)
	);
}

function startUpTargets(results: Results): Target[] {
	const measures = [
		["response", "first response", 1.02],
		["cpu", "CPU", 1.03],
		["memory", "memory", 1.03],
	] as const;
	return publishers.flatMap((publisher): Target[] => [
		...measures.flatMap(([measure, name, most]) =>
			sizesOf(results.startup?.figures).map((size): Target => {
				const what = `${name}, ${publisher} to limit, N = ${text(size)}`;
				const measured = startUpRatio(results, size, measure, [
					publisher,
					"limit",
				]);
				const bound = size < 10_000 ? most : 1.04;
				return { what, bound: ["≤", bound], measured };
			}),
		),
		{
			what: `first response, everything at start to ${publisher}, N = 1,000`,
			bound: ["≥", 8],
			measured: startUpRatio(results, 1_000, "response", [
				everything,
				publisher,
			]),
		},
		{
			what: `first response, growth from N = 10 to 10,000, ${publisher}`,
			bound: ["≤", 1.05],
			measured: startUpGrowth(results, publisher),
		},
	]);
}

function stormTargets(results: Results): Target[] {
	return publishers.flatMap((publisher): Target[] => [
		{
			what: `storm, ${publisher} to limit, N = 1,000`,
			bound: ["≤", 1.05],
			measured: stormRatio(results, publisher, "limit"),
		},
		{
			what: `storm, everything at start to ${publisher}, N = 1,000`,
			bound: ["≥", 8],
			measured: stormRatio(results, everything, publisher),
		},
	]);
}

function packageTargets(results: Results): Target[] {
	const figures = results.import?.figures;
	const steps = [
		["importing the package when Express is loaded", PUBLISHER, 2.5],
		["creating a publisher", CREATION, 0.3],
		["the first walk, up to the import", FIRST_WALK, 0.7],
	] as const;
	return [
		...steps.map(
			([what, name, bound]): Target => ({
				what,
				bound: ["≤", bound],
				unit: "ms",
				measured: bareImportMedian(results, name),
			}),
		),
		{
			what: "modules read for that",
			bound: ["≤", 2],
			measured: figures?.files.length,
		},
		{
			what: "unpacked package",
			bound: ["≤", 100],
			unit: "kB",
			measured: figures && figures.unpacked / 1_000,
		},
		{
			what: "run-time dependencies that are not types",
			bound: ["≤", 0],
			measured: figures?.dependencies.filter((name) => !/^@types\//.test(name))
				.length,
		},
	];
}

function walkTargets(results: Results): Target[] {
	const figures = results.walk?.figures;
	return contestantsOf(figures)
		.filter((name) => name.startsWith("publisher"))
		.flatMap((name): Target[] => [
			...[[1_000, 1.25] as const, [10_000, 1] as const].map(
				([size, bound]): Target => ({
					what: `walk, ${name} to find-my-way, N = ${text(size)}`,
					bound: ["≤", bound],
					measured: walkRatio(results, size, name, "find-my-way"),
				}),
			),
			{
				what: `walk, ${name} to Express's router, N = 1,000`,
				bound: ["≤", 0.005],
				measured: walkRatio(results, 1_000, name, "Express's router, N mounts"),
			},
			{
				what: `walk, growth from N = 10 to 10,000, ${name}`,
				bound: ["≤", 1.3],
				measured: walkGrowth(results, name),
			},
		]);
}

function requestTargets(results: Results): Target[] {
	return [
		{
			what: "requests per second, publisher to one app.get",
			bound: ["≥", 0.97],
			measured: requestRatio(results, "publisher, pages", "one app.get"),
		},
		{
			what: "requests per second, publisher to Express with 1,000 mounts",
			bound: ["≥", 3],
			measured: requestRatio(results, "publisher, Routers", "N mounts"),
		},
	];
}

function heapTarget(results: Results): Target {
	return {
		what: "heap after 1,000,000 requests to heap after 10,000",
		bound: ["≤", 1.02],
		measured: heapGrowth(results),
	};
}

function oneForOneTarget(results: Results): Target {
	return {
		what: "processor time of a request, publisher to a lazy handler by hand, 40 mounts",
		bound: ["≤", 1.05],
		measured: oneForOneRatio(
			results,
			"processor",
			"publisher",
			"lazy handler by hand",
		),
	};
}

function text(size: number): string {
	return size.toLocaleString("en");
}

function profileTargets(figures: ProfileFigures): Target[] {
	const { attribution, prediction, overhead } = figures;
	const shareOf = (right: readonly boolean[]) =>
		right.filter(Boolean).length / right.length;
	return [
		{
			what: `profile: share of ${attribution.length} modules whose own time is right within 15 % or 2 ms`,
			bound: ["≥", 1],
			measured: shareOf(
				attribution.map(
					({ busy, own }) => Math.abs(own - busy) <= Math.max(2, 0.15 * busy),
				),
			),
		},
		{
			what: `profile: share of ${prediction.length} cuts that save what was predicted within 20 % or 10 ms`,
			bound: ["≥", 1],
			measured: shareOf(
				prediction.map(
					({ predicted, measured }) =>
						Math.abs(measured - predicted) <= Math.max(10, 0.2 * predicted),
				),
			),
		},
		{
			what: `profile: start of ${text(overhead.modules)} modules with the recording to without`,
			bound: ["≤", 1.5],
			measured: overhead.recorded / overhead.plain,
		},
	];
}
