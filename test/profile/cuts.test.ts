// Which imports are named as cuts, in graphs of imports that are made up.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importSource } from "../support/source.js";

interface Graph {
	readonly modules: readonly number[];
}

interface Importer {
	readonly module: number;
	readonly specifier: string;
	readonly time: number;
}

const { importGraph } = await importSource<{
	importGraph(
		modules: readonly { began: number; importers: readonly Importer[] }[],
		time: number,
		without?: ReadonlySet<number>,
	): Graph;
}>("profile/graph/import-graph.ts");
const { sumsOfDominated } = await importSource<{
	sumsOfDominated(graph: Graph, figures: readonly number[]): number[];
}>("profile/graph/import-graph.ts");
const { findCuts } = await importSource<{
	findCuts(
		graph: Graph,
		candidates: readonly {
			saving: number;
			isOwn: boolean;
			isRoute: boolean;
			isServing: boolean;
			isFloor: boolean;
		}[],
	): number[];
}>("profile/graph/cuts.ts");

/** A module: what it takes itself, what imports it, and what it is besides a package. */
interface Module {
	readonly own: number;
	readonly by?: readonly string[];
	readonly is?: "own" | "serving" | "route" | "floor";
}

test("the import is named on which most hangs, not the way there", () => {
	assert.deepEqual(
		cutsIn({
			server: { own: 50, is: "own" },
			mail: { own: 1, by: ["server"], is: "own" },
			chart: { own: 1, by: ["mail"], is: "own" },
			charts: { own: 100, by: ["chart"] },
			lines: { own: 100, by: ["charts"] },
		}),
		["charts"],
	);
});

test("a cut is named once, not again by what is nested in it", () => {
	// In the mailer there are two imports, and two lines to change for the one that leads to it.
	assert.deepEqual(
		cutsIn({
			server: { own: 300, is: "own" },
			mail: { own: 50, by: ["server"], is: "own" },
			templates: { own: 40, by: ["mail"] },
			transport: { own: 30, by: ["mail"] },
		}),
		["mail"],
	);
});

test("nested cuts are named if they save most of it with no more lines to change", () => {
	const drivers = Object.fromEntries(
		["kafka", "mongo", "mssql", "redis"].map((name) => [
			name,
			{ own: 50, by: ["tools"] },
		]),
	);
	const others = ["one", "two", "three"];
	const modules: Record<string, Module> = {
		server: { own: 1_000, is: "own" },
		...Object.fromEntries(
			others.map((name) => [name, { own: 1, by: ["server"], is: "own" }]),
		),
		...drivers,
	};
	const toolsBy = (by: readonly string[], own: number) =>
		cutsIn({ ...modules, tools: { own, by, is: "own" } })
			.filter((name) => !others.includes(name))
			.sort();
	// Four lines instead of one, or of four.
	assert.deepEqual(toolsBy(["server"], 1), ["tools"]);
	assert.deepEqual(toolsBy(["server", ...others], 1), Object.keys(drivers));
	assert.deepEqual(toolsBy(["server", ...others], 199), Object.keys(drivers));
	assert.deepEqual(toolsBy(["server", ...others], 201), ["tools"]);
	delete modules.redis;
	assert.deepEqual(toolsBy(["server"], 1), ["tools"]);
	delete modules.mssql;
	delete modules.mongo;
	assert.deepEqual(toolsBy(["server"], 1), ["kafka"]);
});

test("what brings the server into being, and what leads there, is no cut, whatever it takes", () => {
	assert.deepEqual(
		cutsIn({
			server: { own: 500, is: "serving" },
			start: { own: 1, by: ["server"], is: "own" },
			app: { own: 40, by: ["start"], is: "serving" },
			mail: { own: 30, by: ["app"] },
			search: { own: 20, by: ["app"] },
			admin: { own: 60, by: ["app"], is: "route" },
		}),
		["admin", "mail", "search"],
	);
	// Not even if nothing is nested in it.
	assert.deepEqual(
		cutsIn({
			server: { own: 5, is: "serving" },
			app: { own: 40, by: ["server"], is: "serving" },
		}),
		[],
	);
});

for (const share of [5, 50, 95]) {
	test(`an import that carries ${share} % of a server is a cut as any other`, () => {
		const leaves = Array.from({ length: 20 }, (_, n) => [
			`leaf-${n}`,
			{ own: share / 20, by: ["templates"], is: "own" as const },
		]);
		assert.deepEqual(
			cutsIn({
				server: { own: 100 - share, is: "serving" },
				mail: { own: 0.1, by: ["server"], is: "own" },
				templates: { own: 0.1, by: ["mail"], is: "own" },
				...Object.fromEntries(leaves),
			}),
			["templates"],
		);
	});
}

