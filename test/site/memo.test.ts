// What is kept of what was imported, for how long, and what is asked for each time.
import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import express from "express";
import publisher, { type Namespace } from "express-publisher";
import { collectGarbage } from "../support/collect-garbage.js";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";
import { serveRoot } from "../support/serve-root.js";

/** Gives an importer that counts its calls by name, and answers with them. */
function counting(supply: (text: string) => unknown) {
	const calls: Record<string, number> = {};
	const _q_import = (name: string) => {
		calls[name] = (calls[name] ?? 0) + 1;
		return supply(`${name} ${calls[name]}`);
	};
	return { calls, _q_import };
}

const ways: Record<string, (text: string) => unknown> = {
	"at once": (text) => text,
	"by a promise": async (text) => text,
	"a module by a promise": async (text) => ({ default: text }),
};
for (const [what, supply] of Object.entries(ways)) {
	test(`what an importer gives ${what} is kept by its internal name`, async (t) => {
		const { calls, _q_import } = counting(supply);
		const { ask } = await serveRoot(t, {
			_q_exports: ["a", ["x", "a"], ["y", "a"], "b"],
			_q_import,
		});
		// Not under its own name first: it is the internal name that counts.
		const paths = ["/x", "/a", "/y", "/a", "/b", "/b"];
		await ask("/x");
		const first = await Promise.all(paths.map((path) => ask(path)));
		const second = await Promise.all(paths.map((path) => ask(path)));
		for (const answers of [first, second]) {
			assert.deepEqual(
				answers.map(({ body }) => body),
				["a 1", "a 1", "a 1", "a 1", "b 1", "b 1"],
			);
		}
		assert.deepEqual(calls, { a: 1, b: 1 });
	});
}

test("what was imported stays, whatever the container gets later", async (t) => {
	const { calls, _q_import } = counting((text) => text);
	const root: Namespace & { a?: string } = {
		_q_exports: ["a"],
		_q_import,
	};
	const { ask } = await serveRoot(t, root);
	assert.equal((await ask("/a")).body, "a 1");
	root.a = "own";
	assert.equal((await ask("/a")).body, "a 1");
	assert.deepEqual(calls, { a: 1 });
});

const failures: Record<string, () => unknown> = {
	"that it throws": () => {
		throw new Error("down");
	},
	"that its promise rejects": async () => {
		throw new Error("down");
	},
	"that it gives nothing": () => undefined,
	"that its promise gives nothing": async () => null,
	"that its module has nothing": async () => ({ default: undefined }),
};
for (const [what, fail] of Object.entries(failures)) {
	test(`a failure is not kept: ${what}`, async (t) => {
		let calls = 0;
		const { ask, failure } = await serveRoot(t, {
			_q_exports: ["a"],
			_q_import: () => (++calls < 3 ? fail() : "healed"),
		});
		await failure("/a");
		await failure("/a");
		assert.equal((await ask("/a")).body, "healed");
		assert.equal((await ask("/a")).body, "healed");
		assert.equal(calls, 3);
	});
}

test("requests that come while an import is under way share its failure", async (t) => {
	let calls = 0;
	let requests = 0;
	let reject: (error: Error) => void = assert.fail;
	const { ask } = await serveRoot(t, {
		_q_exports: ["a"],
		_q_access: () => {
			// The third request is past the door: the others wait for the import already.
			if (++requests === 3) {
				setImmediate(() => reject(new Error("down")));
			}
		},
		_q_import: () => {
			calls++;
			return new Promise((_, fail) => {
				reject = fail;
			});
		},
	});
	const answers = await Promise.all([ask("/a"), ask("/a"), ask("/a")]);
	assert.deepEqual(
		answers.map(({ status }) => status),
		[500, 500, 500],
	);
	assert.equal(calls, 1);
});

test("two publishers of one root, and two containers of one class, share nothing", async (t) => {
	const { calls, _q_import } = counting((text) => text);
	class Container {
		_q_exports = ["a"];
		_q_import = _q_import;
	}
	const root = {
		_q_exports: ["one", "two"],
		one: new Container(),
		two: new Container(),
	};
	const app = express();
	app.use("/first", publisher(root));
	app.use("/second", publisher(root));
	const ask = await serve(t, app);
	const bodies: string[] = [];
	for (const path of ["/first/one/a", "/first/two/a", "/second/one/a"]) {
		await ask(path);
		bodies.push((await ask(path)).body);
	}
	assert.deepEqual(bodies, ["a 1", "a 2", "a 3"]);
	assert.deepEqual(calls, { a: 3 });
});

