// All publishers of a process as one: what is asked of them, what they are called, and that the list holds none of them.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import express, { type RequestHandler, Router } from "express";
import publisher, { publishers } from "express-publisher";
import { collectGarbage } from "../support/collect-garbage.js";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";

const LIST = Symbol.for("express-publisher.publishers");

const pageOf =
	(text: string): RequestHandler =>
	(_req, res) =>
		void res.send(text);
const badge = async () =>
	Router({ mergeParams: true }).get("/", (req, res) => {
		res.json(req.params);
	});
const broken = async () => {
	throw new Error("down");
};

/** Empties the list of what other tests left there. */
function forgetOthers(): void {
	Reflect.deleteProperty(globalThis, LIST);
}

const paths = () => publishers.tree().exports?.map(({ path }) => path);

test("each is called what its root says, and listed with the path it was first reached at", async (t) => {
	forgetOthers();
	const folder = writeFiles(t, { "page.js": 'export default () => "page";' });
	const url = new URL("page.js", folder);
	const users = { show: pageOf("user") };
	const app = express();
	app.get("/unrelated", (_req, _res, next) => next());
	app.all("/{*any}", (_req, _res, next) => next());
	app.use(
		"/:project/badge.svg",
		publisher(() => badge()),
	);
	app.get(
		"/users/:id",
		publisher(async () => users.show),
	);
	app.get(
		"/people/:id",
		publisher(async () => users.show),
	);
	app.use("/url", publisher(url));
	app.use(
		publisher({
			_q_exports: ["news", "about", ["robots.txt", "robots"]],
			news: { _q_exports: ["today"], today: "today" },
			about: "about",
			robots: "none",
		}),
	);
	const ask = await serve(t, app);
	const labels = [
		"badge()",
		"users.show",
		"users.show (2)",
		url.href,
		"{ news, about, robots.txt }",
	];
	assert.deepEqual(paths(), labels);
	for (const path of [
		...["/cats/badge.svg", "/dogs/badge.svg", "/users/7", "/users/8"],
		...["/url", "/news/today", "/about", "/about"],
	]) {
		assert.equal((await ask(path)).status, 200, path);
	}
	const { path, state, requests, exports = [] } = publishers.tree();
	assert.deepEqual([path, state, requests], ["/", "own", 8]);
	assert.deepEqual(
		exports.map(({ path, reachedAt, state }) => [path, reachedAt, state]),
		[
			["badge()", "/cats/badge.svg", "imported"],
			["users.show", "/users/:id", "imported"],
			["users.show (2)", undefined, "not imported"],
			[url.href, "/url", "imported"],
			["{ news, about, robots.txt }", "/", "own"],
		],
	);
	assert.deepEqual(
		exports.at(-1)?.exports?.map(({ path }) => path),
		["news", "about", "robots.txt"].map((name) => `${labels.at(-1)}/${name}`),
	);
	assert.deepEqual(publishers.usage().paths, [
		{ path: "badge()", requests: 2 },
		{ path: "users.show", requests: 2 },
		{ path: `${labels.at(-1)}/about`, requests: 2 },
		{ path: url.href, requests: 1 },
		{ path: `${labels.at(-1)}/news/today`, requests: 1 },
	]);
	assert.equal(exports.length, app.router.stack.length - 2);
});

test("preload imports all of them, those that come with an import as well, or what paths and usages name", async () => {
	forgetOthers();
	let calls = 0;
	const inner: unknown[] = [];
	const outer = () => {
		calls++;
		const later = publisher(async () => "inner");
		inner.push(later);
		return Router().use(later);
	};
	const site = publisher({
		_q_exports: ["a", "b"],
		_q_import: async (name) => name,
	});
	const failing = publisher(() => broken());
	const kept = [publisher(() => outer()), failing, site];
	const seen: string[] = [];
	const first = await publishers.preload(
		["{ a, b }/b", "broken()", "{ a, b }/c", "nowhere"],
		{ onImport: ({ path }) => void seen.push(path) },
	);
	const outcomes = ({ imports }: typeof first) =>
		imports.map(({ path, outcome }) => [path, outcome]);
	assert.deepEqual(outcomes(first), [
		["{ a, b }/b", "imported"],
		["broken()", "failed"],
		["{ a, b }/c", "not found"],
		["nowhere", "not found"],
	]);
	assert.deepEqual(
		seen,
		first.imports.map(({ path }) => path),
	);
	assert.equal(calls, 0);
	const all = await publishers.preload();
	assert.deepEqual(outcomes(all), [
		["{ a, b }/a", "imported"],
		["{ a, b }/b", "already there"],
		["broken()", "failed"],
		["outer()", "imported"],
		['"inner"', "imported"],
	]);
	assert.equal(calls, 1);
	const usage = { paths: [{ path: "outer()", requests: 3 }] };
	assert.deepEqual(outcomes(await publishers.preload(usage)), [
		["outer()", "already there"],
	]);
	assert.equal(kept.length + inner.length, 4);
});

test("preload refuses wrong arguments, and ends when it is aborted", async () => {
	forgetOthers();
	for (const paths of [42, [undefined], [1], {}, "a()"]) {
		assert.throws(() => publishers.preload(paths as never), {
			code: "ERR_PUBLISHER_INVALID_ARGUMENT",
		});
	}
	assert.throws(() => publishers.preload([], { sinal: 1 } as never), TypeError);
	const signal = AbortSignal.abort(new Error("enough"));
	await assert.rejects(publishers.preload(undefined, { signal }), /enough/);
});

test("copies of the package have one list, with entries of other versions that are not understood", () => {
	forgetOthers();
	const required = createRequire(import.meta.url)("express-publisher");
	assert.notEqual(required, publisher);
	const one = publisher(async () => "one");
	const other = required(async () => "other");
	const list = Reflect.get(globalThis, LIST) as unknown[];
	list.unshift(
		...[undefined, null, 7, {}, { publisher: {}, root: "x" }],
		...[{ publisher: new WeakRef({}), root: "x" }, { root: one }],
	);
	assert.deepEqual(paths(), ['"one"', '"other"']);
	assert.deepEqual(required.publishers.tree(), publishers.tree());
	assert.deepEqual([typeof one, typeof other], ["function", "function"]);
});

test("a root's long or odd source is one short, printable line", () => {
	forgetOthers();
	const kept = [
		publisher(() => {
			return "\u202e";
		}),
		publisher(
			async () =>
				"x".repeat(1) +
				"a text that is much longer than what a line of the inspector or of a terminal has room for, and is cut".repeat(
					2,
				),
		),
		publisher({
			_q_exports: Array.from({ length: 500 }, (_, index) => `name${index}`),
			_q_import: () => undefined,
		}),
	];
	const labels = paths() ?? [];
	assert.equal(labels.length, kept.length);
	assert.equal(
		labels[2],
		"{ name0, name1, name2, name3, name4, name5, and 494 more }",
	);
	for (const label of labels) {
		assert.ok(label.length < 160 && !/[\n\u202e]/.test(label), label);
	}
});

test("a publisher that nothing else holds is collected, and its place in the list is taken away", async () => {
	forgetOthers();
	const kept = publisher(async () => "kept");
	for (let count = 0; count < 10; count++) {
		for (let made = 0; made < 200; made++) {
			publisher(async () => "gone");
		}
		await setImmediate();
		collectGarbage();
		await setImmediate();
	}
	assert.deepEqual(paths(), ['"kept"']);
	const list = Reflect.get(globalThis, LIST) as unknown[];
	assert.ok(list.length <= 1_000, `${list.length} of 2,001`);
	assert.ok(kept);
});
