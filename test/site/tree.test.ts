// `tree()` and `usage()`: what is known of a site, and how it is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import publisher, { type Namespace, type Tree } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";
import { watchedImports } from "../support/watched-imports.js";

const refuse = (): never => assert.fail("called");

function nodeAt(tree: Tree, path: string): Tree {
	if (tree.path === path) {
		return tree;
	}
	const below = tree.exports?.find(
		(node) => path === node.path || path.startsWith(`${node.path}/`),
	);
	return below === undefined ? assert.fail(`no ${path}`) : nodeAt(below, path);
}

test("a name goes from not imported to importing, failed and imported", async (t) => {
	const { give, fail, until, _q_import } = watchedImports();
	const site = publisher(
		{ _q_exports: ["a"], _q_import },
		{ importTimeout: 10_000 },
	);
	const ask = await serve(t, express().use(site));
	const node = () => nodeAt(site.tree(), "/a");
	assert.deepEqual(node(), { path: "/a", state: "not imported", requests: 0 });

	const before = Date.now();
	const first = ask("/a");
	await until(1);
	const { startedAt = 0, ...loading } = node().import ?? {};
	assert.equal(node().state, "importing");
	assert.deepEqual(loading, { by: "/a", tries: 1 });
	assert.ok(startedAt >= before && startedAt <= Date.now());

	fail("a", Object.assign(new Error("down"), { code: "ECONNREFUSED" }));
	await first;
	const failed = node();
	assert.deepEqual([failed.state, failed.requests], ["failed", 0]);
	const { message, code, stack = "", remedy } = failed.import?.error ?? {};
	assert.deepEqual([message, code], ["down", "ECONNREFUSED"]);
	assert.match(stack, /^Error: down\n +at /);
	assert.match(String(remedy), /^Fix that error/);

	const secondBegan = performance.now();
	const second = ask("/a");
	await until(2);
	assert.deepEqual([node().state, node().import?.tries], ["importing", 2]);
	give("a", { _q_exports: ["b"], b: "text" });
	await second;
	const { state, kind, requests, exports } = node();
	assert.deepEqual([state, kind, requests], ["imported", "namespace", 1]);
	assert.deepEqual(exports, [
		{ path: "/a/b", state: "own", kind: "text", requests: 0 },
	]);
	assert.equal(node().import?.error, undefined);
	const { milliseconds = Number.NaN } = node().import ?? {};
	assert.ok(
		milliseconds > 0 && milliseconds <= performance.now() - secondBegan,
	);
});

test("an import is told by the template of its request, which holds nothing that was looked up", async (t) => {
	const story = (name: string): Namespace => ({
		_q_exports: ["edit"],
		_q_import: () => () => name,
	});
	const stories = new Map([["secret", story("secret")]]);
	const site = publisher({
		_q_exports: ["news", "other"],
		_q_import: async () => ({
			_q_exports: ["archive"],
			_q_import: async () => "text",
			_q_lookup: (_req: unknown, slug: string) => stories.get(slug),
		}),
	});
	const ask = await serve(t, express().use(site));
	assert.equal((await ask("/news/secret/edit")).body, "secret");
	assert.equal((await ask("/other/secret")).status, 404);
	await ask("/news/archive");
	await ask("/wp-login.php");
	const tree = site.tree();
	assert.equal(nodeAt(tree, "/news").import?.by, "/news/:component/edit");
	assert.equal(nodeAt(tree, "/news/archive").import?.by, "/news/archive");
	assert.equal(nodeAt(tree, "/other").import?.by, "/other");
	assert.doesNotMatch(JSON.stringify(tree), /secret|wp-login/);
	assert.doesNotMatch(JSON.stringify(site.usage()), /secret|wp-login/);
	assert.equal(nodeAt(tree, "/news").requests, 2);
});

test("requests that end at a failed import, or at one that is late, are counted there", async (t) => {
	let isDown = true;
	const site = publisher(
		{
			_q_exports: ["a", ["b", "a"], "never"],
			_q_import(name: string) {
				if (isDown && name === "a") {
					throw new Error("down");
				}
				return name === "a" ? "text" : new Promise(() => {});
			},
		},
		{ importTimeout: 50 },
	);
	const ask = await serve(t, express().use(site));
	for (const path of ["/a", "/a", "/b", "/never", "/nothing"]) {
		await ask(path);
	}
	isDown = false;
	await ask("/a");
	const counts = site
		.tree()
		.exports?.map(({ path, requests, failedRequests }) => [
			path,
			requests,
			failedRequests,
		]);
	assert.deepEqual(counts, [
		["/a", 1, 3],
		["/never", 0, 1],
		["/b", 0, undefined],
	]);
	const root = publisher(() => Promise.reject(new Error("down")));
	const askRoot = await serve(t, express().use(root));
	await askRoot("/a");
	assert.equal(root.tree().failedRequests, 1);
});

