// `check` and `tree` of a file that is neither a site's root nor makes a publisher, and of what only looks like a handler.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, tree } from "express-publisher/check";
import { runCommand } from "../support/command.js";
import { linkPackage, writeFiles } from "../support/files.js";

const app = 'import express from "express"; const app = express();';
const modules: Readonly<Record<string, readonly [string, string]>> = {
	"a Router": [
		'import express from "express"; export default express.Router();',
		"a Router",
	],
	"an app": [`${app} export default app;`, "an app"],
	"an app that listens": [`${app} app.listen(80);`, "nothing"],
	"a Router by a name": [
		'import express from "express"; export const router = express.Router();',
		"{ router }",
	],
	"nothing at all": ["", "nothing"],
	"a string": ['export default "text";', "text"],
	"a class": ["export default class Users {}", "a function"],
};

for (const [what, [source, exported]] of Object.entries(modules)) {
	test(`a module that makes no publisher is told at once, and what to give instead: ${what}`, async (t) => {
		const folder = writeFiles(t, { "it.js": source });
		linkPackage(folder, "express");
		// It is told at once, and not after five seconds.
		const begun = performance.now();
		const { code, stdout } = await runCommand(
			folder,
			...["check", "it.js", "--json"],
		);
		const took = performance.now() - begun;
		const {
			problems: [problem, ...others],
		} = JSON.parse(stdout);
		assert.equal(code, 1);
		assert.deepEqual(others, []);
		assert.equal(problem.reason, "nothing to check");
		assert.equal(
			problem.cause,
			`it is a module that exports ${exported}, and makes no publisher when it is imported`,
		);
		assert.match(
			problem.remedy,
			/calls publisher\(\.\.\.\).*adopt \.\/it\.js$/,
		);
		assert.equal(problem.file, fileURLToPath(new URL("it.js", folder)));
		t.diagnostic(`${took.toFixed(0)} ms`);
		const drawn = await runCommand(folder, "tree", "it.js");
		assert.equal(drawn.code, 1);
		assert.match(
			drawn.stdout,
			/makes no publisher when it is imported\)\n\nGive the module that /,
		);
	});
}

test("with --url, a Router is what the publisher of its URL publishes, and all is well", async (t) => {
	const [source] = modules["a Router"] ?? assert.fail();
	const folder = writeFiles(t, { "it.js": source });
	linkPackage(folder, "express");
	const { problems } = await check(new URL("it.js", folder), { url: true });
	assert.deepEqual(problems, []);
});

test("who exports nothing, and has still something to do, is waited for, and that is told", async (t) => {
	const folder = writeFiles(t, {
		"late.js": `import publisher from "express-publisher";
			setTimeout(() => { globalThis.late = publisher({ _q_exports: [] }); }, 1_500);
			setInterval(() => {}, 1_000);`,
	});
	linkPackage(folder, "express-publisher");
	const { code, stderr, stdout } = await runCommand(folder, "check", "late.js");
	assert.match(stdout, /^late\.js: 1 publisher: all is well\.$/m);
	assert.match(stderr, /exports nothing: waiting 5 s/);
	assert.equal(code, 0);
});

const factories: Readonly<Record<string, string>> = {
	"an arrow function": "export default (options) => (req, res) => res.end();",
	"an arrow function of several parameters":
		"export default (db, log) => async (req, res) => { res.end(log(db)); };",
	"a function": `export default function make(options) {
		const { text } = options;
		return function handler(req, res) { res.send(text); };
	}`,
	"one that makes a Router": `import { Router } from "express";
		export default (db) => {
			const router = Router();
			router.get("/", (req, res) => res.send(db));
			return router;
		};`,
};
for (const [what, source] of Object.entries(factories)) {
	test(`a function that makes a handler is no handler: ${what}`, async (t) => {
		const folder = writeFiles(t, {
			"index.js": `export const _q_exports = ["made"];
				export const _q_url = import.meta.url;`,
			"made.js": source,
		});
		linkPackage(folder, "express");
		const { problems } = await check(new URL("index.js", folder));
		assert.deepEqual(
			problems.map(({ path, cause }) => [path, cause]),
			[["/made", "it is a function that makes a handler, not a handler"]],
		);
	});
}

test("what only looks like a factory is a page", async (t) => {
	const pages = [
		'(req) => ["a"].map((name) => name).join()',
		"(req, res) => (() => res.end())()",
		"(req, res) => { return res.format({ text: (req, res) => res.end() }); }",
		"(req) => { const find = () => { return (name) => name; }; return find()(req.url); }",
		"(...args) => handler(...args)",
	];
	const folder = writeFiles(t, {
		"index.js": `const handler = (req, res) => res.end();
			export const _q_exports = ${JSON.stringify(pages.map((_, index) => `page${index}`))};
			${pages.map((source, index) => `export const page${index} = ${source};`).join("\n")}`,
	});
	const { problems } = await check(new URL("index.js", folder));
	assert.deepEqual(problems, []);
});

test("TypeScript is run by tsx, which check and tree find by themselves", async (t) => {
	const folder = writeFiles(t, {
		"server.ts": `import publisher from "express-publisher";
			enum Answer { Yes = "yes" }
			export const site: unknown = publisher({ _q_exports: ["a"], a: Answer.Yes });
			export const other: unknown = publisher(() => import("./other.ts"));`,
		"other.ts": "export default (): string => 'other';",
	});
	linkPackage(folder, "express-publisher");
	linkPackage(folder, "tsx");
	const { publishers, problems } = await check(new URL("server.ts", folder));
	assert.deepEqual([publishers, problems], [2, []]);
	const { exports = [] } = await tree(new URL("server.ts", folder));
	assert.deepEqual(
		exports.map(({ path }) => path),
		["{ a }", 'import("./other.ts")'],
	);
});

for (const [what, name] of Object.entries({
	"no file": "no.js",
	"a folder": "folder",
	"no module": "data.json",
	"no file, but a pipe": "pipe",
})) {
	test(`what is given is ${what}: the exit code is 2, and the message says what to give`, async (t) => {
		const folder = writeFiles(t, { "folder/index.js": "", "data.json": "{}" });
		execFileSync("mkfifo", [fileURLToPath(new URL("pipe", folder))]);
		for (const command of ["check", "tree"]) {
			const { code, stderr } = await runCommand(folder, command, name);
			assert.equal(code, 2);
			assert.match(
				stderr,
				/; give the module that makes the application, such as \.\/server\.js, or the site's root(, such as folder\/index\.js)?\n$/,
			);
		}
	});
}
