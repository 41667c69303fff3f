// What can throw when a walk has arrived, outside of any page or mount: it has to reach `next(err)`
// and the exception handlers whether or not something on the way was awaited.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestHandler } from "express";
import type { Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

type Express = (typeof expresses)[number]["express"];

const boom = new Error("boom");

const ways: Record<string, (thing: unknown) => Namespace> = {
	"its own value": (a) => ({ _q_exports: ["a"], a }),
	"an imported one": (a) => ({ _q_exports: ["a"], _q_import: async () => a }),
};

const sendHeaders: RequestHandler = (_req, res, next) => {
	res.flushHeaders();
	next();
};
const breakSend: RequestHandler = (_req, res, next) => {
	res.send = () => {
		throw boom;
	};
	next();
};
const pass: RequestHandler = (_req, _res, next) => next();

interface Row {
	readonly thing: (express: Express) => unknown;
	readonly before?: RequestHandler;
	readonly method?: string;
	/** The code of the error, if it is not `boom` itself. */
	readonly code?: string;
}

/** Gives an object whose `name` is there when it is first looked at, and throws from then on. */
function thereOnce(name: string, value: unknown): object {
	let isFirst = true;
	return Object.defineProperty({}, name, {
		enumerable: true,
		get() {
			if (isFirst) {
				isFirst = false;
				return value;
			}
			throw boom;
		},
	});
}

const rows: Record<string, Row> = {
	"a string, headers sent": {
		thing: () => "text",
		before: sendHeaders,
		code: "ERR_HTTP_HEADERS_SENT",
	},
	"a string, and send throws": { thing: () => "text", before: breakSend },
	"a page that resolves to a string, and send throws": {
		thing: () => async () => "text",
		before: breakSend,
	},
	"a redirect, headers sent": {
		thing: () => ({ _q_exports: [], _q_index: "index" }),
		before: sendHeaders,
		code: "ERR_HTTP_HEADERS_SENT",
	},
	"a method that is not allowed, headers sent": {
		thing: () => ({ GET: () => "text" }),
		before: sendHeaders,
		method: "POST",
		code: "ERR_HTTP_HEADERS_SENT",
	},
	"a resource whose getter throws": {
		thing: () => thereOnce("GET", () => "text"),
	},
	"a redirect, and the getter of the index throws": {
		thing: () => ({
			_q_exports: [],
			get _q_index() {
				throw boom;
			},
		}),
	},
	"an app, and who listens for its mount event throws": {
		thing: (express) =>
			express().on("mount", () => {
				throw boom;
			}),
	},
};

for (const { version, express } of expresses) {
	for (const [
		what,
		{ thing, before = pass, method = "GET", code },
	] of Object.entries(rows)) {
		for (const [way, rootOf] of Object.entries(ways)) {
			test(`what throws when it is published: ${what}, ${way}, Express ${version}`, async (t) => {
				const handled: unknown[] = [];
				const urls: string[] = [];
				const root: Namespace = {
					...rootOf(thing(express)),
					_q_exception_handler(err, req, _res, next) {
						handled.push(err);
						urls.push(req.url);
						next(err);
					},
				};
				const { ask, outcomes } = await observe(t, express, root, {}, [before]);
				await ask("/a", { method });
				assert.equal(outcomes.length, 1);
				const [{ error }] = outcomes as [{ error: Error & { code?: string } }];
				assert.ok(code === undefined ? error === boom : error.code === code);
				assert.deepEqual(handled, [error]);
				assert.deepEqual(urls, ["/a"]);
			});
		}
	}
}
