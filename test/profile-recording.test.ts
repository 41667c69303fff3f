import assert from "node:assert/strict";
import { test } from "node:test";
import type { Report } from "../dist/profile/index.js";
import { runCommand } from "./support/command.js";
import { linkPackage, writeFiles } from "./support/files.js";
import {
	fileOf,
	generateModules,
	randomOf,
	writeGenerated,
} from "./support/generated-modules.js";
import { importersOf, moduleNamed, reportOn } from "./support/profile.js";

for (const seed of [1, 2, 3]) {
	test(`who imports whom in a generated server (${seed})`, async (t) => {
		const modules = generateModules(40, randomOf(seed), () => 0);
		const folder = writeGenerated(t, modules);
		const report = await reportOn(folder, "server.mjs");
		for (const index of modules.keys()) {
			const name = fileOf(modules, index);
			const expected = modules.flatMap(({ imports, late }, importer) =>
				imports.includes(index) || late.includes(index)
					? [fileOf(modules, importer)]
					: [],
			);
			if (index === 0) {
				expected.push("server.mjs");
			}
			const found = importersOf(report, moduleNamed(report, name));
			assert.deepEqual(found, expected.sort(), name);
		}
		assertSums(report);
	});
}

test("time goes to the module whose body takes it, whatever it waits for in between", async (t) => {
	const busy = (milliseconds: number) =>
		`{ const end = performance.now() + ${milliseconds}; while (performance.now() < end); }`;
	const folder = writeFiles(t, {
		"server.js": `import "./first.js";
import "./second.js";
import "./common.cjs";
import { createServer } from "node:http";
createServer((req, res) => res.end()).listen(0);`,
		"first.js": `const late = import("./late.js");
${busy(100)}
await late;
${busy(100)}`,
		"late.js": busy(100),
		"second.js": `await import("./later.cjs");\n${busy(100)}`,
		"later.cjs": busy(100),
		"common.cjs": `${busy(100)}
require("./required.cjs");
${busy(100)}
require("./required.cjs");`,
		"required.cjs": busy(100),
	});
	const report = await reportOn(folder, "server.js");
	// Never less than it was busy. How much more, depends on what else the machine does.
	for (const [name, least] of Object.entries({
		"first.js": 200,
		"late.js": 100,
		"second.js": 100,
		"later.cjs": 100,
		"common.cjs": 200,
		"required.cjs": 100,
	})) {
		const [own = 0] = moduleNamed(report, name).own;
		assert.ok(own >= least - 1, `${name}: ${own}`);
	}
	assertSums(report);
});

test("the cut is the import on which all hangs, not one of what others need, too", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import "./mail.js";
import "./other.js";
import http from "node:http";
http.createServer((req, res) => res.end()).listen(0);`,
		"mail.js": `// imports "heavy" below
/* import "heavy"; */
import heavy from "heavy";
export const mail = heavy;`,
		"other.js": 'import "shared";',
		...packageOf("heavy", 'require("./inner.js"); require("shared");'),
		"node_modules/heavy/inner.js": WORK,
		...packageOf("shared", WORK),
	});
	const report = await reportOn(folder, "server.js");
	const cuts = report.cuts.map(({ module, files }) => ({
		name: report.modules[module]?.name.split("/node_modules/")[1],
		files,
		lines: report.modules[module]?.importers.map(({ line }) => line),
	}));
	const heavy = cuts.find(({ name }) => name === "heavy/index.js");
	assert.deepEqual(heavy, { name: "heavy/index.js", files: 2, lines: [3] });
	// It hangs on two imports, of which one is in a package.
	assert.ok(!cuts.some(({ name }) => name === "shared/index.js"));
	const { stdout: printed } = await runCommand(folder, "profile", "server.js");
	assert.match(printed, / 2 modules {2}mail\.js:3 imports heavy\n/);
});

test("routes are found by what is handed to Express", async (t) => {
	for (const express of ["express", "express4"]) {
		const folder = writeFiles(t, {
			"server.js": `import express from "express";
import users from "./users.js";
import { list } from "./list.js";
import articles from "./articles.cjs";
import auth from "./auth.js";
import { failed } from "./failed.js";
const app = express();
app.use(auth);
app.use("/users", users);
app.route("/list").get(list);
app.use(articles);
app.get("/", (req, res) => res.send("front"));
app.use(failed);
app.listen(0);`,
			"users.js": `import express from "express";\nexport default express.Router();`,
			"list.js": `import "./of-list.js"; export const list = (req, res) => res.send("list");`,
			"of-list.js": "export {};",
			"articles.cjs": `module.exports = require("express").Router();`,
			"auth.js": "export default (req, res, next) => next();",
			"failed.js": "export const failed = (err, req, res, next) => next(err);",
		});
		linkPackage(folder, "express", express);
		const report = await reportOn(folder, "server.js");
		const routes = report.routes.modules.map((module) =>
			report.modules[module]?.name.split("/").at(-1),
		);
		assert.deepEqual(routes.sort(), ["articles.cjs", "list.js", "users.js"]);
		assert.equal(report.routes.files, 4);
		assert.ok(report.floor.files > 50, "Express and what it imports");
		assert.ok(moduleNamed(report, "lib/express.js").isFloor);
		assertSums(report);
	}
});

test("the marks come one after the other, with what was loaded by then", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import { createServer } from "node:http";
createServer(async (req, res) => {
	await import("./page.js");
	res.end(process.argv[2] + req.url);
}).listen(0);`,
		"page.js": "export {};",
	});
	const args = ["--request", "/x", "--repeat", "2", "--", "an argument"];
	const report = await reportOn(folder, "server.js", ...args);
	const [listening, answered] = report.marks;
	assert.equal(listening?.files, 1);
	assert.equal(answered?.files, 2);
	assert.ok(Number(listening?.time.median) < Number(answered?.time.median));
	assert.ok(Number(listening?.memory) > 1e6 && Number(answered?.memory) > 1e6);
	assert.equal(report.runs, 2);
	assert.ok(Number(report.cost?.ratio) > 0);
	assert.ok(report.isWhole);
	assert.deepEqual(report.words, []);
});

