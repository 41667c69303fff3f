// A walk in which nothing is async ends in the same tick. Users rely on it in two ways: a middleware's `next()`
// returns when the page has been called, and a request for what is memoized costs no turn of the microtask queue.
import assert from "node:assert/strict";
import { createHook } from "node:async_hooks";
import { test } from "node:test";
import type { RequestHandler } from "express";
import publisher, { type Namespace } from "express-publisher";
import { expresses, serve } from "../support/serve.js";

const page: RequestHandler = (_req, res) => {
	res.end("page");
};

/** Namespaces in namespaces, the way to `/a/b/c/`, with each hook that need not be async. */
const below = (inner: object): Namespace => ({
	_q_exports: ["a", "b"],
	_q_access() {},
	_q_import: async () => inner,
	_q_exception_handler() {},
});
const site = below(
	below({
		_q_exports: [],
		_q_lookup: () => ({ _q_exports: [], _q_index: page }),
	}),
);

for (const { version, express } of expresses) {
	for (const [what, path, end] of [
		["a page", "/a/b/c/", site],
		["a Router", "/a/b", below(below(express.Router().use(page)))],
		[
			"a publisher",
			"/a/b",
			below(below(publisher({ _q_exports: [], _q_index: page }))),
		],
	] as const) {
		test(`a walk to ${what}, once imported, ends in the same tick and makes no promise on Express ${version}`, async (t) => {
			let promises = 0;
			const hook = createHook({
				init(_id, type) {
					promises += type === "PROMISE" ? 1 : 0;
				},
			});
			const walks: { isAnswered: boolean; promises: number }[] = [];
			const app = express()
				.use((_req, res, next) => {
					promises = 0;
					hook.enable();
					next();
					hook.disable();
					walks.push({ isAnswered: res.writableEnded, promises });
				})
				.use(publisher(end));
			const ask = await serve(t, app);
			for (const _time of ["first", "second", "third"]) {
				assert.equal((await ask(path)).body, "page");
			}
			const [first, ...later] = walks;
			assert.equal(first?.isAnswered, false);
			assert.ok(first.promises > 0);
			const atOnce = { isAnswered: true, promises: 0 };
			assert.deepEqual(later, [atOnce, atOnce]);
		});
	}
}