test("requests never make the tree or the usage grow", async (t) => {
	const site = publisher({
		_q_exports: ["a"],
		_q_lookup: (_req: unknown, name: string) => ({
			_q_exports: ["edit"],
			edit: name,
		}),
		a: "text",
	} satisfies Namespace);
	const ask = await serve(t, express().use(site));
	await ask("/a");
	const size = () =>
		JSON.stringify([site.tree(), site.usage()]).replace(/\d+/g, "");
	await ask("/0/edit");
	const before = size();
	for (let request = 0; request < 200; request++) {
		await ask(`/${request}/edit`);
		await ask(`/${request}/none`);
	}
	assert.equal(size(), before);
});

test("nothing of the user's is called", async () => {
	class Secretive {
		get _q_exports(): string[] {
			return refuse();
		}
	}
	const trap = new Proxy(
		{},
		{
			get: refuse,
			has: refuse,
			getOwnPropertyDescriptor: refuse,
			getPrototypeOf: refuse,
		},
	);
	const root: Namespace = {
		_q_exports: ["getter", "secretive", "trap", "list", "fn", "inherited"],
		_q_import: refuse,
		_q_lookup: refuse,
		_q_access: refuse,
		get getter() {
			return refuse();
		},
		secretive: new Secretive(),
		trap,
		list: [refuse, refuse],
		fn: refuse,
		inherited: {
			[Symbol.for("nodejs.util.inspect.custom")]: refuse,
		},
	};
	const { exports = [] } = publisher(root).tree();
	assert.deepEqual(
		exports.map(({ path, state, kind }) => [path, state, kind]),
		[
			["/getter", "own", undefined],
			["/secretive", "own", undefined],
			["/trap", "own", undefined],
			["/list", "own", "handlers"],
			["/fn", "own", "page"],
			["/inherited", "own", "unpublishable"],
		],
	);
});

test("a root that is imported is not asked for", async (t) => {
	let calls = 0;
	const site = publisher(() => {
		calls++;
		return { _q_exports: ["a"], a: "text" };
	});
	assert.deepEqual(site.tree(), {
		path: "/",
		state: "not imported",
		requests: 0,
	});
	assert.equal(calls, 0);
	const ask = await serve(t, express().use(site));
	await ask("/a");
	assert.equal(site.tree().state, "imported");
	assert.equal(nodeAt(site.tree(), "/a").requests, 1);
});

const faults: Record<string, readonly [unknown, RegExp]> = {
	"a class": [class Foo {}, /the class Foo, not an instance/],
	"a frozen class": [
		Object.freeze(class Foo {}),
		/the class Foo, not an instance/,
	],
	"an error handler": [(_a: 1, _b: 2, _c: 3, _d: 4) => {}, /4 parameters/],
	"a number": [42, /^42$/],
	"hooks without list": [{ _q_index: "text" }, /without _q_exports/],
	"a list that is none": [{ _q_exports: 1 }, /_q_exports is 1/],
	"a misspelt hook": [{ _q_exports: [], _q_acess: refuse }, /_q_acess/],
	"a class as method": [{ GET: class Foo {} }, /a resource whose GET is the/],
};
for (const [what, [value, expected]] of Object.entries(faults)) {
	for (const way of ["own", "imported"]) {
		test(`the fault of ${what} is told, ${way}`, async () => {
			const site = publisher(
				way === "own"
					? { _q_exports: ["a"], a: value }
					: { _q_exports: ["a"], _q_import: () => value },
			);
			await site.preload();
			const { fault } = nodeAt(site.tree(), "/a");
			assert.match(String(fault?.what), expected);
			assert.match(String(fault?.remedy), /^[A-Z]/);
		});
	}
}

test("a name that nothing can be asked for is told before a request asks", () => {
	const tree = publisher({ _q_exports: ["a"] }).tree();
	assert.match(String(nodeAt(tree, "/a").fault?.what), /neither a, nor _q_im/);
	const url = import.meta.url;
	const guessed = publisher({ _q_exports: ["a"], _q_url: url }).tree();
	assert.equal(nodeAt(guessed, "/a").fault, undefined);
	const unplaced = publisher({ _q_exports: ["a"], _q_url: "/a/b.js" }).tree();
	assert.match(String(nodeAt(unplaced, "/a").fault?.what), /_q_url is/);
});

