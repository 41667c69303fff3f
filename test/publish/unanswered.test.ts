// Pages that return what is not sent, and have not answered: where they cannot answer otherwise, that is
// an error, as the request would hang; where they can, nothing changes but for a warning.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

const row = { id: 1, password: "secret" };
const ways: Record<string, (page: unknown) => Namespace> = {
	"a page": (a) => ({ _q_exports: ["a"], a }),
	"an array": (a) => ({ _q_exports: ["a"], a: [a] }),
	"a resource": (GET) => ({ _q_exports: ["a"], a: { GET } }),
	"an imported page": (a) => ({ _q_exports: ["a"], _q_import: async () => a }),
};

/** Functions that have no way to answer, and what the error says of what they returned. */
const mute: Record<string, readonly [unknown, RegExp]> = {
	"an object": [() => row, /returned \{ id, password \}, which is not sent/],
	"a promise of rows": [async () => [row], /returned .*which is not sent/],
	"a number": [() => 42, /returned 42, which/],
	"a boolean": [() => true, /returned true, which/],
	"a stream": [() => Readable.from(["text"]), /returned Readable/],
	"a generator": [
		function* () {
			yield "text";
		},
		/which is not sent/,
	],
	"an object by a function that gets the request": [
		(req: Request) => ({ url: req.url }),
		/returned \{ url \}/,
	],
	"an object by a function with one plain name": [
		// Without parentheses, as many write it.
		new Function("return req => ({ url: req.url })")(),
		/returned \{ url \}/,
	],
	"an object by a method": [
		{
			page() {
				return { page: this };
			},
		}.page,
		/returned \{ page \}/,
	],
	"an object by a method with a quoted name": [
		{
			"a.b"() {
				return row;
			},
		}["a.b"],
		/returned \{ id, password \}/,
	],
	nothing: [() => {}, /gets no response, and returned undefined/],
	null: [() => null, /gets no response, and returned null/],
	"nothing later": [async () => {}, /gets no response, and returned undefined/],
};

const later = async (res: Response) => {
	await setTimeout(5);
	res.send("answered");
};
const answer = (_req: Request, res: Response) => void later(res);

/** Functions that answer later, by what their `length` does not tell. */
const able: Record<string, unknown> = {
	"rest parameters": (...given: [Request, Response]) => {
		answer(...given);
	},
	"rest parameters, and a promise": async (...given: [Request, Response]) => {
		answer(...given);
	},
	"rest parameters, and a value": (...given: [Request, Response]) => {
		answer(...given);
		return { by: "the way" };
	},
	arguments: function (this: unknown) {
		// biome-ignore lint/complexity/noArguments: that is what is tested
		answer(...(arguments as unknown as [Request, Response]));
	},
	"default parameters": (
		req: Request = {} as never,
		res: Response = {} as never,
	) => {
		answer(req, res);
	},
	"one parameter and a default": (
		req: Request,
		res: Response = {} as never,
	) => {
		answer(req, res);
	},
	"a bound function": answer.bind(null),
	"a function bound to its request": new Function(
		"answer",
		"return function (a, b, c) { answer(b, c) }.bind(null, 1)",
	)(answer),
	"a proxy of a function": new Proxy(() => {}, {
		apply: (_target, _self, given) => answer(...(given as [Request, Response])),
	}),
	"the response of the request": (req: Request) => {
		answer(req, req.res as Response);
	},
	"what it calls, by its request": (req: Request) => {
		answerTo(req);
	},
	"two parameters, and a value": (_req: Request, res: Response) => {
		later(res);
		return { by: "the way" };
	},
	"two parameters, and a promise of a value": async (
		_req: Request,
		res: Response,
	) => {
		later(res);
		return [1];
	},
	"an answer that is begun": async (_req: Request, res: Response) => {
		res.write("answered");
		await setImmediate();
		res.end();
		return {};
	},
	"the response, and returns it": (_req: Request, res: Response) =>
		res.send("answered"),
};

