// What is recorded of real servers: who imports whom, routes, marks, and whose time it is.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Report } from "../../dist/profile/index.js";
import { runCommand } from "../support/command.js";
import { linkPackage, writeFiles } from "../support/files.js";
import {
	fileOf,
	generateModules,
	randomOf,
	writeGenerated,
} from "../support/generated-modules.js";
import {
	importersOf,
	moduleNamed,
	profileSteadily,
	reportOn,
	steadyReportOn,
} from "../support/profile.js";

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
	const folder = writeFiles(t, {
		"server.js": `import "./first.js";
import "./second.js";
import "./common.cjs";
import { createServer } from "node:http";
createServer((req, res) => res.end()).listen(0);`,
		"first.js": `const late = import("./late.js");
busy(100);
await late;
busy(100);`,
		"late.js": "busy(100);",
		"second.js": `await import("./later.cjs");\nbusy(100);`,
		"later.cjs": "busy(100);",
		"common.cjs": `busy(100);
require("./required.cjs");
busy(100);
require("./required.cjs");`,
		"required.cjs": "busy(100);",
	});
	const report = await steadyReportOn(folder, "server.js");
	for (const [name, busy] of Object.entries({
		"first.js": 200,
		"late.js": 100,
		"second.js": 100,
		"later.cjs": 100,
		"common.cjs": 200,
		"required.cjs": 100,
	})) {
		const [own = 0] = moduleNamed(report, name).own;
		assert.ok(Math.abs(own - busy) < 1, `${name}: ${own}`);
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
	const report = await steadyReportOn(folder, "server.js");
	const cuts = report.cuts.map(({ module, files }) => ({
		name: report.modules[module]?.name.split("/node_modules/")[1],
		files,
		lines: report.modules[module]?.importers.map(({ line }) => line),
	}));
	const heavy = cuts.find(({ name }) => name === "heavy/index.js");
	assert.deepEqual(heavy, { name: "heavy/index.js", files: 2, lines: [3] });
	// It hangs on two imports, of which one is in a package.
	assert.ok(!cuts.some(({ name }) => name === "shared/index.js"));
	const { stdout: printed } = await profileSteadily(folder, "server.js");
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

test("a script whose first handler is its own is no route itself, though Node is given its path", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `const app = require("express")();
app.get("/", (req, res) => res.send("front"));
exports.server = app.listen(0);`,
		"package.json": "{}",
	});
	linkPackage(folder, "express");
	const report = await reportOn(folder, "server.js");
	assert.deepEqual(report.routes.modules, []);
});

test("methods of what a module exports are routes of that module, and of no other that holds it", async (t) => {
	const folder = writeFiles(t, {
		"server.cjs": `const express = require("express");
const { LoginRequest } = require("./login.cjs");
const users = require("./users.cjs").default;
const all = require("./all.cjs");
require("./data.cjs");
const app = express();
app.get("/login", LoginRequest.show);
app.get("/users", users.list);
app.get("/posts", all.posts.list);
app.listen(0);`,
		"login.cjs": `exports.LoginRequest = class { static show(req, res) { res.send("login"); } };`,
		"users.cjs": `exports.default = { list: (req, res) => res.send("users") };`,
		"posts.cjs": `exports.list = (req, res) => res.send("posts");`,
		"all.cjs": `exports.posts = require("./posts.cjs");`,
		"data.cjs": `module.exports = { none: null, bytes: Buffer.alloc(9) };`,
	});
	linkPackage(folder, "express");
	const report = await reportOn(folder, "server.cjs");
	const routes = report.routes.modules.map((module) =>
		report.modules[module]?.name.split("/").at(-1),
	);
	assert.deepEqual(routes.sort(), ["login.cjs", "posts.cjs", "users.cjs"]);
});