const thrown: Record<string, unknown> = {
	"a string": "down",
	nothing: undefined,
	"a symbol": Symbol("down"),
	"a circle": (() => {
		const circle: Record<string, unknown> = {};
		circle.circle = circle;
		return circle;
	})(),
	"a bigint": 1n,
	"an error with throwing getters": (() => {
		const error = new Error("x");
		// Node makes the text of the stack when it is first read, and would read the message then.
		assert.notEqual(error.stack, "");
		const get = refuse;
		return Object.defineProperties(error, { message: { get }, stack: { get } });
	})(),
	"an error with odd properties": Object.assign(new Error("x"), {
		code: { toJSON: refuse },
	}),
	"an object that throws when inspected": {
		[Symbol.for("nodejs.util.inspect.custom")]: refuse,
	},
};
for (const [what, error] of Object.entries(thrown)) {
	test(`the tree is JSON whatever an importer throws: ${what}`, async () => {
		const site = publisher({
			_q_exports: ["a"],
			_q_import: async () => {
				throw error;
			},
		});
		await site.preload();
		const tree = site.tree();
		assert.deepEqual(JSON.parse(JSON.stringify(tree)), tree);
		const { state, import: imported } = nodeAt(tree, "/a");
		assert.equal(state, "failed");
		assert.equal(typeof imported?.error?.message, "string");
	});
}

test("a namespace that is there twice is listed once", () => {
	const shared = { _q_exports: ["c"], c: "text" };
	const root: Namespace = {
		_q_exports: ["a", "b", "up"],
		a: shared,
		b: shared,
	};
	Object.assign(root, { up: root });
	const tree = publisher(root).tree();
	assert.equal(nodeAt(tree, "/a").exports?.length, 1);
	assert.equal(nodeAt(tree, "/b").sameAs, "/a");
	assert.equal(nodeAt(tree, "/up").sameAs, "/");
	assert.equal(JSON.parse(JSON.stringify(tree)).exports.length, 3);
});

test("the guesser's modules are told with their URL, broken ones too", async (t) => {
	const folder = writeFiles(t, {
		"index.js": 'export const _q_exports = ["a", "broken", "missing"];',
		"a/index.js": 'export default "text";',
		"broken.js": "export default nothing.at.all;",
	});
	const site = publisher(new URL("index.js", folder));
	const ask = await serve(t, express().use(site));
	for (const path of ["/a", "/broken", "/missing"]) {
		await ask(path);
	}
	const tree = site.tree();
	const urlOf = (path: string) =>
		nodeAt(tree, path).import?.url?.slice(folder.href.length);
	assert.equal(urlOf("/"), "index.js");
	assert.equal(urlOf("/a"), "a/index.js");
	assert.equal(urlOf("/broken"), "broken.js");
	assert.equal(urlOf("/missing"), undefined);
	assert.equal(nodeAt(tree, "/broken").state, "failed");
});

test("the usage counts where requests ended, most first, and preload takes it", async (t) => {
	const createSite = (names: string[]) => {
		const asked: string[] = [];
		const site = publisher({
			_q_exports: names,
			_q_import: async (name) => {
				asked.push(name);
				return {
					_q_exports: ["x", ["y", "x"]],
					_q_index: "index",
					_q_lookup: () => "looked up",
					_q_import: async (deep: string) => {
						asked.push(`${name}/${deep}`);
						return "text";
					},
				};
			},
		});
		return { asked, site };
	};
	const { site } = createSite(["a", "b", "c"]);
	assert.deepEqual(site.usage(), { paths: [] });
	const ask = await serve(t, express().use(site));
	for (const path of ["/b/x", "/b/y", "/b/x", "/a/", "/a/looked-up", "/none"]) {
		await ask(path);
	}
	const usage = site.usage();
	assert.deepEqual(usage, {
		paths: [
			{ path: "/b/x", requests: 3 },
			{ path: "/a", requests: 2 },
			{ path: "/", requests: 1 },
		],
	});

	const next = createSite(["a", "b", "c"]);
	await next.site.preload(JSON.parse(JSON.stringify(usage)));
	assert.deepEqual(next.asked, ["b", "b/x", "a"]);

	const changed = createSite(["a", "c"]);
	const { imports } = await changed.site.preload(usage);
	assert.deepEqual(changed.asked, ["a"]);
	assert.deepEqual(
		imports.map(({ path, outcome }) => `${path} ${outcome}`),
		["/b/x not found", "/a imported"],
	);
});