test("what is resolved and not imported is not loaded", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import { createServer } from "node:http";
import { createRequire } from "node:module";
import.meta.resolve("./found.js");
createRequire(import.meta.url).resolve("./found.cjs");
createServer((req, res) => res.end()).listen(0);`,
		"found.js": "",
		"found.cjs": "",
	});
	const { marks } = await reportOn(folder, "server.js");
	assert.deepEqual(
		marks.map(({ files }) => files),
		[1, 1],
	);
});

test("TypeScript runs under tsx, or by Node alone", async (t) => {
	const files = {
		"server.ts": `import { createServer } from "node:http";
import type { Port } from "./port.ts";

import { late } from "./late.ts";
const port: Port = 0;
createServer((req, res) => res.end(late)).listen(port);`,
		"late.ts": `export const late: string = "late";`,
		"port.ts": "export type Port = number;",
	};
	const folder = writeFiles(t, files);
	linkPackage(folder, "tsx");
	const report = await reportOn(folder, "server.ts");
	assert.ok(report.isWhole, report.output);
	assert.equal(moduleNamed(report, "late.ts").importers[0]?.line, 4);
	assert.deepEqual(report.floor.names, ["Node", "tsx"]);

	const alone = writeFiles(t, files);
	if ("typescript" in process.features && process.features.typescript) {
		const report = await reportOn(alone, "server.ts");
		assert.ok(report.isWhole, report.output);
		assert.equal(moduleNamed(report, "late.ts").importers[0]?.line, 4);
	} else {
		const { code, stderr: errors } = await runCommand(
			alone,
			"profile",
			"server.ts",
		);
		assert.equal(code, 2);
		assert.match(errors, /does not run TypeScript: install tsx, or compile/);
	}
});

test("routes in TypeScript are found, and nothing of the profiler is in the report", async (t) => {
	const folder = writeFiles(t, {
		"server.ts": `import express from "express";
import users from "./users.ts";
const port: number = 0;
express().use("/users", users).listen(port);`,
		"users.ts": `import { Router } from "express";\nexport default Router();`,
	});
	linkPackage(folder, "express");
	linkPackage(folder, "tsx");
	const report = await reportOn(folder, "server.ts");
	assert.deepEqual(
		report.routes.modules.map((module) =>
			report.modules[module]?.name.split("/").at(-1),
		),
		["users.ts"],
	);
	assert.deepEqual(importersOf(report, moduleNamed(report, "users.ts")), [
		"server.ts",
	]);
	assert.ok(!report.modules.some(({ name }) => name.includes("recorder")));
});

test("wrong arguments are told, with the exit code 2", async (t) => {
	const folder = writeFiles(t, { "server.js": "" });
	for (const args of [
		[],
		["missing.js"],
		["server.js", "--request", "x"],
		["server.js", "--repeat", "0"],
		["server.js", "--repeat", "x"],
		["server.js", "--timeout", "-1"],
		["server.js", "--unknown"],
	]) {
		const {
			code,
			stderr: errors,
			stdout: printed,
		} = await runCommand(folder, "profile", ...args);
		assert.equal(code, 2, args.join(" "));
		assert.match(errors, /^express-publisher profile: /);
		assert.equal(printed, "");
	}
});

/** Enough work for a cut to be named. */
const WORK =
	"for (const end = performance.now() + 200; performance.now() < end; );";

function packageOf(name: string, source: string): Record<string, string> {
	return {
		[`node_modules/${name}/package.json`]: `{"name":"${name}"}`,
		[`node_modules/${name}/index.js`]: source,
	};
}

/** All the time up to each mark has to be somebody's. */
function assertSums({ modules, marks }: Report): void {
	for (const { shares, recorded } of marks) {
		const whole = Object.values(shares).reduce((a, b) => a + b, 0);
		assert.ok(Math.abs(whole - recorded) < 0.01, `${whole} of ${recorded}`);
	}
	for (const { own, name } of modules) {
		assert.ok(
			own.every((each) => each >= 0),
			name,
		);
	}
}
