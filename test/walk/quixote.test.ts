// Paths as Quixote, the framework in Python, walks them, and the differences that are meant.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import type { ErrorRequestHandler } from "express";
import express from "express";
import publisher, { type Hooks } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { differences, type Outcome } from "../support/quixote-differences.js";
import { buildTree, type Event, type Node } from "../support/quixote-tree.js";
import { serve } from "../support/serve.js";

interface Case {
	readonly id: string;
	readonly about: string;
	readonly tree: Node;
	readonly requests: readonly Request[];
}

interface Request {
	readonly path: string;
	readonly method?: string;
	readonly expect: Outcome;
}

const { cases } = JSON.parse(
	readFileSync("test/walk/quixote-vectors.json", "utf8"),
) as { readonly cases: readonly Case[] };

const known = new Map(
	Object.values(differences).flatMap((requests) => Object.entries(requests)),
);

for (const { id, about, tree, requests } of cases) {
	test(`Quixote: ${id}: ${about}`, async (t) => {
		const ask = await serveTree(t, tree);
		for (const { path, method = "GET", expect } of requests) {
			const name = `${id}: ${method} ${path}`;
			const quixote = comparable(expect, method);
			const here = await ask(path || "/", method);
			const difference = known.get(name);
			if (difference === undefined) {
				assert.deepEqual(here, quixote, `${name} differs from Quixote`);
				continue;
			}
			known.delete(name);
			assert.notDeepEqual(here, quixote, `${name} differs no longer`);
			const expected =
				difference === "refused"
					? difference
					: comparable({ trace: quixote.trace, ...difference }, method);
			assert.deepEqual(here, expected, `${name} differs otherwise than listed`);
		}
		// Once more as first, but for imports; and then, along the trail that a walk has left, the same.
		for (const { path, method = "GET" } of requests) {
			const again = await ask(path || "/", method);
			const onTrail = await ask(path || "/", method);
			assert.deepEqual(onTrail, again, `${id}: ${method} ${path}, thrice`);
		}
	});
}

test("Quixote: every listed difference was met, in 328 requests", () => {
	assert.deepEqual([...known.keys()], []);
	assert.equal(cases.flatMap(({ requests }) => requests).length, 328);
});

test("Quixote: a Location is undecoded and on the site", async (t) => {
	const found: Hooks = { _q_exports: [], _q_index: "index" };
	const app = express();
	app.use(
		publisher({
			_q_exports: ["", "a b"],
			"a b": found,
			_q_index: { _q_exports: ["evil.example"], "evil.example": found },
		}),
	);
	const ask = await serve(t, app);
	assert.equal((await ask("/a%20b")).headers.location, "/a%20b/");
	const { location = "" } = (await ask("//evil.example")).headers;
	const target = new URL(location, "http://here.example/");
	assert.equal(target.href, "http://here.example//evil.example/");
});

test("Quixote: the path is split, then decoded", async (t) => {
	const app = express();
	const lookUp = (_req: unknown, component: string) => `<${component}>`;
	app.use(publisher({ _q_exports: [], _q_lookup: lookUp }));
	const ask = await serve(t, app);
	assert.equal((await ask("/a%2Fb%252F")).body, "<a/b%2F>");
});

test("Quixote: what has a callable `then` and no export list is a promise", async (t) => {
	const app = express();
	const then = (resolve: unknown) =>
		typeof resolve === "function" && resolve("what it promised");
	app.use(
		publisher({
			_q_exports: ["promise", "namespace"],
			promise: { then },
			// biome-ignore lint/suspicious/noThenProperty: that is what is tested.
			namespace: { _q_exports: ["then"], then: () => "a page" },
		}),
	);
	const ask = await serve(t, app);
	assert.equal((await ask("/promise")).body, "what it promised");
	assert.equal((await ask("/namespace/then")).body, "a page");
});

async function serveTree(t: TestContext, tree: Node) {
	const trace: Event[] = [];
	const { root, guess } = buildTree(tree, writeFiles(t, {}), (event) => {
		trace.push(event);
	});
	const app = express();
	try {
		app.use(publisher(root, { guess }));
	} catch {
		return async () => "refused" as const;
	}
	const reportStatus: ErrorRequestHandler = (err, _req, res, _next) => {
		res.sendStatus(err.status ?? 500);
	};
	app.use(reportStatus);
	const ask = await serve(t, app);
	return async (path: string, method: string) => {
		trace.length = 0;
		const { status, body, headers } = await ask(path, { method });
		const { location } = headers;
		const outcome = { status, body, trace: [...trace] };
		return comparable(
			location === undefined ? outcome : { ...outcome, location },
			method,
		);
	};
}

/** Leaves out what Quixote's vectors do not have: the bodies of errors, redirects and `HEAD`. */
function comparable(outcome: Outcome, method: string): Outcome {
	const { status, body, location, trace } = outcome;
	return {
		status,
		...(status === 200 && method !== "HEAD" && { body }),
		...(status === 301 && { location }),
		trace,
	} as Outcome;
}