test("what is looked up, and what is not found, is asked for each time", async (t) => {
	const asked: string[] = [];
	const { ask } = await serveRoot(t, {
		_q_exports: [],
		_q_lookup: (_req, component) => {
			asked.push(component);
			return component === "a" ? `call ${asked.length}` : undefined;
		},
	});
	assert.equal((await ask("/a")).body, "call 1");
	assert.equal((await ask("/a")).body, "call 2");
	assert.equal((await ask("/b")).status, 404);
	assert.equal((await ask("/b")).status, 404);
	assert.deepEqual(asked, ["a", "a", "b", "b"]);
});

test("a container that a look-up made for one request goes, and takes what it imported along", async (t) => {
	const containers: WeakRef<object>[] = [];
	const imported: WeakRef<object>[] = [];
	const { ask } = await serveRoot(t, {
		_q_exports: [],
		_q_lookup: () => {
			const container = {
				_q_exports: ["a"],
				_q_import: async () => {
					const page = { GET: () => "page" };
					imported.push(new WeakRef(page));
					return page;
				},
			};
			containers.push(new WeakRef(container));
			return container;
		},
	});
	for (let request = 0; request < 20; request++) {
		assert.equal((await ask("/x/a")).body, "page");
	}
	// The last request, or a closed socket's, may still be held; what grew would hold all of them.
	for (const references of [containers, imported]) {
		await new Promise(setImmediate);
		collectGarbage();
		const held = references.filter((reference) => reference.deref());
		assert.equal(references.length, 20);
		assert.ok(held.length < 10, `${held.length} of 20 are held`);
	}
});

const changing = `
	export const _q_exports = ["page", "later"];
	export let page = "first";
	export let later;
	globalThis.memoTest = () => { page = "second"; later = "there now"; };`;

test("a module's exports are read once they are there; those of an object each time", async (t) => {
	const module = new URL("site.js", writeFiles(t, { "site.js": changing }));
	const object = { _q_exports: ["page"], page: "first" };
	const { ask } = await serveRoot(t, {
		_q_exports: ["module", "object"],
		_q_import: () => import(module.href),
		object,
	});
	const bodies = async () => [
		(await ask("/module/page")).body,
		(await ask("/object/page")).body,
	];
	assert.deepEqual(await bodies(), ["first", "first"]);
	assert.equal((await ask("/module/later")).status, 500);
	object.page = "second";
	(globalThis as unknown as { memoTest(): void }).memoTest();
	assert.deepEqual(await bodies(), ["first", "second"]);
	assert.equal((await ask("/module/later")).body, "there now");
});

test("an export list or a hook that an object gets later is used", async (t) => {
	const root: Namespace & { a: string; b: string } = {
		_q_exports: ["a"],
		a: "a",
		b: "b",
	};
	const { ask } = await serveRoot(t, root);
	assert.equal((await ask("/a")).body, "a");
	assert.equal((await ask("/b")).status, 404);
	Object.assign(root, { _q_exports: ["b"], _q_lookup: () => "looked up" });
	assert.equal((await ask("/b")).body, "b");
	assert.equal((await ask("/a")).body, "looked up");
});

test("a module whose access hook is set later is refused until it is there", async (t) => {
	const folder = writeFiles(t, {
		"site.js": `
			export const _q_exports = ["page"];
			export const page = "open";
			export let _q_access;
			globalThis.setAccess = () => {
				_q_access = (req, res) => res.status(403).end();
			};`,
	});
	const { ask } = await serveRoot(t, {
		_q_exports: ["module"],
		_q_import: () => import(new URL("site.js", folder).href),
	});
	assert.equal((await ask("/module/page")).status, 500);
	(globalThis as unknown as { setAccess(): void }).setAccess();
	assert.equal((await ask("/module/page")).status, 403);
});

test("responses that have no socket to finish on are not held", async () => {
	const app = express();
	app.use(publisher({ _q_exports: ["a"], a: async () => "a" }));
	const responses: WeakRef<object>[] = [];
	const request = async () => {
		const req = new IncomingMessage(new Socket());
		req.url = "/a";
		req.method = "GET";
		const res = new ServerResponse(req);
		responses.push(new WeakRef(res));
		app(req, res);
		await new Promise(setImmediate);
		assert.ok(res.writableEnded);
	};
	for (let times = 0; times < 500; times++) {
		await request();
	}
	collectGarbage();
	const held = responses.filter((reference) => reference.deref());
	assert.ok(held.length < 250, `${held.length} of 500 are held`);
	await request(); // Until here, the publisher itself had to be held.
});
