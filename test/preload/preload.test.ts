// `preload`: what it imports, in which order, beside which requests, and what it reports.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate, setTimeout } from "node:timers/promises";
import express from "express";
import publisher, {
	type ImportReport,
	type Namespace,
	PublisherError,
} from "express-publisher";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";
import { watchedImports } from "../support/watched-imports.js";

const told = ({ imports }: { readonly imports: readonly ImportReport[] }) =>
	imports.map(({ path, outcome }) => `${path} ${outcome}`);
const refuse = (): never => assert.fail("called");

/** A site of three levels; its hooks and pages must not be called. */
function createRoot() {
	const asked: string[] = [];
	const importing =
		(parent: string, values: Record<string, unknown>) =>
		async (name: string) => {
			asked.push(`${parent}/${name}`);
			return values[name];
		};
	const deep = {
		_q_exports: ["x", ["z", "x"]] as const,
		_q_access: refuse,
		_q_lookup: refuse,
		_q_import: importing("/a/deep", { x: refuse }),
	};
	const a = {
		_q_exports: ["late", "deep"],
		_q_index: refuse,
		_q_access: refuse,
		_q_import: importing("/a", { late: refuse, deep }),
	};
	const root: Namespace = {
		_q_exports: ["b", "own", "a", "page", ["home", "_q_index"], "loop"],
		_q_access: refuse,
		_q_lookup: refuse,
		_q_index: refuse,
		_q_import: importing("", { a, b: express.Router() }),
		own: { _q_exports: ["c"], _q_import: importing("/own", { c: "text" }) },
		page: refuse,
		get loop() {
			return root;
		},
	};
	return { root, asked };
}

test("everything is imported in the order of the export lists, and no hook or page is called", async () => {
	const { root, asked } = createRoot();
	const site = publisher(() => root);
	const seen: ImportReport[] = [];
	const began = performance.now();
	const report = await site.preload(undefined, {
		onImport: (imported) => seen.push(imported),
	});
	const whole = performance.now() - began;
	const order = ["/b", "/own/c", "/a", "/a/late", "/a/deep", "/a/deep/x"];
	assert.deepEqual(asked, order);
	assert.deepEqual(
		told(report),
		["/", ...order].map((path) => `${path} imported`),
	);
	assert.deepEqual(seen, report.imports);
	for (const { path, milliseconds } of report.imports) {
		assert.ok(milliseconds > 0 && milliseconds <= whole, path);
	}

	const again = await site.preload();
	assert.deepEqual(
		told(again),
		["/", ...order].map((path) => `${path} already there`),
	);
	assert.deepEqual(asked, order);
});

const pathCases: Record<string, readonly [readonly string[], string[]]> = {
	"/": [[], []],
	"/a": [["/a"], ["/a imported"]],
	"/a/": [["/a"], ["/a imported"]],
	"/a/deep/z?q=1": [
		["/a", "/a/deep", "/a/deep/x"],
		["/a imported", "/a/deep imported", "/a/deep/z imported"],
	],
	"/a/deep/looked/up": [
		["/a", "/a/deep"],
		["/a imported", "/a/deep imported"],
	],
	"/b/rest/of/the/router": [["/b"], ["/b imported"]],
	"/home": [[], []],
	"/page": [[], []],
	"/page/more": [[], ["/page/more not found"]],
	"/a/none": [["/a"], ["/a imported", "/a/none not found"]],
	"/_q_index": [[], ["/_q_index not found"]],
	"/%zz": [[], ["/%zz failed"]],
	"/loop/loop/b": [["/b"], ["/loop/loop/b imported"]],
};
for (const [path, [asks, reports]] of Object.entries(pathCases)) {
	test(`the path ${path} imports what walking it would import`, async () => {
		const { root, asked } = createRoot();
		const report = await publisher(root).preload([path]);
		assert.deepEqual(asked, asks);
		assert.deepEqual(told(report), reports);
	});
}