test("routes that a loop imports and a wrapper wraps are found, and are one line", async (t) => {
	const servers = {
		"server.cjs": `const express = require("express");
const { load, wrap } = require("./dynamic.cjs");
const { readdirSync } = require("node:fs");
const app = express();
app.use(require("./log.cjs")({}));
for (const file of readdirSync(__dirname + "/routes")) {
	const { GET, POST } = load(__dirname + "/routes/" + file);
	app.get("/" + file, wrap(GET));
	app.post("/" + file, wrap(POST));
}
app.get("/", (req, res) => res.send("front"));
app.listen(0);`,
		"server.mjs": `import express from "express";
import { readdirSync } from "node:fs";
const app = express();
const wrap = (handler) => (req, res, next) => handler(req, res, next);
for (const file of readdirSync(new URL("routes", import.meta.url))) {
	const { default: { GET } } = await import(new URL("routes/" + file, import.meta.url));
	app.get("/" + file, wrap(GET));
}
app.get("/", (req, res) => res.send("front"));
app.listen(0);`,
	};
	for (const [script, place] of [
		["server.cjs", "dynamic.cjs:1"],
		["server.mjs", "server.mjs:6"],
	] as const) {
		const folder = writeFiles(t, {
			...servers,
			"dynamic.cjs": `exports.load = (path) => require(path);
exports.wrap = (handler) => (req, res, next) => handler(req, res, next);`,
			"log.cjs": "module.exports = () => (req, res, next) => next();",
			...Object.fromEntries(
				["a", "b", "c"].map((name, n) => [
					`routes/${name}.cjs`,
					`require("${name}-needs"); busy(${n * 100}); exports.GET = (req, res) => res.send(); exports.POST = exports.GET;`,
				]),
			),
			...Object.assign(
				{},
				...["a", "b", "c"].map((n) => packageOf(`${n}-needs`, WORK)),
			),
		});
		linkPackage(folder, "express");
		const report = await steadyReportOn(folder, script);
		assert.deepEqual(
			report.routes.modules
				.map((module) => report.modules[module]?.name.split("/").at(-1))
				.sort(),
			["a.cjs", "b.cjs", "c.cjs"],
		);
		assert.equal(report.cuts.length, 1);
		const { stdout: printed } = await profileSteadily(folder, script);
		assert.match(
			printed.replaceAll(/\s+/g, " "),
			RegExp(
				` (?:89|90)\\d ms 6 modules ${place} imports 3 routes by a computed path, heaviest routes/c.cjs`,
			),
		);
	}
});

