// The benchmarks run, and the README tells what they measured.
import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { XMLValidator } from "fast-xml-parser";
import {
	contestantsOf,
	named,
	sizesOf,
	startUpOf,
	walkOf,
	walkRatio,
} from "../bench/figures.js";
import { machineLine } from "../bench/machine.js";
import { parts, type Results } from "../bench/results.js";
import { type ServerName, servers } from "../bench/servers.js";
import { full, quick } from "../bench/settings.js";
import { median, ratio } from "../bench/statistics.js";
import { tables } from "../bench/tables.js";
import { run } from "../support/consumer.js";

test("the benchmarks run, and what they tell makes sense", async () => {
	const repository = pathToFileURL(`${resolve()}/`);
	rmSync(quick.resultsFolder, { recursive: true, force: true });
	const main = ["build/bench/main.js", "quick"];
	const printed = await run(repository, process.execPath, ...main);

	const file = `${quick.resultsFolder}/results.json`;
	const results: Required<Results> = JSON.parse(readFileSync(file, "utf8"));
	const measured = Object.keys(parts).filter((part) => part !== "cache");
	assert.deepEqual(Object.keys(results).sort(), measured.sort());

	for (const figures of [results.startup.figures, results.storm.figures]) {
		assert.deepEqual(contestantsOf(figures), Object.keys(servers));
	}
	for (const figures of results.startup.figures) {
		const { size, listening, response, cpu, memory } = figures;
		assert.equal(size, 10);
		// Node alone takes longer than a millisecond, and more than a MiB.
		for (const figure of [listening, cpu, memory]) {
			assert.ok(median(figure) > 1, JSON.stringify(figures));
		}
		assert.ok(median(response) >= median(listening), JSON.stringify(figures));
	}
	for (const { times, processes, all } of results.storm.figures) {
		assert.equal(times.length, processes);
		assert.equal(all[0], times.at(-1)?.responded);
	}
	assert.ok(results.import.figures.files.includes("dist/index.js"));
	assert.equal(results.walk.figures.length, 8);
	assert.ok(results.requests.figures.length > 0);
	// A busy machine may keep one contestant from its second, but not all.
	const perSecond = results.requests.figures.map((figures) =>
		median(figures.perSecond),
	);
	assert.ok(Math.max(...perSecond) > 1, `${perSecond}`);
	const { overhead, attribution } = results.profile.figures;
	assert.ok(overhead.recorded > 1 && overhead.plain > 1);
	assert.equal(attribution.length, 5);
	for (const { own } of attribution) {
		// Not a number if the report lacks the module. How near it comes to what
		// the module was busy for is for the full run: a busy machine decides that.
		assert.ok(own > 0, JSON.stringify(attribution));
	}
	assert.ok(Number(results.heap.figures.afterMany[0]) > 1e6);
	const { meanwhile, warming } = results.preload.figures;
	assert.equal(meanwhile.length, 2);
	for (const { percentile99, duration, ...figures } of meanwhile) {
		assert.ok(Number(percentile99[0]) >= Number(figures.median[0]));
		// The nine modules that are preloaded keep the process busy for 5 ms each.
		assert.ok(Number(duration[0]) >= 45, JSON.stringify(meanwhile));
	}
	assert.equal(warming.length, 5);
	for (const { warm, first, late } of warming) {
		assert.ok(Number.isFinite(warm[0]) && Number(first[0]) > 0);
		assert.ok(Number(late[0]) >= 0 && Number(late[0]) <= 1);
	}
	assert.equal(results["one-for-one"].figures.length, 3);
	for (const { listening, response } of results["one-for-one"].figures) {
		assert.ok(median(response) >= median(listening) && median(listening) > 1);
	}
	assert.equal(results.watch.figures.length, 2);
	for (const { milliseconds } of results.watch.figures) {
		// Starting Node alone takes longer.
		assert.ok(median(milliseconds) > 10);
	}

	const { node, packages } = results.startup.machine;
	assert.ok(printed.includes(`Node ${node}, express ${packages.express}`));
	for (const chart of ["start-up.svg", "storm.svg"]) {
		const svg = readFileSync(`${quick.resultsFolder}/${chart}`, "utf8");
		assert.ok(svg.startsWith("<svg "));
		assert.doesNotMatch(svg, /NaN|undefined/);
		for (const name of Object.keys(servers)) {
			assert.ok(svg.includes(`>${name}`), `${name} in ${chart}`);
		}
		assert.equal(XMLValidator.validate(svg), true);
	}
});