test("several paths import nothing twice, and report it once", async () => {
	const { root, asked } = createRoot();
	const report = await publisher(root).preload(["/a/deep", "/a/late", "/a"]);
	assert.deepEqual(asked, ["/a", "/a/deep", "/a/late"]);
	assert.equal(report.imports.length, 3);
});

for (const first of ["the request", "the preload"]) {
	test(`a component is imported once, and both have it, when ${first} comes first`, async (t) => {
		const { asked, give, until, _q_import } = watchedImports();
		let isAsked = false;
		const site = publisher({
			_q_exports: ["a"],
			_q_access() {
				isAsked = true;
			},
			_q_import,
		});
		const ask = await serve(t, express().use(site));
		const request = () => ask("/a");
		const preload = () => site.preload();
		const isRequestFirst = first === "the request";
		const begun = isRequestFirst ? request() : preload();
		await until(1);
		const joined = isRequestFirst ? preload() : request();
		const [answer, report] = (
			isRequestFirst ? [begun, joined] : [joined, begun]
		) as [ReturnType<typeof request>, ReturnType<typeof preload>];
		while (!isAsked) {
			await setImmediate();
		}
		await setImmediate(); // Whichever came second has asked as well by now, if it did.
		give("a", "text");
		assert.equal((await answer).body, "text");
		assert.deepEqual(told(await report), ["/a imported"]);
		assert.deepEqual(asked, ["a"]);
	});
}

test("two preloads at once share every import", async () => {
	const { root, asked } = createRoot();
	const site = publisher(root);
	await Promise.all([site.preload(), site.preload()]);
	assert.equal(new Set(asked).size, asked.length);
});

test("what fails is reported with what a request would get, and the rest is imported", async (t) => {
	class Unmade {}
	const values: Record<string, () => unknown> = {
		throws: () => {
			throw new Error("boom");
		},
		rejects: async () => {
			throw "a string";
		},
		nothing: () => undefined,
		unmade: () => Unmade,
		list: async () => ({ _q_exports: "all" }),
		fine: () => "text",
	};
	const root: Namespace = {
		_q_exports: [...Object.keys(values), "number", "promise", "getter", "then"],
		_q_import: (name) => values[name]?.(),
		number: 42,
		promise: Promise.resolve({ _q_exports: ["gone"] }),
		get getter() {
			throw new Error("from the getter");
		},
		// biome-ignore lint/suspicious/noThenProperty: a namespace may publish a page of that name.
		then: refuse,
	};
	const site = publisher(root);
	const report = await site.preload();
	assert.deepEqual(told(report), [
		"/throws failed",
		"/rejects failed",
		"/nothing failed",
		"/unmade failed",
		"/list failed",
		"/fine imported",
		"/number failed",
		"/promise/gone failed",
		"/getter failed",
	]);
	const errors = new Map(
		report.imports.map((imported) => [
			imported.path,
			imported.outcome === "failed" ? imported.error : undefined,
		]),
	);
	const boom = errors.get("/throws");
	assert.ok(boom instanceof PublisherError);
	assert.equal(boom.code, "ERR_PUBLISHER_IMPORT_FAILED");
	assert.equal((boom.cause as Error).message, "boom");
	const unmade = errors.get("/unmade");
	assert.ok(unmade instanceof PublisherError);
	assert.equal(unmade.code, "ERR_PUBLISHER_UNPUBLISHABLE");

	// A failure is not kept: what has healed is had by a request, and by the next preload.
	values.throws = () => "healed";
	values.rejects = () => "healed";
	const ask = await serve(t, express().use(site));
	assert.equal((await ask("/throws")).body, "healed");
	assert.deepEqual(told(await site.preload(["/throws", "/rejects"])), [
		"/throws already there",
		"/rejects imported",
	]);
});

const roots: Record<string, () => unknown> = {
	"that throws": () => {
		throw new Error("no root");
	},
	"that cannot be published": () => 42,
	"that has a wrong list": async () => ({ _q_exports: [1] }),
};
for (const [what, root] of Object.entries(roots)) {
	test(`a root ${what} is reported, with paths or without`, async () => {
		const site = publisher(root);
		assert.deepEqual(told(await site.preload()), ["/ failed"]);
		assert.deepEqual(told(await site.preload(["/a", "/b"])), ["/ failed"]);
	});
}

