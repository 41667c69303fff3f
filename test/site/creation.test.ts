// Creating a publisher imports nothing; when its root is had, and when it is checked.
import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import publisher, { type Root } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";
import { serveRoot } from "../support/serve-root.js";

// What the modules below record their evaluations in.
const evaluated: string[] = [];
Object.assign(globalThis, { creationTest: evaluated });
const RECORDS = "creationTest.push(import.meta.url);";

const SITE = `${RECORDS} export const _q_exports = ["a"]; export const _q_url = import.meta.url;`;
const lazyRoots: Record<string, (url: URL) => Root> = {
	"a thunk": (url) => () => import(url.href),
	"a URL": (url) => url,
	"the string of a URL": (url) => url.href,
	"a namespace": ({ href }) => ({
		_q_exports: ["site"],
		_q_import: () => import(href),
	}),
};
for (const [what, rootOf] of Object.entries(lazyRoots)) {
	test(`nothing is imported at creation, and each module once when it is needed: ${what}`, async (t) => {
		evaluated.length = 0;
		const base = writeFiles(t, {
			"index.js": SITE,
			"a.js": `${RECORDS} export default "a"`,
			"later.js": "",
		});
		const url = new URL("index.js", base);
		const { ask } = await serveRoot(t, rootOf(url));
		// Had anything been asked for at creation, it would be there before this.
		await import(new URL("later.js", base).href);
		assert.deepEqual(evaluated, []);
		const path = what === "a namespace" ? "/site/a" : "/a";
		const answers = await Promise.all([ask(path), ask(path), ask(path)]);
		assert.deepEqual(
			answers.map(({ body }) => body),
			["a", "a", "a"],
		);
		assert.deepEqual(evaluated, [url.href, new URL("a.js", base).href]);
	});
}

test("app.use(publisher) without the call is an error that says so", async (t) => {
	const app = express();
	app.use(publisher as never);
	const caught: unknown[] = [];
	const keep: express.ErrorRequestHandler = (error, _req, res, _next) => {
		caught.push(error);
		res.sendStatus(500);
	};
	app.use(keep);
	const ask = await serve(t, app);
	assert.equal((await ask("/")).status, 500);
	assert.ok(caught[0] instanceof TypeError);
	assert.match(caught[0].message, /write app\.use\(publisher\(root\)\)/);
});

const wrongInside: [what: string, namespace: unknown, message: RegExp][] = [
	["an export list that is no list", { _q_exports: "a" }, /Make it an array/],
	["an entry that is no name", { _q_exports: [1] }, /Each entry is a name/],
	["a hook in the list", { _q_exports: ["_q_access"] }, /cannot be exported/],
	[
		"a misspelt hook",
		{ _q_exports: [], _q_acess() {} },
		/Did you mean _q_access\?$/,
	],
	[
		"a hook without its underscores",
		{ _q_exports: [], _qaccess() {} },
		/a namespace with _qaccess, which is no hook\. Did you mean _q_access\?$/,
	],
	[
		"a hook that is no function",
		{ _q_exports: [], _q_lookup: 1 },
		/Make _q_lookup a function/,
	],
];
for (const [what, namespace, message] of wrongInside) {
	test(`a namespace below the root is checked when it is first walked: ${what}`, async (t) => {
		const { ask, failure } = await serveRoot(t, {
			_q_exports: ["wrong", "right"],
			wrong: namespace,
			right: "right",
		});
		assert.equal((await ask("/right")).body, "right");
		for (const _time of ["first", "second"]) {
			const error = await failure("/wrong/x");
			assert.equal(error.code, "ERR_PUBLISHER_UNPUBLISHABLE");
			assert.match(error.message, message);
		}
	});
}

