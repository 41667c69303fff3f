// What to write instead: each mistake of a first hour has a message that names its fix.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import express from "express";
import publisher, { type Namespace } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { expresses, serve } from "../support/serve.js";
import { serveRoot } from "../support/serve-root.js";

const page = () => "page";
const GET_IS_A_NUMBER: string = "data:text/javascript,export const GET = 1";

const mistakes: Readonly<Record<string, [root: Namespace, remedy: RegExp]>> = {
	"a method in lower case": [
		{ _q_exports: ["a"], a: { get: page } },
		/write GET instead of get$/,
	],
	"an unknown method": [
		{ _q_exports: ["a"], a: { FETCH: page } },
		/^FETCH is no HTTP method/,
	],
	"exports.router = …": [
		{ _q_exports: ["a"], _q_import: () => ({ router: express.Router() }) },
		/Export the Router or function as the default, router alone/,
	],
	"a row as a value": [
		{ _q_exports: ["a"], a: { id: 7, name: "Ann" } },
		/\(req, res\) => res\.json\(value\)/,
	],
	"a method that is no function": [
		{ _q_exports: ["a"], a: { GET: "text" } },
		/^Make GET a function: \(req, res\) => res\.send\(…\)$/,
	],
	"a module with a method that is no function": [
		{
			_q_exports: ["a"],
			_q_import: async () => import(GET_IS_A_NUMBER),
		},
		/^Make GET a function/,
	],
	"an export list with a misspelt name": [
		{ _q_exports: ["a"], a: { _q_index: page, _q_exprots: [] } },
		/^Write _q_exports instead of _q_exprots$/,
	],
	"a misspelt hook": [
		{ _q_exports: ["a"], a: { _q_exports: [], _q_lookups: page } },
		/^Did you mean _q_lookup\?$/,
	],
	"an error handler": [
		{ _q_exports: ["a"], a: (_1: 1, _2: 2, _3: 3, _4: 4) => {} },
		/^Give it to app\.use\(\) itself, or make it a namespace's _q_exception_handler$/,
	],
	"nothing to import with": [
		{ _q_exports: ["a"] },
		/^Give it one of them, or take the name out of _q_exports$/,
	],
	"a class": [
		{ _q_exports: ["a"], a: class Users {} },
		/^Export an instance: new Users\(\)$/,
	],
};
for (const [what, [root, remedy]] of Object.entries(mistakes)) {
	test(`${what} is told what to write instead`, async (t) => {
		const { failure } = await serveRoot(t, root);
		assert.match((await failure("/a/")).remedy, remedy);
	});
}

test("an importer without return, a reversed pair, a file in the wrong case, and a module without a default", async (t) => {
	const folder = writeFiles(t, {
		"site/index.js": `export const _q_exports = ["articles", "named"];
			export const _q_url = import.meta.url;`,
		"site/Articles.js": 'export default "articles";',
		"site/named.js": "export const router = () => {};",
	});
	const site = new URL("site/index.js", folder);
	for (const [root, path, said] of [
		[
			{
				_q_exports: ["a"],
				_q_import: () => {
					import("node:url");
				},
			},
			"/a",
			/its import gave undefined\. Write return import\(…\) in the importer, and export default … in the module, or take/,
		],
		[
			{ _q_exports: [["favicon", "favicon.ico"]], favicon: "icon" },
			"/favicon",
			/the pair is reversed\. Write \["favicon\.ico","favicon"\], or take/,
		],
		[site, "/articles", /but a file Articles\.js: names are case-sensitive/],
		[
			site,
			"/named",
			/Export what it publishes as its default, export default router/,
		],
	] as const) {
		const { failure } = await serveRoot(t, root as Namespace);
		const { message } = await failure(path);
		assert.match(message, said);
	}
	const { failure } = await serveRoot(t, {
		_q_exports: ["a"],
		_q_import: () => Promise.reject(new Error("down")),
	});
	assert.equal(
		(await failure("/a")).remedy,
		"Fix that error, or take the name out of _q_exports",
	);
});

test("a namespace in a route with a fixed path is a warning, once", async (t) => {
	const warnings: string[] = [];
	const keep = ({ message }: Error) => warnings.push(message);
	process.on("warning", keep);
	t.after(() => process.off("warning", keep));
	for (const { express } of expresses) {
		warnings.length = 0;
		const app = express();
		const namespace = { _q_exports: ["found"], found: "found" };
		app.get("/never", publisher(namespace));
		app.get(
			"/later",
			publisher(async () => namespace),
		);
		// Of these, each request may have another path, or something is there.
		app.get("/found", publisher(namespace));
		app.get(
			"/empty",
			publisher({ _q_exports: ["empty"], empty: { _q_exports: [] } }),
		);
		app.get("/:name/x", publisher(namespace));
		app.get("/looked-up", publisher({ ...namespace, _q_lookup: () => {} }));
		app.get(
			"/page",
			publisher(
				() => (_req: unknown, _res: unknown, next: () => void) => next(),
			),
		);
		app.use("/mounted", publisher(namespace));
		const ask = await serve(t, app);
		assert.equal((await ask("/found")).body, "found");
		for (const path of [
			"/never",
			"/never/",
			"/later",
			"/y/x",
			"/looked-up",
			"/empty",
			"/page",
			"/mounted/x",
			"/",
		]) {
			assert.equal((await ask(path)).status, 404, path);
		}
		await setImmediate();
		assert.deepEqual(
			warnings,
			["never", "later"].map(
				(name) =>
					`The publisher in the route /${name} looks for "${name}" in its namespace, as a route does not take its path off. Mount it: app.use("/${name}", publisher(…))`,
			),
		);
	}
});

test("express.static without mount is a warning, once, where it has files behind it", async (t) => {
	const warnings: Error[] = [];
	const keep = (warning: Error) => warnings.push(warning);
	process.on("warning", keep);
	t.after(() => process.off("warning", keep));
	const { ask } = await serveRoot(t, {
		_q_exports: ["a", "b", "own"],
		a: express.static("public"),
		b: [page, express.static("public")],
		own: function serveStatic() {
			return "a page of this name";
		},
	});
	assert.equal((await ask("/own")).body, "a page of this name");
	for (const path of ["/a/x", "/a/y", "/b/x"]) {
		assert.equal((await ask(path)).status, 404);
	}
	await setImmediate();
	assert.deepEqual(
		warnings.map(({ message }) =>
			/mount\(express\.static\("public"\)\)/.test(message),
		),
		[true, true],
	);
});
