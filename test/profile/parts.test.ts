// Of what the time until it listens consists, and what several imports have in common.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../../dist/profile/index.js";
import { runCommandWith } from "../support/command.js";
import { linkPackage, writeFiles } from "../support/files.js";
import { clock, profileSteadily, steadyReportOn } from "../support/profile.js";

const SERVER = {
	"server.js": `import "./mail.js";
import "./chart.js";
import express from "express";
import { router } from "./calendar.js";
express().use(router).listen(0);
busy(40);`,
	"mail.js": 'import "mailer";',
	"chart.js": 'import "charts";',
	"calendar.js": `import "calendars"; import "small";
import express from "express";
export const router = express.Router().get("/", (req, res) => res.end());`,
	...packageOf("mailer", 'require("shared"); busy(40);'),
	...packageOf("charts", 'require("shared"); busy(30);'),
	...packageOf("shared", 'require("./part.js"); busy(20);'),
	"node_modules/shared/part.js": "busy(50);",
	...packageOf("calendars", 'require("below"); busy(60);'),
	...packageOf("below", "busy(15);"),
	...packageOf("small", "busy(10);"),
};

test("three runs are made unless it is said how many, and their parts add up, in print and as JSON", async (t) => {
	const folder = writeFiles(t, SERVER);
	linkPackage(folder, "express");
	const profile = (...args: string[]) =>
		runCommandWith(clock("steady"), folder, "profile", "server.js", ...args);
	const report: Report = JSON.parse((await profile("--json")).stdout);
	assert.equal(report.runs, 3);
	assert.deepEqual(report.words, []);
	for (const { time, shares } of report.marks) {
		const { node, floor, modules, outside } = shares;
		const sum = node + floor + modules + outside;
		assert.ok(Math.abs(sum - time.median) < 0.001, `${sum} ${time.median}`);
	}
	const { stdout: printed } = await profile("--repeat", "2");
	const [, whole] = / (\d+) ms .* until it listens\n/.exec(printed) ?? [];
	const [, parts = ""] =
		/until it listens goes:\n((?: .*\n)+)/.exec(printed) ?? [];
	const found = [...parts.matchAll(/^ +(\d+) ms/gm)].map(([, ms]) =>
		Number(ms),
	);
	assert.ok(found.length > 1);
	assert.equal(`${found.reduce((a, b) => a + b)}`, whole, printed);
});

test("runs that are slower without the recording, by chance, do not make what is saved more", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"heavy.js": "busy(100);",
		"server.js": `require("./heavy.js");
if (!Object.getOwnPropertyNames(globalThis).includes("__express_publisher_enter")) busy(300);
require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const { cuts, marks, cost } = await steadyReportOn(folder, "server.js");
	const [cut] = cuts;
	assert.ok(cut && cut.milliseconds < 110, `${cut?.milliseconds}`);
	assert.ok(marks[0].time.median < 300, `${marks[0].time.median}`);
	assert.ok(cost && cost.plain > 400, `${cost?.plain}`);
});

test("what two cuts need and nothing else is saved by both together, and counted once", async (t) => {
	const folder = writeFiles(t, SERVER);
	linkPackage(folder, "express");
	const { cuts, together } = await steadyReportOn(folder, "server.js");
	const alone = cuts.reduce((sum, cut) => sum + cut.milliseconds, 0);
	const more = together.milliseconds - alone;
	assert.ok(more > 65 && more < 80, `${more}`);
	const files = cuts.reduce((sum, cut) => sum + cut.files, 0);
	assert.equal(together.files, files + 2);
});

test("a route is told with the package that makes it heavy, and packages with what only they need", async (t) => {
	const folder = writeFiles(t, SERVER);
	linkPackage(folder, "express");
	const { stdout: printed } = await profileSteadily(folder, "server.js");
	assert.match(
		printed,
		/ 4 modules {2}server\.js:4\s+imports \.\/calendar\.js, a route → calendars 7\d(?:\.\d)? ms\n/,
	);
	const [, table = ""] =
		/^What packages take .*\n((?: .*\n)+)/m.exec(printed) ?? [];
	assert.deepEqual(
		table.match(/(?<= modules? {2})\w+$/gm)?.sort(),
		["calendars", "charts", "mailer", "shared", "below"].sort(),
		table,
	);
	assert.match(table, /^ +7\d ms +6\d ms +2 modules {2}calendars$/m);
	assert.match(table, /^ +([67]\d ms) +\1 +2 modules {2}shared$/m);
	assert.match(table, /^ {2}and 1 more, see --json$/m);
	assert.doesNotMatch(table, /express/);
});

function packageOf(name: string, source: string): Record<string, string> {
	return {
		[`node_modules/${name}/package.json`]: "{}",
		[`node_modules/${name}/index.js`]: source,
	};
}