function answerTo(req: Request): void {
	answer(req, req.res as Response);
}

/** Values that functions with a response return by the way, and whether there is a warning. */
const asides: Record<string, { value: () => unknown; isWarned: boolean }> = {
	nothing: { value: () => undefined, isWarned: false },
	null: { value: () => null, isWarned: false },
	"a boolean": { value: () => false, isWarned: false },
	"a stream": { value: () => Readable.from([]), isWarned: false },
	"a timer": {
		value: () => globalThis.setImmediate(() => {}),
		isWarned: false,
	},
	"an emitter": { value: () => process, isWarned: false },
	"an object": { value: () => row, isWarned: true },
	"an array": { value: () => [row], isWarned: true },
	"a number": { value: () => 42, isWarned: true },
	"a generator": { value: () => (function* () {})(), isWarned: true },
};

/** Collects what the process warns of until the test ends. */
function warnings(t: { after(done: () => void): void }): string[] {
	const seen: string[] = [];
	const note = ({ message }: Error) => seen.push(message);
	process.on("warning", note);
	t.after(() => process.off("warning", note));
	return seen;
}

for (const { version, express } of expresses) {
	for (const [way, rootWith] of Object.entries(ways)) {
		for (const [what, [page, message]] of Object.entries(mute)) {
			test(`${what} from ${way} that cannot answer is an error, on Express ${version}`, async (t) => {
				const { ask, outcomes } = await observe(t, express, rootWith(page));
				assert.equal((await ask("/a")).status, 500);
				const [{ error }] = outcomes as [{ error: Error & { code: string } }];
				assert.equal(error.code, "ERR_PUBLISHER_UNPUBLISHABLE");
				assert.match(error.message, message);
				assert.match(error.message, /\(req, res\) => res\.json\(value\)/);
				assert.doesNotMatch(error.message, /secret/);
			});
		}

		for (const [what, page] of Object.entries(able)) {
			test(`${way} that answers by ${what} is left alone, on Express ${version}`, async (t) => {
				const { ask, outcomes } = await observe(t, express, rootWith(page));
				assert.equal((await ask("/a")).body, "answered");
				assert.deepEqual(outcomes, ["answer"]);
			});
		}
	}

	test(`a function that has passed on may return anything, on Express ${version}`, async (t) => {
		const seen = warnings(t);
		const pass: RequestHandler = (_req, _res, next) => {
			next();
			return { by: "the way" };
		};
		const passLater = async (
			_req: Request,
			_res: Response,
			next: NextFunction,
		) => {
			await setImmediate();
			next();
			return { by: "the way" };
		};
		for (const page of [pass, passLater]) {
			const root = { _q_exports: ["a"], a: page };
			const { ask, outcomes } = await observe(t, express, root);
			await ask("/a");
			assert.deepEqual(outcomes, ["next"]);
		}
		assert.deepEqual(seen, []);
	});

	for (const [what, { value, isWarned }] of Object.entries(asides)) {
		test(`${what} from a function that has the response is ${isWarned ? "warned of, once" : "ignored"}, on Express ${version}`, async (t) => {
			const seen = warnings(t);
			// A literal of its own for each test, as it is warned of once; of which each request makes another.
			const make = new Function(
				"value",
				"later",
				`return function show(req, res) { later(res); return value(); /* ${version} ${what} */ }`,
			);
			const root: Namespace = {
				_q_exports: [],
				_q_lookup: () => make(value, later),
			};
			const { ask } = await observe(t, express, root);
			for (const path of ["/a", "/b"]) {
				assert.equal((await ask(path)).body, "answered");
			}
			assert.equal(seen.length, isWarned ? 1 : 0);
			for (const message of seen) {
				assert.match(
					message,
					/^The page "a" in \/ \(show\) is a function that returned /,
				);
				assert.match(message, /which is not sent\. .*res\.json\(value\)$/);
				assert.doesNotMatch(message, /secret/);
			}
		});
	}
}
