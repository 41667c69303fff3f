// A path that was walked before is walked along its trail: faster, and to nothing else than without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Request } from "express";
import express from "express";
import publisher, { type Hooks, type Namespace } from "express-publisher";
import { collectGarbage } from "../support/collect-garbage.js";
import { serve } from "../support/serve.js";
import { serveRoot } from "../support/serve-root.js";
import { importSource } from "../support/source.js";

interface Memo {
	read(place: object): void;
	entryOf(component: string): object;
}

const { rememberTrail } = await importSource<{
	rememberTrail(trails: Map<string, unknown>, root: Memo, path: string): void;
}>("site/trail.ts");
const { Memo } = await importSource<{
	Memo: new (container: Hooks) => Memo;
}>("site/memo.ts");

/** How often a path is requested before its trail is used: first, then walked and remembered. */
const BEFORE = 2;

async function askBefore(
	ask: (path: string) => Promise<{ readonly body: string }>,
	...paths: string[]
): Promise<void> {
	for (let times = 0; times < BEFORE; times++) {
		for (const path of paths) {
			await ask(path);
		}
	}
}

test("a name that is no longer exported is not found, and found once it is again", async (t) => {
	const section = {
		_q_exports: ["a", "b"] as readonly string[],
		a: () => "a",
		b: () => "b",
	};
	const { ask } = await serveRoot(t, { _q_exports: ["section"], section });
	await askBefore(ask, "/section/a", "/section/b");
	section._q_exports = ["b"];
	assert.equal((await ask("/section/a")).status, 404);
	assert.equal((await ask("/section/b")).body, "b");
	await askBefore(ask, "/section/b");
	section._q_exports = ["a", "b"];
	assert.equal((await ask("/section/a")).body, "a");
	assert.equal((await ask("/section/b")).body, "b");
});

test("a namespace that takes another's place has its own pages, guards and exception handlers", async (t) => {
	const root: Namespace & { section: Namespace } = {
		_q_exports: ["section"],
		section: { _q_exports: ["a"], a: () => "before" },
	};
	const { ask } = await serveRoot(t, root);
	await askBefore(ask, "/section/a");
	root.section = { _q_exports: ["a"], a: () => "after" };
	for (let times = 0; times < 4; times++) {
		assert.equal((await ask("/section/a")).body, "after");
	}
	root.section = {
		_q_exports: ["a"],
		a: () => "never seen",
		_q_access: () => false,
		_q_exception_handler: (_error, _req, res, _next) => {
			res.status(403).send("refused");
		},
	};
	for (let times = 0; times < 4; times++) {
		const { status, body } = await ask("/section/a");
		assert.deepEqual([status, body], [403, "refused"]);
	}
	root.section = { _q_exports: [], _q_index: () => "empty" };
	assert.equal((await ask("/section/a")).status, 404);
});

test("a guard that comes later is asked, in each container and in order", async (t) => {
	const asked: string[] = [];
	const guard = (name: string) => (req: Request) => {
		asked.push(name);
		return !req.originalUrl.includes("refuse");
	};
	const inner: Hooks & Record<string, unknown> = {
		_q_exports: ["page"],
		page: () => "page",
	};
	const root = { _q_exports: ["inner"], inner };
	const { ask } = await serveRoot(t, root);
	await askBefore(ask, "/inner/page", "/inner/page?refuse");
	Object.assign(root, { _q_access: guard("root") });
	Object.assign(inner, { _q_access: guard("inner") });
	assert.equal((await ask("/inner/page")).body, "page");
	assert.deepEqual(asked, ["root", "inner"]);
	assert.equal((await ask("/inner/page?refuse")).status, 403);
	assert.deepEqual(asked, ["root", "inner", "root"]);
});

test("what a page gets of a request does not depend on whether the path was walked before", async (t) => {
	const seen: unknown[] = [];
	const page = (req: Request) => {
		seen.push([req.url, req.baseUrl, req.route.path]);
		return "page";
	};
	const section = {
		_q_exports: ["page", "", "redirected"],
		page,
		_q_index: page,
		redirected: { _q_exports: [], _q_index: page },
	};
	const app = express();
	app.use("/base", publisher({ _q_exports: ["section"], section }));
	const ask = await serve(t, app);
	const targets = [
		...["page", "page?q", "page?", "page/", "%70age", "%E9", "/page", "?q", ""],
		...["redirected", "redirected?q", "redirected/", "redirected/?q"],
	].map((rest) => `/section/${rest}`);
	for (const target of [
		...targets,
		"/section",
		"//section/page",
		"/SECTION/page",
	]) {
		const answers: unknown[] = [];
		for (let times = 0; times < 4; times++) {
			seen.length = 0;
			const { status, body, headers } = await ask(`/base${target}`);
			answers.push([status, body, headers.location, [...seen]]);
		}
		for (const answer of answers) {
			assert.deepEqual(answer, answers[0], target);
		}
	}
});

test("no trail keeps a namespace in memory whose place another has taken, or that a getter made", async (t) => {
	const made: WeakRef<object>[] = [];
	const make = (): Namespace => {
		const page = () => "page";
		made.push(new WeakRef(page));
		return { _q_exports: ["a", "b", "c"], a: page, b: page, c: page };
	};
	const root = {
		_q_exports: ["replaced", "gone", "made"],
		replaced: make(),
		gone: make(),
		get made() {
			return make();
		},
	};
	const { ask } = await serveRoot(t, root);
	const pages = ["a", "b", "c"].flatMap((name) => [
		`/replaced/${name}`,
		`/gone/${name}`,
		`/made/${name}`,
	]);
	await askBefore(ask, ...pages);
	root.replaced = make();
	root.gone = { _q_exports: [], _q_index: "nothing" };
	await ask("/replaced/a");
	await ask("/gone/a");
	const kept = () => made.filter((page) => page.deref() !== undefined).length;
	// What stands in the place of the one, and what the getter gave last.
	for (let turn = 0; turn < 100 && kept() > 2; turn++) {
		await setImmediate();
		collectGarbage();
	}
	assert.ok(kept() <= 2, `${kept()} of ${made.length}`);
});

test("no stream of requests makes the trails grow without end", () => {
	const trails = new Map<string, unknown>();
	const names = Array.from({ length: 10_001 }, (_, index) => `name${index}`);
	const wide = memoOf(names);
	for (const name of names.slice(1)) {
		rememberTrail(trails, wide, `/${name}`);
	}
	assert.equal(trails.size, 10_000);
	rememberTrail(trails, wide, "/name0");
	assert.deepEqual([...trails.keys()], ["/name0"]);
});

test("only a path without query that leads through a few exported names has a trail", () => {
	const endless = memoOf(["again"]);
	const trails = new Map<string, unknown>();
	const remembered = ["/again", "/again".repeat(8)];
	for (const path of [
		...remembered,
		"/again".repeat(9),
		...["/other", "/again/other", "/again/", "/again?q", "again", "*", ""],
		// Were only the lower byte of each character kept, that would be `/again`.
		"/\u0161gain",
	]) {
		rememberTrail(trails, endless, path);
	}
	assert.deepEqual([...trails.keys()], remembered);
});

/** Returns the memo of a container that exports `names`, behind each of which the container is found again. */
function memoOf(names: readonly string[]): Memo {
	const memo = new Memo({ _q_exports: names });
	memo.read({});
	for (const name of names) {
		Object.assign(memo.entryOf(name), { memo });
	}
	return memo;
}