test("a route is a cut whatever is nested in it, and what mounts it is none", () => {
	assert.deepEqual(
		cutsIn({
			server: { own: 300, is: "own" },
			routes: { own: 20, by: ["server"], is: "own" },
			users: { own: 1, by: ["routes"], is: "route" },
			database: { own: 60, by: ["users"] },
			articles: { own: 59, by: ["routes"], is: "route" },
			search: { own: 58, by: ["routes"], is: "route" },
			feed: { own: 57, by: ["routes"], is: "route" },
		}),
		["users", "articles", "search", "feed"],
	);
});

test("what a package imports as well is no cut of the user's", () => {
	assert.deepEqual(
		cutsIn({
			server: { own: 100, is: "own" },
			mail: { own: 10, by: ["server"] },
			shared: { own: 50, by: ["server", "mail"] },
		}),
		["mail"],
	);
});

test("a package that imports its own entry again is a cut all the same", () => {
	assert.deepEqual(
		cutsIn({
			server: { own: 100, is: "own" },
			lib: { own: 50, by: ["server", "part"] },
			part: { own: 1, by: ["lib"] },
		}),
		["lib"],
	);
});

test("what every server needs is no cut, and none saves it", () => {
	assert.deepEqual(
		cutsIn({
			server: { own: 100, is: "own" },
			app: { own: 20, by: ["server"], is: "own" },
			express: { own: 90, by: ["app"], is: "floor" },
			mail: { own: 10, by: ["app"] },
			http: { own: 5, by: ["server"], is: "floor" },
			helmet: { own: 25, by: ["server"] },
		}),
		["app", "helmet"],
	);
});

test("a cut saves what would not be loaded without it, and nothing that another one saves", () => {
	const size = 12;
	const graphs = fc.array(
		fc.record({
			by: fc.uniqueArray(fc.nat({ max: size }), { minLength: 1, maxLength: 3 }),
			own: fc.integer({ min: 1, max: 100 }),
			is: fc.constantFrom(
				"own" as const,
				"serving" as const,
				"route" as const,
				undefined,
			),
		}),
		{ minLength: 1, maxLength: size },
	);
	fc.assert(
		fc.property(graphs, (graph) => {
			const named: Record<string, Module> = { m0: { own: 1, is: "own" } };
			for (const [index, { by, own, is }] of graph.entries()) {
				const importers = by
					.filter((each) => each <= graph.length && each !== index + 1)
					.map((each) => `m${each}`);
				named[`m${index + 1}`] = {
					own,
					by: importers.length === 0 ? ["m0"] : importers,
					...(is === undefined ? {} : { is }),
				};
			}
			const { modules, savings } = savingsOf(named);
			const cuts = cutsIn(named).map((name) =>
				Object.keys(named).indexOf(name),
			);
			const own = Object.values(named).map((module) => module.own);
			const all = importGraph(modules, 1).modules;
			const goneWithout = (those: readonly number[]) => {
				const left = new Set(importGraph(modules, 1, new Set(those)).modules);
				return all.filter((module) => !left.has(module));
			};
			const alone = cuts.map((cut) => goneWithout([cut]));
			assert.deepEqual(
				alone.map((gone) => sum(gone.map((module) => own[module] ?? 0))),
				cuts.map((cut) => savings[cut]),
			);
			assert.equal(new Set(alone.flat()).size, alone.flat().length);
			assert.ok(goneWithout(cuts).length >= alone.flat().length);
		}),
		{ numRuns: 1_000 },
	);
});

function cutsIn(named: Readonly<Record<string, Module>>): string[] {
	const names = Object.keys(named);
	const { graph, savings } = savingsOf(named);
	const candidates = Object.values(named).map(({ is }, module) => ({
		saving: savings[module] ?? 0,
		isOwn: is !== undefined && is !== "floor",
		isRoute: is === "route",
		isServing: is === "serving",
		isFloor: is === "floor",
	}));
	return findCuts(graph, candidates).map((module) => names[module] ?? "");
}

function savingsOf(named: Readonly<Record<string, Module>>) {
	const names = Object.keys(named);
	const modules = Object.values(named).map(({ by = [] }) => ({
		began: 0,
		importers: by.map((name) => ({
			module: names.indexOf(name),
			specifier: name,
			time: 0,
		})),
	}));
	const graph = importGraph(modules, 1);
	const figures = Object.values(named).map(({ own, is }) =>
		is === "floor" ? 0 : own,
	);
	return { modules, graph, savings: sumsOfDominated(graph, figures) };
}

function sum(figures: readonly number[]): number {
	return figures.reduce((total, figure) => total + figure, 0);
}