test("a module that never settles is reported after importTimeout, and the rest is imported", async () => {
	const root: Namespace = {
		_q_exports: ["hangs", "b"],
		_q_import: (name) => (name === "b" ? "text" : new Promise(() => {})),
	};
	const report = await publisher(root, { importTimeout: 20 }).preload();
	assert.deepEqual(told(report), ["/hangs failed", "/b imported"]);
	const [hangs] = report.imports;
	assert.ok(hangs?.outcome === "failed");
	assert.equal(
		(hangs.error as PublisherError).code,
		"ERR_PUBLISHER_IMPORT_TIMEOUT",
	);
});

test("a request does not wait for the preload", async (t) => {
	const { give, until, asked, _q_import } = watchedImports();
	const site = publisher({ _q_exports: ["slow", "b", "c"], _q_import });
	const ask = await serve(t, express().use(site));
	const preload = site.preload();
	await until(1);
	const answer = ask("/c");
	await until(2);
	give("c", "text");
	assert.equal((await answer).body, "text");
	assert.deepEqual(asked, ["slow", "c"]);
	give("slow", "text");
	await until(3);
	give("b", "text");
	assert.deepEqual(told(await preload), [
		"/slow imported",
		"/b imported",
		"/c already there",
	]);
});

for (const way of ["an async page", "a page that answers later", "a mount"]) {
	test(`nothing is imported while ${way} is answering`, async (t) => {
		let answer = () => {};
		const page: express.RequestHandler = (_req, res) => {
			answer = () => res.send("done");
		};
		const pages: Record<string, unknown> = {
			"an async page": () =>
				new Promise((resolve) => {
					answer = () => resolve("done");
				}),
			"a page that answers later": page,
			"a mount": express.Router().use(page),
		};
		const { asked, until, give, _q_import } = watchedImports();
		const site = publisher({
			_q_exports: ["page", "a"],
			_q_import,
			page: pages[way],
		});
		const app = express();
		const arrived = new Promise<void>((resolve) => {
			app.use((_req, _res, next) => {
				next();
				resolve();
			});
		});
		const ask = await serve(t, app.use(site));
		const response = ask("/page");
		await arrived;
		const preload = site.preload();
		for (let turn = 0; turn < 20; turn++) {
			await setImmediate();
		}
		assert.deepEqual(asked, []);
		answer();
		assert.equal((await response).body, "done");
		await until(1);
		give("a", "text");
		assert.deepEqual(told(await preload), ["/a imported"]);
	});
}

test("a response without end does not stop the preload, nor slow down each import", async (t) => {
	const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
	const site = publisher({
		_q_exports: ["stream", ...names],
		_q_import: () => "text",
		stream: (_req: unknown, res: express.Response) => res.write("first"),
	} satisfies Namespace);
	const app = express().use(site);
	const server = app.listen(0);
	t.after(() => server.close().closeAllConnections());
	await once(server, "listening");
	const address = server.address();
	assert.ok(typeof address === "object" && address !== null);
	await fetch(`http://localhost:${address.port}/stream`);
	const report = await site.preload();
	assert.equal(report.imports.length, names.length);
	// It waits for the stream once, and not thirty times.
	assert.ok(report.milliseconds < 15_000, String(report.milliseconds));
});

test("the event loop turns between imports that need no waiting", async () => {
	let turns = 0;
	const seen: number[] = [];
	const count = () => {
		turns++;
		timer = globalThis.setImmediate(count);
	};
	let timer = globalThis.setImmediate(count);
	await publisher({
		_q_exports: ["a", "b", "c"],
		_q_import: () => {
			seen.push(turns);
			return "text";
		},
	}).preload();
	clearImmediate(timer);
	assert.equal(new Set(seen).size, 3, String(seen));
});