test("an application in node_modules, and packages that are called one's own, have cuts and routes", async (t) => {
	const home = "node_modules/@shop/";
	const folder = writeFiles(t, {
		[`${home}app/package.json`]: '{"name":"@shop/app"}',
		[`${home}app/server.js`]: `const express = require("express");
const app = express();
app.use("/users", require("./users.js"));
app.use("/articles", require("@shop/articles"));
app.use("/docs", require("docs"));
app.listen(0);`,
		[`${home}app/users.js`]: `busy(50); module.exports = require("express").Router();`,
		[`${home}articles/package.json`]: '{"name":"@shop/articles"}',
		[`${home}articles/index.js`]: `require("search"); module.exports = require("express").Router();`,
		...packageOf("docs", 'module.exports = require("express").Router();'),
		...packageOf("search", "busy(5_000);"),
	});
	linkPackage(folder, "express");
	const script = `${home}app/server.js`;
	const namesIn = (report: Report, modules: readonly number[]) =>
		modules.map((module) =>
			report.modules[module]?.name.split("node_modules/").at(-1),
		);
	for (const [own, routes, hasHint] of [
		[[], ["@shop/app/users.js"], false],
		[
			["--own", "other", "--own", "@shop/*"],
			["@shop/app/users.js", "@shop/articles/index.js"],
			false,
		],
	] as const) {
		const report = await steadyReportOn(folder, script, ...own);
		assert.deepEqual(namesIn(report, report.routes.modules).sort(), routes);
		const { stdout: printed } = await profileSteadily(folder, script, ...own);
		assert.equal(/--own "@scope/.test(printed), hasHint, printed);
	}
	const outside = writeFiles(t, {
		"server.js": `import app from "@shop/app"; import "./small.js"; app.listen(0);`,
		"small.js": "busy(10);",
		[`${home}app/package.json`]: '{"name":"@shop/app"}',
		[`${home}app/index.js`]: `require("search"); module.exports = require("express")();`,
		...packageOf("search", "busy(5_000);"),
	});
	linkPackage(outside, "express");
	const { stdout: printed } = await profileSteadily(outside, "server.js");
	assert.match(printed, /--own "@scope\/\*"/);
	const report = await steadyReportOn(
		outside,
		"server.js",
		...["--own", "@shop/*"],
	);
	const cuts = report.cuts.map(({ module }) => module);
	assert.deepEqual(namesIn(report, cuts)[0], "search/index.js");
});

test("what makes the server is no cut, whichever function does it, and what carries nearly all of it is one", async (t) => {
	for (const express of ["express", "express4"]) {
		const folder = writeFiles(t, {
			"server.js": `import "./start.js";`,
			"start.js": `import { createServer } from "node:http";
import app from "./app.cjs";
import { mountAll } from "./mounts.js";
import { listen } from "./listen.js";
import "./mail.js";
mountAll(app);
listen(createServer(app));`,
			"app.cjs": `busy(100); module.exports = require("express")();`,
			"mounts.js": `busy(100); export const mountAll = (app) => app.use((req, res) => res.send("ok"));`,
			"listen.js":
				"busy(100); export const listen = (server) => server.listen(0);",
			"mail.js": 'import "templates";',
			...packageOf("templates", "busy(6_000);"),
		});
		linkPackage(folder, "express", express);
		const report = await steadyReportOn(folder, "server.js");
		assert.deepEqual(
			report.cuts.map(({ module }) =>
				report.modules[module]?.name.split("/").slice(-2).join("/"),
			),
			["templates/index.js"],
		);
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

test("no module is evaluated that the server does not evaluate itself, and no trap or getter is called to look for routes", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import express from "express";
import { page } from "./page.js";
import "./proxy.cjs";
import.meta.resolve("./drop-tables.js");
await import("./throws.js").catch(() => {});
import("./waits.js");
const app = express();
app.get("/", page);
app.listen(0);`,
		"page.js": `import { writeFileSync } from "node:fs";
export const page = (req, res) => res.send("page");
export const other = Object.defineProperty({}, "x", { get() { ${touch("getter")} } });`,
		"proxy.cjs": `module.exports = new Proxy({}, { ownKeys() { ${requireTouch("trap")} } });`,
		"drop-tables.js": `import { writeFileSync } from "node:fs"; ${touch("dropped")}`,
		"throws.js": `import { appendFileSync } from "node:fs";
appendFileSync(new URL("thrown", import.meta.url), ".");
throw new Error();`,
		"waits.js": "export const never = await new Promise(() => {});",
	});
	linkPackage(folder, "express");
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, `${report.words.join()} ${report.output}`);
	assert.deepEqual(
		report.routes.modules.map((module) =>
			report.modules[module]?.name.split("/").at(-1),
		),
		["page.js"],
	);
	for (const name of ["getter", "trap", "dropped"]) {
		assert.ok(!existsSync(new URL(name, folder)), name);
	}
	// Once for each start: to warm up, with the recording, without it, and to see what is used.
	assert.equal(readFileSync(new URL("thrown", folder), "utf8"), "....");
});

test("a module that hooks load anew at each import is not loaded again to look for routes", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import { register } from "node:module";
import express from "express";
register("./hooks.mjs", import.meta.url);
const { page } = await import("./page.js");
express().get("/", page).listen(0);`,
		"hooks.mjs": `let n = 0;
export const resolve = async (name, context, next) => {
	const found = await next(name, context);
	return /page.js/.test(found.url) ? { ...found, url: found.url.split("?")[0] + "?" + n++, shortCircuit: true } : found;
};`,
		"page.js": `import { appendFileSync } from "node:fs";
appendFileSync(new URL("loaded", import.meta.url), ".");
export const page = (req, res) => res.send("page");`,
	});
	linkPackage(folder, "express");
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, report.output);
	assert.equal(readFileSync(new URL("loaded", folder), "utf8"), "...");
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

/** Source that leaves a file of that name beside the module. */
function touch(name: string): string {
	return `writeFileSync(new URL("${name}", import.meta.url), "");`;
}

/** The same for a CommonJS module. */
function requireTouch(name: string): string {
	return `require("node:fs").writeFileSync(require("node:path").join(__dirname, "${name}"), "");`;
}

/** Enough work for a cut to be named. */
const WORK = "busy(200);";

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