test("a guard whose underscores or capitals are wrong is refused at creation, and so is it as a method", () => {
	for (const name of ["_qaccess", "q_access", "__q_access", "_qAccess"]) {
		class Guarded {
			_q_exports = [];
		}
		Object.defineProperty(Guarded.prototype, name, { value: () => false });
		for (const root of [
			{ _q_exports: ["a"], a: "SECRET", [name]: () => false },
			new Guarded(),
		]) {
			assert.throws(
				() => publisher(root as Root),
				new RegExp(
					`with ${name}, which is no hook. Did you mean _q_access\\?$`,
				),
			);
		}
	}
});

test("a name that merely resembles a hook's is one like any other", async (t) => {
	const names = ["_query", "_q", "q", "_quit", "qIndex", "access", "_url"];
	const { ask } = await serveRoot(t, {
		_q_exports: names,
		...Object.fromEntries(names.map((name) => [name, `page ${name}`])),
	} as Root);
	for (const name of names) {
		assert.equal((await ask(`/${name}`)).body, `page ${name}`);
	}
});

test("a misspelt hook is refused also where the list is another namespace's", async (t) => {
	const _q_exports = ["a"];
	const { ask, failure } = await serveRoot(t, {
		_q_exports: ["right", "wrong"],
		right: { _q_exports, a: "a" },
		wrong: { _q_exports, a: "secret", _q_acess() {} },
	});
	assert.equal((await ask("/right/a")).body, "a");
	assert.match((await failure("/wrong/a")).message, /_q_acess/);
});

// biome-ignore lint/suspicious/noThenProperty: a page may be called `then`
const site = { _q_exports: ["a", "then"], a: "a", then: () => "then" };
const thunks: Record<string, () => unknown> = {
	"gives a namespace at once, one with a page called then": () => site,
	"promises a namespace": async () => ({ _q_exports: ["a"], a: "a" }),
	"promises a module whose default is the namespace": async () => ({
		default: site,
	}),
};
for (const [what, thunk] of Object.entries(thunks)) {
	test(`a thunk is called when first needed, and once: it ${what}`, async (t) => {
		let calls = 0;
		const { ask } = await serveRoot(t, () => {
			calls++;
			return thunk();
		});
		assert.equal(calls, 0);
		const answers = await Promise.all([ask("/a"), ask("/a"), ask("/a")]);
		assert.deepEqual(
			answers.map(({ body }) => body),
			["a", "a", "a"],
		);
		await ask("/a");
		assert.equal(calls, 1);
		if (thunk() === site) {
			assert.equal((await ask("/then")).body, "then");
		}
	});
}

const failingThunks: [what: string, fail: () => unknown, message: RegExp][] = [
	[
		"it throws",
		() => {
			throw new Error("down");
		},
		/down/,
	],
	[
		"it rejects",
		async () => {
			throw new Error("down");
		},
		/down/,
	],
	["it gives undefined", () => undefined, /gave undefined/],
	["it promises null", async () => null, /gave null/],
];
for (const [what, fail, message] of failingThunks) {
	test(`a thunk that fails is called again, and heals: ${what}`, async (t) => {
		let calls = 0;
		const { ask, failure } = await serveRoot(t, () =>
			++calls === 1 ? fail() : site,
		);
		const error = await failure("/a");
		assert.equal(error.code, "ERR_PUBLISHER_IMPORT_FAILED");
		assert.match(error.message, /Cannot import the root/);
		assert.match(error.message, message);
		assert.equal((await ask("/a")).body, "a");
		assert.equal(calls, 2);
	});
}

for (const [what, value] of Object.entries({
	"an object": {},
	"a number": 42,
	"a class": class Site {},
	"an error handler": (
		_err: unknown,
		_req: unknown,
		_res: unknown,
		_next: unknown,
	) => {},
})) {
	test(`a thunk that gives nothing that can be published is an error: ${what}`, async (t) => {
		const { failure } = await serveRoot(t, async () => value);
		const error = await failure("/");
		assert.equal(error.code, "ERR_PUBLISHER_UNPUBLISHABLE");
		assert.match(error.message, /Cannot publish the root for \/: it is /);
	});
}
