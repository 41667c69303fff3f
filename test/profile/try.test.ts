// What is really saved when the cuts are put off: real Express servers, each started with a stand-in for an import.
import assert from "node:assert/strict";
import { test } from "node:test";
import { reportIn } from "../../dist/profile/index.js";
import { linkPackage, writeFiles } from "../support/files.js";
import {
	profileSteadily,
	reportOn,
	steadyReportOn,
} from "../support/profile.js";

type Report = Awaited<ReturnType<typeof reportOn>>;

/** Gives what came of trying each cut, by the names of the files: what was saved of what was predicted, and what there is beside. */
function trialsIn(report: Report): Record<string, string> {
	const short = (module = -1) =>
		(report.modules[module]?.name ?? "nobody").replace(/^.*\//, "");
	return Object.fromEntries(
		report.cuts.map(({ module, files, trial }) => {
			const name = short(module);
			switch (trial?.outcome) {
				case "measured": {
					const touched = trial.touched.map(
						(touch) =>
							`, touched by ${short(touch.by?.module)}:${touch.by?.line}`,
					);
					return [name, `${trial.files} of ${files}${touched.join("")}`];
				}
				case "impossible":
					return [
						name,
						`${trial.why}${trial.name === undefined ? "" : ` ${trial.name}`}${trial.by === undefined ? "" : ` by ${short(trial.by.module)}:${trial.by.line}`}`,
					];
				case "failed":
					return [name, `${trial.reason} ${trial.error}`];
				default:
					return [name, "not tried"];
			}
		}),
	);
}

/** A package in node_modules, of three modules. */
const HEAVY = (end: string, source: string) => ({
	"node_modules/heavy/package.json": `{ "main": "./heavy.${end}" }`,
	[`node_modules/heavy/heavy.${end}`]: source,
	"node_modules/heavy/one.cjs": "busy(10);",
	"node_modules/heavy/two.cjs": "busy(10);",
});

const ANSWER = `app.get("/", (req, res) => res.json([
	make(1), new Made().is(), add(1), new (class extends Base {})().is(), new Base() instanceof Base, log.write("x"), list.length,
]));
app.listen(port);
`;

const COMMONJS = {
	"package.json": "{}",
	...HEAVY(
		"cjs",
		`busy(20); require("./one.cjs"); require("./two.cjs");
exports.make = (x) => x; exports.Made = class Made { is() { return 1; } }; exports.version = "1.0";`,
	),
	"add.js": "busy(20); module.exports = function add(x) { return x + 1; };",
	"base.js":
		"busy(20); exports.Base = class Base { is() { return this.constructor.name; } };",
	"log.js":
		"busy(20); class Log { #lines = []; write(x) { return this.#lines.push(x); } } module.exports = new Log();",
	"router.js":
		'busy(20); module.exports = require("express").Router().get("/", (req, res) => res.send("ok"));',
	"users.js":
		'busy(20); Object.defineProperty(exports, "__esModule", { value: true }); exports.default = { show(req, res) { res.send("ok"); } };',
	"list.js": "busy(20); module.exports = { list: [1, 2] };",
	"port.js": "busy(20); exports.port = 0;",
	"derived.js": "busy(20); exports.Old = class Old {};",
	"effect.js": "busy(20);",
	"server.js": `const { make, Made } = require("heavy");
const add = require("./add.js");
const { Base } = require("./base.js");
const log = require("./log.js");
const router = require("./router.js");
const users_1 = require("./users.js");
const { list } = require("./list.js");
const { port } = require("./port.js");
const { Old } = require("./derived.js");
require("./effect.js");
const express = require("express");
const app = express();
app.use("/r", router);
app.get("/users", users_1.default.show);
if (Object.getPrototypeOf(Old.prototype) !== Object.prototype) throw new Error("odd");
${ANSWER}`,
};

test("CommonJS modules that are put off save the modules that were predicted; who touches one is told", async (t) => {
	const folder = writeFiles(t, COMMONJS);
	linkPackage(folder, "express");
	const args = ["server.js", "--try"];
	const report = await steadyReportOn(folder, ...args);
	assert.deepEqual(report.words, []);
	assert.deepEqual(trialsIn(report), {
		"heavy.cjs": "3 of 3",
		"add.js": "1 of 1",
		"base.js": "1 of 1",
		"log.js": "1 of 1",
		"router.js": "1 of 1",
		"users.js": "1 of 1",
		"list.js": "1 of 1",
		"port.js": "0 of 1, touched by server.js:8",
		"derived.js": "0 of 1, touched by server.js:15",
		"effect.js": "effect by server.js:10",
	});
	for (const { trial, milliseconds, module } of report.cuts) {
		if (trial?.outcome === "measured") {
			const { name = "" } = report.modules[module] ?? {};
			const isTouched = trial.touched.length > 0;
			assert.deepEqual(
				trial.contradicted,
				isTouched ? ["milliseconds", "files"] : [],
				name,
			);
			const difference = isTouched ? 0 : milliseconds;
			assert.ok(Math.abs(trial.milliseconds - difference) < 2, name);
		}
	}
	const { stdout: printed } = await profileSteadily(folder, ...args);
	const [, tried = assert.fail(printed)] =
		/^What it really saved to put these off, .*:\n((?: .*\n)+)/m.exec(
			printed,
		) ?? [];
	assert.match(
		tried,
		/^ +4\d ms +of 4\d ms +3 of 3 modules +server\.js:1 imports heavy$/m,
	);
	assert.match(
		tried,
		/server\.js:8 imports \.\/port\.js\n +port\.js was touched before it listened, by server\.js:8\.\n +Not as predicted\.\n/,
	);
	assert.match(
		tried,
		/Not tried: server\.js:10 takes nothing from effect\.js, which so is there for what it does\./,
	);
	assert.equal(tried.match(/Not as predicted/g)?.length, 2, tried);
	// What carries trials can be compared with.
	assert.notEqual(reportIn(JSON.stringify(report)), undefined);
});

test("ES modules that are put off save the modules that were predicted; values have no stand-in, nor has what waits", async (t) => {
	const folder = writeFiles(t, {
		...HEAVY(
			"mjs",
			`import "./one.cjs"; import "./two.cjs"; busy(20);
export const make = (x) => x; export class Made { is() { return 1; } } export const version = "1.0";`,
		),
		"node_modules/add/package.json": '{ "main": "./add.cjs" }',
		"node_modules/add/add.cjs":
			"busy(20); module.exports = function add(x) { return x + 1; }; module.exports.unit = 1;",
		"base.js": "busy(20); export class Base { is() { return 1; } }",
		"log.js":
			"busy(20); class Log { #lines = []; write(x) { return this.#lines.push(x); } } export default new Log(); export const level = 3;",
		"router.js":
			'import express from "express"; busy(20); export default express.Router().get("/", (req, res) => res.send("ok"));',
		"list.js": "busy(20); export const list = [1, 2];",
		"port.js": "busy(20); export const port = 0;",
		"waits.js": "busy(20); await 1; export const waits = {};",
		"effect.js": "busy(20);",
		"server.js": `import { make, Made } from "heavy";
import add from "add";
import { Base } from "./base.js";
import * as logs from "./log.js";
import router from "./router.js";
import { list } from "./list.js";
import { port } from "./port.js";
import { waits } from "./waits.js";
import "./effect.js";
import express from "express";
const log = logs.default;
if (logs.level !== 3 || list.length !== 2) throw new Error("odd");
const app = express();
app.use("/r", router);
Object.keys(waits);
${ANSWER}`,
	});
	linkPackage(folder, "express");
	const report = await steadyReportOn(folder, "server.js", "--try");
	assert.deepEqual(report.words, []);
	assert.deepEqual(trialsIn(report), {
		"heavy.mjs": "3 of 3",
		"add.cjs": "1 of 1",
		"base.js": "1 of 1",
		"log.js": "1 of 1",
		"router.js": "1 of 1",
		"list.js": "0 of 1, touched by server.js:12",
		"port.js": "value port by server.js:7",
		"waits.js": "1 of 1",
		"effect.js": "effect by server.js:9",
	});
});

test("what Express is handed is imported by the first request that comes to it: apps, and what waits at its top level", async (t) => {
	const folder = writeFiles(t, {
		"package.json": '{ "type": "module" }',
		"apps/old.cjs": `busy(20);
const app = module.exports = require("express")();
app.get("/", (req, res) => res.send("old"));`,
		"apps/waits.js": `import express from "express"; busy(20); await 1;
export const handlers = express();
handlers.use("/deep", (req, res, next) => next());`,
		"apps/handler.js":
			"busy(20); await 1; export const show = (req, res) => res.send(String(req.app === globalThis.app));",
		"apps/failing.js":
			"busy(20); export default (error, req, res, next) => next(error);",
		"server.js": `import express from "express";
import old from "./apps/old.cjs";
import { handlers } from "./apps/waits.js";
import { show } from "./apps/handler.js";
import failing from "./apps/failing.js";
const app = globalThis.app = express();
app.use("/old", [old]);
app.use("/", handlers);
app.get("/shown", show);
app.use(failing);
app.listen(0);`,
	});
	linkPackage(folder, "express");
	const expected = {
		"old.cjs": "1 of 1",
		"waits.js": "1 of 1",
		"handler.js": "1 of 1",
		"failing.js": "1 of 1",
	};
	// Through the app that waits, which is an app no more behind it, to the handler.
	for (const request of ["/shown", "/old"]) {
		const args = ["server.js", "--try", "--request", request];
		const report = await steadyReportOn(folder, ...args);
		assert.deepEqual(report.words, []);
		assert.deepEqual(trialsIn(report), expected);
	}
});

test("TypeScript under tsx is put off as it is", async (t) => {
	const folder = writeFiles(t, {
		"heavy.ts":
			"const end = Date.now() + 100; while (Date.now() < end);\nexport function run(x: number): number { return x; }",
		"early.ts":
			"const end = Date.now() + 100; while (Date.now() < end);\nexport const list: { n: number }[] = [{ n: 0 }];",
		"server.ts": `import { createServer } from "node:http";
import { run } from "./heavy.ts";
import { list } from "./early.ts";

interface Unused { readonly one: 1 }

const port: number =
	list[0].n;
createServer((req, res) => res.end(String(run(1)))).listen(port);`,
	});
	linkPackage(folder, "tsx");
	const report = await reportOn(folder, "server.ts", "--try");
	assert.deepEqual(trialsIn(report), {
		"heavy.ts": "1 of 1",
		"early.ts": "0 of 1, touched by server.ts:8",
	});
});

test("a trial that fails is told with its reason, and the others go on", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"compared.js": "busy(50); exports.compared = globalThis.kept = {};",
		"ended.js": "busy(40); exports.ended = globalThis.last = {};",
		"hung.js": "busy(30); exports.hung = globalThis.hung = {};",
		"asked.js": "busy(20); exports.asked = globalThis.asked = {};",
		"good.js": "busy(10); exports.good = () => 1;",
		"server.js": `const { compared } = require("./compared.js");
const { ended } = require("./ended.js");
const { hung } = require("./hung.js");
const { asked } = require("./asked.js");
const { good } = require("./good.js");
if (compared !== globalThis.kept) throw new Error("it is another");
if (ended !== globalThis.last) process.exit(0);
const server = require("node:http").createServer((req, res) => {
	res.statusCode = asked === globalThis.asked ? good() + 199 : 503;
	res.end();
});
if (hung === globalThis.hung) server.listen(0);
else setInterval(() => {}, 1000);`,
	});
	const args = ["server.js", "--try", "--timeout", "8000"];
	const report = await steadyReportOn(folder, ...args);
	assert.deepEqual(trialsIn(report), {
		"compared.js":
			"It ended before it listened (exit code 1). Error: it is another",
		"ended.js": "It ended before it listened (exit code 0). undefined",
		"hung.js": "It did not listen within 8 s, and was told to end. undefined",
		"asked.js": "It answered / with status 503, and not 200. undefined",
		"good.js": "1 of 1",
	});
});

test("of several modules that a loop imports, all are put off; it is told which are touched", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"plugins/a.js": "busy(20); module.exports = { start() {} };",
		"plugins/b.js": "busy(20); module.exports = { names: ['b'] };",
		"plugins/c.js": "busy(20); module.exports = { names: ['c'] };",
		"server.js": `const plugins = ["a", "b", "c"].map((name) => require("./plugins/" + name));
const names = plugins.flatMap(({ names = [] }) => names);
require("node:http").createServer((req, res) => res.end(names.join())).listen(0);`,
	});
	const report = await steadyReportOn(folder, "server.js", "--try");
	const [cut, ...others] = report.cuts;
	assert.equal(others.length, 0);
	assert.equal(cut?.computed?.modules.length, 3);
	const { trial } = cut ?? assert.fail();
	assert.ok(trial?.outcome === "measured");
	assert.equal(trial.files, 1);
	assert.equal(trial.touched.length, 2);
	assert.deepEqual(trial.contradicted, ["milliseconds", "files"]);
});

test("without the option, nothing is tried", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"heavy.js": "busy(20);",
		"server.js": `require("./heavy.js"); require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const { stdout } = await profileSteadily(folder, "server.js");
	assert.doesNotMatch(stdout, /put these off|Not tried/);
});
