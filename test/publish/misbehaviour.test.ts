// Whatever hooks, pages and importers do wrong, a request has one outcome.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { RequestHandler, Response } from "express";
import { type Outcome, observe } from "../support/observe.js";
import { type Behave, places } from "../support/places.js";
import { expresses } from "../support/serve.js";

const boom = new Error("boom");
const second = new Error("second");
function thenable(
	then: (
		resolve: (value?: unknown) => void,
		reject: (error: unknown) => void,
	) => void,
) {
	return { then };
}

/** What goes wrong, and the error that has to come of it: what was thrown. */
const failures: Record<
	string,
	{ behave: Behave; thrown: unknown; isThenable?: boolean }
> = {
	"throws an Error": {
		behave: () => {
			throw boom;
		},
		thrown: boom,
	},
	"throws undefined": {
		behave: () => {
			throw undefined;
		},
		thrown: undefined,
	},
	"throws null": {
		behave: () => {
			throw null;
		},
		thrown: null,
	},
	"throws a string": {
		behave: () => {
			throw "boom";
		},
		thrown: "boom",
	},
	"throws what has no text": {
		behave: () => {
			throw textless;
		},
		get thrown() {
			return textless;
		},
	},
	"rejects with an Error": {
		behave: () => Promise.reject(boom),
		thrown: boom,
	},
	"rejects with undefined": {
		behave: () => Promise.reject(undefined),
		thrown: undefined,
	},
	"rejects later": {
		behave: async () => {
			await setImmediate();
			throw boom;
		},
		thrown: boom,
	},
	"rejects twice, resolves and throws": {
		behave: () =>
			thenable((resolve, reject) => {
				reject(boom);
				reject(second);
				resolve("text");
				throw second;
			}),
		thrown: boom,
		isThenable: true,
	},
	"gives a thenable that throws": {
		behave: () =>
			thenable(() => {
				throw boom;
			}),
		thrown: boom,
		isThenable: true,
	},
	"gives what throws when asked for then": {
		behave: () =>
			// biome-ignore lint/suspicious/noThenProperty: a promise from elsewhere is what is tested
			Object.defineProperty({}, "then", {
				get() {
					throw boom;
				},
			}),
		thrown: boom,
		isThenable: true,
	},
};
const textless: unknown = Object.create(null);

/** What a function with a response can do to end it. */
const endings: Record<string, Behave> = {
	"ends the response": (_req, res) => {
		res?.end();
	},
	"ends the response later": async (_req, res) => {
		await setImmediate();
		res?.end();
	},
	"ends the response and gives a string": (_req, res) => {
		res?.end();
		return "text";
	},
	redirects: (_req, res) => {
		res?.redirect("/log-in");
	},
	"redirects later": async (_req, res) => {
		await setImmediate();
		res?.redirect("/log-in");
	},
};

/** What a function with `next` can do with it, and the outcome. */
const passings: Record<string, { behave: Behave; outcome: Outcome }> = {
	"calls next twice": {
		behave: (_req, _res, next) => {
			next?.();
			next?.();
		},
		outcome: "next",
	},
	"calls next without and with an error": {
		behave: (_req, _res, next) => {
			next?.();
			next?.(boom);
		},
		outcome: "next",
	},
	"calls next with an error twice": {
		behave: (_req, _res, next) => {
			next?.(boom);
			next?.(second);
		},
		outcome: { error: boom },
	},
	"calls next and throws": {
		behave: (_req, _res, next) => {
			next?.();
			throw boom;
		},
		outcome: "next",
	},
	"calls next with an error and throws it": {
		behave: (_req, _res, next) => {
			next?.(boom);
			throw boom;
		},
		outcome: { error: boom },
	},
	"calls next and rejects": {
		behave: async (_req, _res, next) => {
			next?.();
			throw boom;
		},
		outcome: "next",
	},
	"calls next and rejects with what has no text": {
		behave: async (_req, _res, next) => {
			next?.();
			throw textless;
		},
		outcome: "next",
	},
	"calls next and gives a string": {
		behave: (_req, _res, next) => {
			next?.();
			return "text";
		},
		outcome: "next",
	},
	"calls next later and gives a string": {
		behave: async (_req, _res, next) => {
			next?.();
			return "text";
		},
		outcome: "next",
	},
};

const pass: RequestHandler = (_req, _res, next) => next();

/** Sends the headers before the walk: then they do not tell that a hook has answered. */
const sendHeaders: RequestHandler = (_req, res, next) => {
	res.flushHeaders();
	next();
};

/** Ends every response a while after it was told to, as express-session and compression do. */
const delayEnd: RequestHandler = (_req, res, next) => {
	const end = res.end.bind(res) as (...given: unknown[]) => Response;
	res.end = (...given: unknown[]) => {
		res.writeHead(res.statusCode);
		globalThis.setImmediate(() => end(...given));
		return res;
	};
	next();
};

for (const { version, express } of expresses) {
	for (const [place, { rootWith, gets }] of Object.entries(places)) {
		const about = `${place} on Express ${version}`;

		for (const [what, failure] of Object.entries(failures)) {
			const { behave, thrown, isThenable } = failure;
			if (isThenable && gets === "res and next" && version === 4) {
				continue; // Express 4 does not look at it: see thenables.test.ts.
			}
			test(`${about} ${what}`, async (t) => {
				const { ask, outcomes } = await observe(t, express, rootWith(behave));
				await ask("/a");
				assert.equal(outcomes.length, 1);
				const [{ error }] = outcomes as [{ error: unknown }];
				if (place !== "_q_import" && thrown) {
					assert.equal(error, thrown);
				} else {
					const { code, cause } = error as Error & { code: string };
					const expected =
						place === "_q_import" ? "IMPORT_FAILED" : "NOTHING_THROWN";
					assert.equal(code, `ERR_PUBLISHER_${expected}`);
					assert.equal(cause, thrown);
				}
			});
		}

		for (const [what, behave] of Object.entries(endings)) {
			for (const before of gets === "nothing"
				? []
				: [pass, delayEnd, sendHeaders]) {
				if (before === sendHeaders && what.startsWith("redirects")) {
					continue; // Express throws: it is too late for that.
				}
				test(`${about} ${what} behind ${before.name}`, async (t) => {
					const { ask, outcomes } = await observe(
						t,
						express,
						rootWith(behave),
						{},
						[before],
					);
					const { body } = await ask("/a");
					assert.deepEqual(outcomes, ["answer"]);
					assert.doesNotMatch(body, /text|page/);
				});
			}
		}

		if (gets === "res and next") {
			for (const [what, { behave, outcome }] of Object.entries(passings)) {
				test(`${about} ${what}`, async (t) => {
					const { ask, outcomes } = await observe(t, express, rootWith(behave));
					await ask("/a");
					assert.deepEqual(outcomes, [outcome]);
				});
			}
		}

		test(`${about} never settles`, async (t) => {
			let calls = 0;
			const root = rootWith(() => {
				if (calls++ > 0) {
					throw boom;
				}
				return new Promise(() => {});
			});
			const { ask, outcomes, clientLeft } = await observe(t, express, root);
			const client = new AbortController();
			const request = ask("/a", { signal: client.signal });
			while (calls === 0) {
				await setImmediate();
			}
			await ask("/b");
			const other = calls > 1 ? { error: boom } : "next";
			assert.deepEqual(outcomes, [other]);
			client.abort();
			await assert.rejects(request, { name: "AbortError" });
			await clientLeft;
			await setImmediate();
			assert.deepEqual(outcomes, [other]);
		});
	}
}
