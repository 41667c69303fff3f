// What is nested as deep as the sender of a path likes, or longer than anyone means: the stack holds, and
// the request has its outcome.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorRequestHandler, RequestHandler } from "express";
import publisher, { type Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

const DEPTH = 10_000;
const deep = "/a".repeat(DEPTH);

/** Gives a namespace that is at `/`, `/a/`, `/a/a/` and so on. */
function endless(namespace: Omit<Namespace, "_q_exports">): Namespace {
	const root: Namespace & { a?: unknown } = {
		...namespace,
		_q_exports: ["a"],
		_q_index: "index",
	};
	root.a = root;
	return root;
}

const handlers: Record<string, ErrorRequestHandler> = {
	"calls next": (err, _req, _res, next) => next(err),
	"calls next later": async (err, _req, _res, next) => {
		await undefined;
		next(err);
	},
	throws: (err, _req, _res, _next) => {
		throw err;
	},
	rejects: async (err, _req, _res, _next) => {
		throw err;
	},
};

for (const { version, express } of expresses) {
	for (const [what, handler] of Object.entries(handlers)) {
		test(`an error is passed outwards through ${DEPTH} namespaces by a handler that ${what} on Express ${version}`, async (t) => {
			let calls = 0;
			const root = endless({
				_q_exception_handler(...given: Parameters<ErrorRequestHandler>) {
					calls++;
					return handler(...given);
				},
			});
			const { ask, outcomes } = await observe(t, express, root);
			const { status } = await ask(`${deep}/%zz`);
			assert.equal(status, 400);
			assert.equal(outcomes.length, 1);
			assert.equal(calls, DEPTH + 1);
		});
	}

	const walks: Record<string, Namespace> = {
		"nothing async": endless({}),
		"an async access hook": endless({ _q_access: async () => {} }),
		"an async look-up": lookedUp(async (namespace) => namespace),
		"a new namespace for each component": lookedUp(async (namespace) => ({
			...namespace,
		})),
	};
	for (const [what, root] of Object.entries(walks)) {
		test(`a path of ${DEPTH} components, with ${what}, on Express ${version}`, async (t) => {
			const { ask } = await observe(t, express, root);
			assert.equal((await ask(`${deep}/`)).body, "index");
			const { status, headers } = await ask(deep);
			assert.deepEqual([status, headers.location], [301, `${deep}/`]);
			assert.equal((await ask(`${deep}/_q_index`)).status, 404);
		});
	}

	test(`a publisher in itself, ${DEPTH} deep, on Express ${version}`, async (t) => {
		const root: Namespace & { a?: unknown } = {
			_q_exports: ["a"],
			_q_index: (req) => `index at ${req.baseUrl}`,
		};
		const itself = publisher(root);
		root.a = itself;
		const { ask, outcomes } = await observe(t, express, root);
		assert.equal((await ask(`${deep}/`)).body, `index at ${deep}`);
		const notFound = await ask(`${deep}/x?q`);
		assert.equal(notFound.body, `{"url":"${deep}/x?q","baseUrl":""}`);
		assert.equal((await ask(`${deep}/%zz`)).status, 400);
		assert.equal(outcomes.length, 3);
	});

	test(`${DEPTH} handlers in a row on Express ${version}`, async (t) => {
		const pass: RequestHandler = (_req, _res, next) => next();
		const row: RequestHandler[] = Array(DEPTH).fill(pass);
		const root: Namespace = {
			_q_exports: ["page", "mount"],
			page: [...row, () => "page"],
			mount: [...row, express.Router()],
		};
		const { ask } = await observe(t, express, root);
		assert.equal((await ask("/page")).body, "page");
		assert.equal((await ask("/mount")).status, 404);
	});

	test(`150,000 exports, and as many members, on Express ${version}`, async (t) => {
		const names = Array.from({ length: 150_000 }, (_, number) => `n${number}`);
		const root = Object.fromEntries(
			names.map((name) => [name, `page ${name}`]),
		);
		const { ask } = await observe(t, express, { _q_exports: names, ...root });
		assert.equal((await ask("/n149999")).body, "page n149999");
		assert.equal((await ask("/n150000")).status, 404);
	});

	test(`an array that contains itself is an error on Express ${version}`, async (t) => {
		const page: unknown[] = [];
		page.push(page);
		const root: Namespace = { _q_exports: ["a"], a: page };
		const { ask, outcomes } = await observe(t, express, root);
		assert.equal((await ask("/a")).status, 500);
		assert.equal(outcomes.length, 1);
	});
}

/** Gives a namespace in which everything but the index is looked up. */
function lookedUp(give: (namespace: Namespace) => unknown): Namespace {
	const root: Namespace = {
		_q_exports: [],
		_q_index: "index",
		_q_lookup: () => give(root),
	};
	return root;
}
