// Errors that come after `next()`, as those of connect-timeout or of what checks responses do: beside
// Express, which goes on with them behind the handler that was called last.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { ErrorRequestHandler, RequestHandler } from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import { expresses, serve } from "../support/serve.js";
import { assertLate } from "../support/warnings.js";

type Handler = RequestHandler | ErrorRequestHandler;

const late = new Error("late");

/** Calls `next()`, and passes an error on when `now` is over, whatever has become of the request. */
const failAfter =
	(now: () => Promise<unknown>): RequestHandler =>
	(_req, _res, next) => {
		next();
		now().then(() => next(late));
	};
const soon = failAfter(() => setImmediate());
const atOnce: RequestHandler = (_req, _res, next) => {
	next();
	next(late);
};
const throwing: RequestHandler = (_req, _res, next) => {
	next();
	throw late;
};
/** Passes an error on instead of what it is to send as JSON. */
const validate: RequestHandler = (_req, res, next) => {
	res.json = () => {
		next(late);
		return res;
	};
	next();
};
const pass: RequestHandler = (_req, _res, next) => next();
const hang: RequestHandler = (_req, _res) => {};
const json: RequestHandler = (_req, res) => void res.json({});
const jsonLater: RequestHandler = async (_req, res) => {
	await setImmediate();
	res.json({});
};
const skipped: RequestHandler = (_req, res) => void res.send("skipped");
const rescue: ErrorRequestHandler = (err, _req, res, _next) =>
	void res.status(503).send(`rescued: ${err.message}`);
const early: ErrorRequestHandler = (_err, _req, res, _next) =>
	void res.send("too early");

/** Handlers that are called in turn; each request has to be answered. */
const lists: Record<string, readonly Handler[]> = {
	"soon, before what hangs": [soon, hang],
	"soon, before what hangs and an error handler": [soon, hang, rescue],
	"soon, behind an error handler": [early, soon, hang],
	"at once, before what hangs": [atOnce, hang, skipped, rescue],
	"thrown, before what hangs": [throwing, hang, rescue],
	"instead of a response": [validate, json],
	"instead of a response, in front of an error handler": [
		...[validate, json, skipped, rescue],
	],
	"instead of a later response": [validate, pass, jsonLater, skipped, rescue],
};

/** Ways to call them in turn, and what a publisher finds instead. */
const ways: Record<string, (handlers: readonly Handler[]) => unknown> = {
	"an array": (handlers) => handlers,
	"a resource": (GET) => ({ GET }),
	"a mount(...)": (handlers) => mount(...handlers),
	"an array with a mount(...)": (handlers) => [mount(pass), ...handlers],
};

for (const { version, express } of expresses) {
	for (const [what, handlers] of Object.entries(lists)) {
		for (const [way, make] of Object.entries(ways)) {
			test(`an error ${what}, in ${way}, is what app.use makes of it, on Express ${version}`, async (t) => {
				const seen: string[] = [];
				const note: ErrorRequestHandler = (err, req, _res, next) => {
					seen.push(`${err.message} ${req.baseUrl}${req.url}`);
					next(err);
				};
				const app = express();
				const root = { _q_exports: ["a"], a: make(handlers) };
				app.use("/published", publisher(root as Namespace));
				app.use("/used/a", ...handlers);
				// What the app has behind them hangs: so a late error is all that can answer.
				app.use(hang, note, rescue);
				const ask = await serve(t, app);
				const answers = [];
				for (const way of ["used", "published"]) {
					const { status, body } = await ask(`/${way}/a`);
					await setImmediate();
					const calls = seen.splice(0).map((call) => call.replace(way, "way"));
					answers.push({ status, body, calls });
				}
				assert.deepEqual(answers[1], answers[0]);
			});
		}
	}

	test(`an error after next() goes by the exception handlers on its way outwards, on Express ${version}`, async (t) => {
		for (const a of [
			[soon, hang],
			mount(soon, hang),
			{ GET: [atOnce, hang] },
		]) {
			const seen: string[] = [];
			const note =
				(label: string): ErrorRequestHandler =>
				(err, req, _res, next) => {
					seen.push(`${label} ${req.url}`);
					next(err);
				};
			const n = { _q_exports: ["a"], a, _q_exception_handler: note("n") };
			const app = express();
			app.use(
				publisher({
					...{ _q_exports: ["n"], n },
					_q_exception_handler: note("root"),
				}),
			);
			app.use(hang, rescue);
			const ask = await serve(t, app);
			assert.equal((await ask("/n/a")).status, 503);
			assert.deepEqual(seen, ["n /n/a", "root /n/a"]);
		}
	});

	test(`an error after the end of the response is a warning, on Express ${version}`, async (t) => {
		for (const make of Object.values(ways)) {
			let end: () => void = () => {};
			const ended = new Promise<void>((resolve) => {
				end = resolve;
			});
			const given: unknown[] = [];
			const app = express();
			const handlers = [failAfter(() => ended), json, rescue];
			app.use(publisher({ _q_exports: ["a"], a: make(handlers) } as Namespace));
			const note: ErrorRequestHandler = (err, _req, _res, next) => {
				given.push(err);
				next(err);
			};
			app.use(note);
			const ask = await serve(t, app);
			assert.equal((await ask("/a")).body, "{}");
			const warned = once(process, "warning");
			end();
			assertLate(await warned, late, '"a" in /');
			assert.deepEqual(given, []);
		}
	});

	test(`a second error is a warning, on Express ${version}`, async (t) => {
		const second = new Error("second");
		const twice: RequestHandler = (_req, _res, next) => {
			next();
			next(late);
			next(second);
		};
		const answerLater: ErrorRequestHandler = async (err, _req, res, _next) => {
			await setImmediate();
			res.send(err.message);
		};
		for (const make of Object.values(ways)) {
			const app = express();
			const root = { _q_exports: ["a"], a: make([twice, hang]) };
			app.use(publisher(root as Namespace), answerLater);
			const ask = await serve(t, app);
			const warned = once(process, "warning");
			assert.equal((await ask("/a")).body, "late");
			assertLate(await warned, second, '"a" in /');
		}
	});
}
