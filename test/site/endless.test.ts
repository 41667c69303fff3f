// Namespaces without end, clients that leave, and things that throw when they are looked at.
import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import express from "express";
import publisher, { type Namespace, type Tree } from "express-publisher";
import { inspector } from "express-publisher/inspector";
import { collectGarbage } from "../support/collect-garbage.js";
import { listen, serve } from "../support/serve.js";
import { serveRoot } from "../support/serve-root.js";
import { until } from "../support/until.js";

/** A namespace that exports itself under two names, made anew by each import. */
const endless = (): Namespace => ({
	_q_exports: ["a", "b"],
	_q_index: "here",
	_q_import: endless,
});

function revoked<Target extends object>(target: Target): Target {
	const { proxy, revoke } = Proxy.revocable(target, {});
	revoke();
	return proxy;
}

function depthOf({ exports = [] }: Tree): number {
	return 1 + exports.reduce((most, node) => Math.max(most, depthOf(node)), 0);
}

test("the tree of a namespace that contains itself has an end, and says where", async (t) => {
	const site = publisher(endless());
	const app = express().use("/_site", inspector(site)).use(site);
	const { port } = await listen(t, app);
	const looking = get({ port, path: "/_site/events" }).end();
	const [events] = await once(looking, "response");
	let seen = "";
	events.on("data", (chunk: Buffer) => {
		seen += chunk;
	});
	const ask = await serve(t, app);
	const path = "/a".repeat(2_500);
	assert.equal((await ask(`${path}/`)).body, "here");
	const tree = site.tree();
	assert.equal(depthOf(tree), 101);
	assert.match(JSON.stringify(tree), /"omitted":2\b/);
	assert.ok(site.usage().paths.length > 0);
	// By a timer, a while later.
	await until(() => seen.includes('"omitted":2'));
	looking.destroy();
});

test("a tree has a hundred thousand names at most, and says how many are left out", () => {
	const names = (count: number) =>
		Array.from({ length: count }, (_, index) => `n${index}`);
	const { exports = [], omitted } = publisher({
		_q_exports: names(100_010),
	}).tree();
	assert.equal(exports.length, 100_000);
	assert.equal(omitted, 10);
});

test("no stream of requests makes the memo grow, whatever imports make anew", async (t) => {
	const { ask } = await serveRoot(t, endless());
	const heapAfter = async (first: number, requests: number) => {
		for (let number = first; number < first + requests; number++) {
			const path = Array.from({ length: 2_000 }, (_, index) =>
				(number * 7_919 + index * index) % 3 === 0 ? "/a" : "/b",
			).join("");
			// Its first components tell it from the others.
			const prefix = number.toString(2).replace(/./g, (d) => `/${"ab"[+d]}`);
			assert.equal((await ask(`${prefix + path}/`)).status, 200);
		}
		await setImmediate();
		collectGarbage();
		return process.memoryUsage().heapUsed / 2 ** 20;
	};
	const before = await heapAfter(64, 10);
	const after = await heapAfter(128, 40);
	// Without a bound, it is 90 MiB more.
	assert.ok(after - before < 25, `${before} MiB, then ${after}`);
});

test("a preload of what contains itself ends", async () => {
	let imports = 0;
	const once = (): Namespace => ({
		_q_exports: ["a"],
		_q_import() {
			imports++;
			return once();
		},
	});
	const { imports: reported } = await publisher(once()).preload();
	assert.equal(reported.length, imports);
	assert.ok(imports < 200, String(imports));
});

const cyclic: unknown[] = [() => "page"];
cyclic.push(cyclic);
const unseeable: Record<string, unknown> = {
	"a revoked proxy as a method": { GET: revoked(() => "page") },
	"a revoked proxy": revoked({}),
	"a revoked proxy in an array": [revoked(() => "page")],
	"an array that contains itself": cyclic,
	"a method that is an array that contains itself": { POST: cyclic },
	"a class with a symbol for a name": Object.defineProperty(class {}, "name", {
		value: Symbol("class"),
	}),
	"a class whose name throws": Object.defineProperty(class {}, "name", {
		get: () => assert.fail("no name"),
	}),
	"a namespace with a revoked export list": { _q_exports: revoked([]) },
};
for (const [what, thing] of Object.entries(unseeable)) {
	test(`nothing makes the tree throw, and a request for it ends: ${what}`, async (t) => {
		const root = {
			_q_exports: ["own", "made"],
			own: thing,
			_q_import: () => thing,
		};
		const site = publisher(root as Namespace);
		assert.equal(site.tree().exports?.[0]?.state, "own");
		const app = express().use(site);
		app.use(((_error, _req, res, _next) => {
			res.status(500).send("error");
		}) satisfies express.ErrorRequestHandler);
		const ask = await serve(t, app);
		for (const path of ["/own", "/made"]) {
			assert.ok((await ask(path)).status >= 400, path);
		}
		JSON.stringify(site.tree());
	});
}

test("an importer that rejects with a revoked proxy fails like any other", async (t) => {
	const reject = () => Promise.reject(revoked({}));
	const throwing = () => {
		throw revoked({});
	};
	for (const _q_import of [reject, throwing]) {
		const root = { _q_exports: ["a"], _q_import };
		const { ask } = await serveRoot(t, root);
		const answers = await Promise.all([ask("/a"), ask("/a")]);
		for (const { status, body } of answers) {
			assert.equal(status, 500);
			assert.match(body, /Cannot import "a"/);
		}
		const { imports } = await publisher(root).preload();
		assert.equal(imports[0]?.outcome, "failed");
	}
});

test("a client that leaves does not wait in memory for the import that it wanted", async (t) => {
	const site = publisher({
		_q_exports: ["never"],
		_q_import: () => new Promise(() => {}),
	});
	const requests: WeakRef<express.Request>[] = [];
	const app = express().use((req, _res, next) => {
		requests.push(new WeakRef(req));
		next();
	}, site);
	const { port } = await listen(t, app);
	const client = connect(port, "127.0.0.1", () =>
		client.write("GET /never HTTP/1.1\r\nHost: here\r\n\r\n"),
	);
	await until(() => requests.length === 1);
	client.destroy();
	await until(() => {
		collectGarbage();
		return requests.every((each) => each.deref() === undefined);
	});
});

test("without memo, an import that takes longer than a request waits reaches the next one", async (t) => {
	let imports = 0;
	let settle = (_page: string) => {};
	const { ask } = await serveRoot(
		t,
		{
			_q_exports: ["slow"],
			_q_import() {
				imports++;
				return new Promise<string>((resolve) => {
					settle = resolve;
				});
			},
		},
		{ memoize: false, importTimeout: 20 },
	);
	assert.equal((await ask("/slow")).status, 503);
	settle("first");
	await setImmediate();
	assert.equal((await ask("/slow")).body, "first");
	assert.equal(imports, 1);
	// It was owed once: from then on each request imports again.
	assert.equal((await ask("/slow")).status, 503);
	assert.equal(imports, 2);
});
