import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { XMLValidator } from "fast-xml-parser";
import { contestantsOf } from "./bench/figures.js";
import { parts, type Results } from "./bench/results.js";
import { servers } from "./bench/servers.js";
import { full, quick } from "./bench/settings.js";
import { median, ratio } from "./bench/statistics.js";
import { tables } from "./bench/tables.js";
import { run } from "./support/consumer.js";

test("the benchmarks run, and what they tell makes sense", async () => {
	const repository = pathToFileURL(`${resolve()}/`);
	rmSync(quick.resultsFolder, { recursive: true, force: true });
	const main = ["build/bench/main.js", "quick"];
	const printed = await run(repository, process.execPath, ...main);

	const file = `${quick.resultsFolder}/results.json`;
	const results: Results = JSON.parse(readFileSync(file, "utf8"));
	const measured = Object.keys(parts).filter((part) => part !== "cache");
	assert.deepEqual(Object.keys(results).sort(), measured.sort());

	for (const figures of [results.startup?.figures, results.storm?.figures]) {
		assert.deepEqual(contestantsOf(figures), Object.keys(servers));
	}
	for (const figures of results.startup?.figures ?? []) {
		const { size, listening, response, cpu, memory } = figures;
		assert.equal(size, 10);
		// Node alone takes longer than a millisecond, and more than a MiB.
		for (const figure of [listening, cpu, memory]) {
			assert.ok(median(figure) > 1, JSON.stringify(figures));
		}
		assert.ok(median(response) >= median(listening), JSON.stringify(figures));
	}
	for (const { times, processes, all } of results.storm?.figures ?? []) {
		assert.equal(times.length, processes);
		assert.equal(all[0], times.at(-1)?.responded);
	}
	assert.ok(results.import?.figures.files.includes("dist/index.js"));
	assert.equal(results.walk?.figures.length, 8);
	for (const { perSecond } of results.requests?.figures ?? []) {
		assert.ok(median(perSecond) > 1);
	}
	const { overhead, attribution } = results.profile?.figures ?? {};
	assert.ok(Number(overhead?.recorded) > 1 && Number(overhead?.plain) > 1);
	for (const { busy, own } of attribution ?? []) {
		assert.ok(own >= busy, `${own} of ${busy}`);
	}
	assert.ok(Number(results.heap?.figures.afterMany[0]) > 1e6);
	const { meanwhile = [], warming = [] } = results.preload?.figures ?? {};
	assert.equal(meanwhile.length, 2);
	for (const { percentile99, duration, ...figures } of meanwhile) {
		assert.ok(Number(percentile99[0]) >= Number(figures.median[0]));
		// The nine modules that are preloaded keep the process busy for 5 ms each.
		assert.ok(Number(duration[0]) >= 45, JSON.stringify(meanwhile));
	}
	assert.equal(warming.length, 5);
	for (const { warm, first, late } of warming) {
		assert.ok(Number(warm[0]) >= 0 && Number(first[0]) > 0);
		assert.ok(Number(late[0]) >= 0 && Number(late[0]) <= 1);
	}
	assert.equal(results.watch?.figures.length, 2);
	for (const { milliseconds } of results.watch?.figures ?? []) {
		// Starting Node alone takes longer.
		assert.ok(median(milliseconds) > 10);
	}

	const { node, packages } = results.startup?.machine ?? {};
	assert.ok(printed.includes(`Node ${node}, express ${packages?.express}`));
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
	const readme = readFileSync("README.md", "utf8");
	for (const [title, fewest] of [
		["What it saves", 20],
		["Running a lazy site", 8],
	] as const) {
		const [, section = ""] = readme.split(`## ${title}\n`);
		const rows = rowsOf(section.split(/^## /m)[0] ?? "");
		assert.ok(rows.length > fewest, title);
		for (const row of rows) {
			assert.ok(printed.has(row), row);
		}
	}
});

/** Gives the rows of the tables in `markdown`, without the padding of their cells. */
function rowsOf(markdown: string): string[] {
	return markdown
		.split("\n")
		.filter((line) => line.startsWith("|") && !/^[|:\- ]+$/.test(line))
		.map((line) => line.replace(/\s*\|\s*/g, "|"));
}