test("ratios are taken round by round", () => {
	// The medians are 2 and 10; the machine was ten times slower in the last round.
	assert.equal(ratio([2, 1, 100], [10, 5, 500, 7]).median, 0.2);
	assert.deepEqual(ratio([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]), {
		low: 2,
		median: 3,
		high: 4,
	});
});

test("the README's figures are those of the last full run", () => {
	const file = `${full.resultsFolder}/results.json`;
	const results: Results = JSON.parse(readFileSync(file, "utf8"));
	const printed = new Set(rowsOf(tables(results)));
	const paper = readFileSync("test/bench/README.md", "utf8");
	for (const [title, fewest] of [
		["# What it saves", 20],
		["## What preloading costs and saves", 8],
	] as const) {
		const [, section = ""] = paper.split(`${title}\n`);
		const rows = rowsOf(String(section.split(/^## /m)[0]));
		assert.ok(rows.length > fewest, title);
		for (const row of rows) {
			assert.ok(printed.has(row), row);
		}
	}
});

test("what the README says in words is what the last full run measured", () => {
	const file = `${full.resultsFolder}/results.json`;
	const results: Required<Results> = JSON.parse(readFileSync(file, "utf8"));
	// The one part whose machine is named for itself.
	const { "one-for-one": oneForOne, ...others } = results;
	const { startup, storm, walk, preload, profile } = others;
	const { machine, date } = startup;
	for (const [part, measured] of Object.entries(others)) {
		assert.deepEqual(measured.machine, machine, part);
	}

	const responseOf = (size: number, name: ServerName) =>
		median(startUpOf(results, size, name)?.response ?? []);
	const behind = (size: number, name: ServerName) =>
		Math.ceil(responseOf(size, name) - responseOf(size, "limit"));
	const publishers = [
		"publisher with _q_import",
		"publisher with guesser",
	] as const;
	const behindLazy = (size: number, publisher: ServerName) =>
		responseOf(size, publisher) - responseOf(size, "lazy mounts");
	for (const publisher of publishers) {
		const ahead = -behindLazy(10_000, publisher);
		assert.ok(ahead > responseOf(10_000, "limit") / 2, "mounts cost much more");
	}
	const sizes = [10, 100, 1_000];
	const upToThousand = sizes.flatMap((size) =>
		publishers.map((publisher) => behind(size, publisher)),
	);
	const fromLazy = sizes.flatMap((size) =>
		publishers.map((publisher) => Math.abs(behindLazy(size, publisher))),
	);
	const atMost = Math.max(...publishers.map((name) => behind(10_000, name)));
	const unguarded = ["publisher, own values", "publisher, imported"];
	const toFindMyWay = sizesOf(walk.figures).flatMap((size) =>
		unguarded.map((name) =>
			Number(walkRatio(results, size, name, "find-my-way")?.median),
		),
	);
	const percent = (ratio: number) => Math.round(100 / ratio);
	const ofGuard = sizesOf(walk.figures).flatMap((size) =>
		unguarded.map((name) => {
			const [without = 0, guarded = 0] = [name, `${name}, _q_access`].map(
				(name) => median(walkOf(results, size, name) ?? []),
			);
			return (guarded - without) / 1_000;
		}),
	);

	const { size, millisecondsOfModule, perSecond } = preload.figures;
	const [during, without] = ["while preloading", "without preload"].map(
		(name) => named(preload.figures.meanwhile, name),
	);
	const later = (measure: "median" | "percentile99") =>
		(
			median(during?.[measure] ?? []) - median(without?.[measure] ?? [])
		).toFixed(1);

	const { attribution, prediction, overhead } = profile.figures;
	const wrongBy = Math.max(
		...attribution.map(({ busy, own }) => Math.abs(own - busy)),
	);
	const missedBy = Math.max(
		...prediction.map(({ predicted, measured }) =>
			Math.abs(measured - predicted),
		),
	);
	const readme = ["README.md", "test/bench/README.md", "src/profile/README.md"]
		.map((paper) => readFileSync(paper, "utf8"))
		.join("\n")
		.replace(/\s+/g, " ");
	const bytes = statSync("dist/index.js").size;
	const numbers: Record<number, string> = {
		2: "two",
		10: "ten",
		20: "twenty",
		25: "twenty-five",
		30: "thirty",
		35: "thirty-five",
	};
	const seconds = Object.values(results).reduce(
		(sum, part) => sum + part.seconds,
		0,
	);
	const thousand = (name: ServerName) => Math.round(responseOf(1_000, name));
	const savedAt = (size: number) =>
		Math.round(
			responseOf(size, "everything at start") -
				responseOf(size, "publisher with _q_import"),
		);
	const secondsOfStorm = (name: ServerName) =>
		(median(named(storm.figures, name)?.all ?? []) / 1_000).toFixed(1);
	for (const said of [
		`comes ${savedAt(10)} ms earlier than with everything imported at start, with a hundred ${savedAt(100)} ms, with a thousand ${savedAt(1_000)} ms`,
		`have all responded after ${secondsOfStorm("publisher with _q_import")} s instead of ${secondsOfStorm("everything at start")}`,
		`first response after ${thousand("publisher with _q_import")} ms instead of ${thousand("everything at start")}`,
		`in about ${numbers[Math.round(seconds / 60 / 5) * 5]} minutes`,
		`${machineLine(machine)}; ${date}.`,
		`${machineLine(oneForOne.machine)}; ${oneForOne.date}.`,
		`An application of ${oneForOne.figures[0]?.size} mounts`,
		`until ${storm.figures[0]?.processes} of them, on these ${numbers[machine.processors]} processors,`,
		`The ${storm.figures[0]?.processes} processes of each contestant`,
		`start within ${Math.ceil(Math.max(...fromLazy))} ms of each other`,
		`which has ${Math.round(bytes / 1_000)} kB of its own to load`,
		`comes ${Math.min(...upToThousand)} to ${Math.max(...upToThousand)} ms behind the limit`,
		`it comes ${atMost} ms behind`,
		`find a page in ${percent(Math.max(...toFindMyWay))} to ${percent(Math.min(...toFindMyWay))} % of the time`,
		`${Math.min(...ofGuard).toFixed(1)} to ${Math.max(...ofGuard).toFixed(1)} µs more`,
		`a site of ${size} route modules, each of which keeps the process busy for ${millisecondsOfModule} ms`,
		`and ${perSecond} requests a second`,
		`while the ${size - 1} others are preloaded`,
		`for ${numbers[full.preload.seconds]} seconds, to a process that has just started`,
		`here ${later("median")} ms at the median and ${later("percentile99")} ms at the 99th percentile`,
		`of ${attribution.length} modules that are busy for known times, none is told wrong by more than ${Math.ceil(wrongBy)} ms`,
		`${numbers[prediction.length]} cuts that are made save what was predicted within ${Math.ceil(missedBy)} ms`,
		`${overhead.modules.toLocaleString("en")} modules take ${(overhead.recorded / overhead.plain).toFixed(1)} times as long`,
	]) {
		assert.ok(readme.includes(said), `the README does not say: ${said}`);
	}
});

/** Gives the rows of the tables in `markdown`, without the padding of their cells. */
function rowsOf(markdown: string): string[] {
	return markdown
		.split("\n")
		.filter((line) => line.startsWith("|") && !/^[|:\- ]+$/.test(line))
		.map((line) => line.replace(/\s*\|\s*/g, "|"));
}