test("an aborted preload rejects with the reason, and imports no more", async (t) => {
	const { asked, give, until, _q_import } = watchedImports();
	const site = publisher({ _q_exports: ["a", "b"], _q_import });
	const controller = new AbortController();
	const { signal } = controller;
	const preload = site.preload(undefined, { signal });
	await until(1);
	controller.abort(new Error("shutting down"));
	// At once, though the import under way has not settled, and may never.
	await assert.rejects(preload, { message: "shutting down" });
	give("a", "text");
	await setTimeout(20);
	assert.deepEqual(asked, ["a"]);
	await assert.rejects(site.preload(["/b"], { signal }), {
		message: "shutting down",
	});
	assert.deepEqual(asked, ["a"]);
	// What was under way is in the memo.
	const ask = await serve(t, express().use(site));
	assert.equal((await ask("/a")).body, "text");
});

test("what onImport throws, or rejects with, becomes a warning", async (t) => {
	const warnings: string[] = [];
	const warn = ({ message }: Error) => void warnings.push(message);
	process.on("warning", warn);
	t.after(() => process.off("warning", warn));
	const site = publisher({
		_q_exports: ["a", "b"],
		_q_import: (name: string) => name,
	});
	const report = await site.preload(undefined, {
		onImport: ({ path }) => {
			if (path === "/a") {
				throw new Error("thrown");
			}
			return Promise.reject("rejected");
		},
	});
	await setTimeout(20);
	assert.equal(report.imports.length, 2);
	assert.deepEqual(
		warnings,
		["thrown", "rejected"].map(
			(text) =>
				`The onImport of a preload failed: ${text}. The preload goes on: catch what it throws`,
		),
	);
});

const wrong: Record<string, readonly [unknown, unknown, RegExp]> = {
	"a string": ["/a", undefined, /paths is '\/a'; give a list of paths/],
	"a path without slash": [["a"], undefined, /'a' among the paths/],
	"no string": [["/a", undefined], undefined, /undefined among the paths/],
	"a usage with other entries": [{ paths: [{}] }, undefined, /undefined/],
	null: [null, undefined, /paths is null/],
	"options that are null": [[], null, /options is null/],
	"an unknown option": [[], { onImports: refuse }, /did you mean onImport\?/],
	"no signal": [[], { signal: {} }, /signal is \{\}; it must be an AbortSig/],
	"no function": [[], { onImport: 1 }, /onImport is 1; it must be a function/],
};
for (const [what, [paths, options, message]] of Object.entries(wrong)) {
	test(`a wrong argument is a TypeError at the call: ${what}`, () => {
		const site = publisher({ _q_exports: [] });
		assert.throws(() => site.preload(paths as never, options as never), {
			name: "TypeError",
			code: "ERR_PUBLISHER_INVALID_ARGUMENT",
			message,
		});
	});
}

test("the guesser's modules are imported by preload, with their URLs, and broken ones told", async (t) => {
	const folder = writeFiles(t, {
		"index.js": 'export const _q_exports = ["a", "broken", "missing"];',
		"a.js": 'export const _q_exports = ["b"];',
		"a/b.js": 'export default "text";',
		"broken.js": 'throw new Error("at import");',
	});
	const site = publisher(new URL("index.js", folder));
	const { imports } = await site.preload();
	assert.deepEqual(
		imports.map(({ path, outcome, url }) => [
			path,
			outcome,
			url?.slice(folder.href.length),
		]),
		[
			["/", "imported", "index.js"],
			["/a", "imported", "a.js"],
			["/a/b", "imported", "a/b.js"],
			["/broken", "failed", "broken.js"],
			["/missing", "failed", undefined],
		],
	);
});

test("preloading does not end with the process while a module is awaited", async (t) => {
	const { run } = await import("../support/consumer.js");
	const folder = writeFiles(t, {
		"main.js": `import publisher from ${JSON.stringify(import.meta.resolve("express-publisher"))};
			const site = publisher({ _q_exports: ["a"], _q_import: () => new Promise(() => {}) }, { importTimeout: 50 });
			const { imports } = await site.preload();
			console.log(imports[0].error.code);`,
	});
	const printed = await run(folder, process.execPath, "main.js");
	assert.equal(printed.trim(), "ERR_PUBLISHER_IMPORT_TIMEOUT");
});
