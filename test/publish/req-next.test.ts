// Express's `res.sendFile`, `res.render`, `res.download` and `res.format` report to `req.next`, and not
// to the `next` that their caller was given: so the two have to be the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { ErrorRequestHandler, RequestHandler } from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import { expresses, serve } from "../support/serve.js";

type ExpressModule = (typeof expresses)[number]["express"];

/** What fails, by `req.next` alone. */
const failing: Record<string, RequestHandler> = {
	sendFile: (_req, res) => res.sendFile("/no/such/file"),
	"sendFile, later": async (_req, res) => {
		await setImmediate();
		res.sendFile("/no/such/file");
	},
	download: (_req, res) => res.download("/no/such/file"),
	render: (_req, res) => res.render("no-such-view"),
	format: (_req, res) => void res.format({}),
};

/** Where the failing handler stands in what a walk reaches. */
const things: Record<
	string,
	(handler: RequestHandler, express: ExpressModule) => unknown
> = {
	"a page": (handler) => handler,
	"an array": (handler) => [pass, handler],
	"a resource": (handler) => ({ GET: handler }),
	"a resource with an array": (handler) => ({ GET: [pass, handler] }),
	"a mount": (handler) => mount(handler),
	"a Router": (handler, express) => express.Router().get("/b", handler),
	"an app": (handler, express) => express().get("/b", handler),
	"an array with a Router": (handler, express) => [express.Router(), handler],
};

const pass: RequestHandler = (_req, _res, next) => next();

for (const { version, express } of expresses) {
	for (const [what, handler] of Object.entries(failing)) {
		for (const [thing, make] of Object.entries(things)) {
			test(`what ${what} reports in ${thing} goes outwards, on Express ${version}`, async (t) => {
				const seen: string[] = [];
				const note =
					(label: string): ErrorRequestHandler =>
					(err, req, _res, next) => {
						assert.equal(req.next, next);
						seen.push(`${label} ${req.baseUrl} ${req.url}`);
						next(err);
					};
				const app = express().set("view engine", "none");
				app.engine("none", () => {});
				const below = /mount|Router|app/.test(thing) ? "/b" : "";
				const root: Namespace = {
					_q_exports: ["n"],
					n: {
						_q_exports: ["a"],
						a: make(handler, express),
						_q_exception_handler: note("n"),
					},
					_q_exception_handler: note("root"),
				};
				app.use("/up", publisher(root));
				app.use(note("app"));
				app.use(((_err, _req, res, _next) =>
					res.send("reported")) as ErrorRequestHandler);
				const ask = await serve(t, app);
				assert.equal((await ask(`/up/n/a${below}?q`)).body, "reported");
				assert.deepEqual(seen, [
					`n /up /n/a${below}?q`,
					`root /up /n/a${below}?q`,
					`app  /up/n/a${below}?q`,
				]);
			});
		}

		// Beside `app.use`, in which error handlers that follow get what was reported.
		for (const [way, wrap] of Object.entries<(handlers: never[]) => unknown>({
			"a mount(...)": (handlers) => mount(...handlers),
			"an array with a Router": (handlers) => [express.Router(), ...handlers],
		})) {
			test(`what ${what} reports in ${way} is what app.use makes of it, on Express ${version}`, async (t) => {
				const seen: string[] = [];
				const note: RequestHandler = (req, _res, next) => {
					assert.equal(req.next, next);
					seen.push(`${req.baseUrl} ${req.url}`);
					next();
				};
				const noteError: ErrorRequestHandler = (err, req, res, next) => {
					assert.ok(err);
					note(req, res, next);
				};
				const skipped: RequestHandler = (_req, res) => res.send("skipped");
				const handlers = [note, handler, skipped, noteError, note];
				const app = express().set("view engine", "none");
				app.engine("none", () => {});
				const root = { _q_exports: ["a"], a: wrap(handlers as never[]) };
				app.use("/published", publisher(root as Namespace));
				app.use("/used/a", ...handlers);
				app.use(note, (_req, res) => res.send("behind"));
				const ask = await serve(t, app);
				const outcomes = [];
				for (const way of ["used", "published"]) {
					const { status, body } = await ask(`/${way}/a/b?q`);
					const calls = seen.splice(0).map((call) => call.replace(way, "way"));
					outcomes.push({ status, body, calls });
				}
				const [used, published] = outcomes;
				assert.equal(used?.calls.length, 4);
				assert.deepEqual(published, used);
			});
		}

		test(`what ${what} reports in an array goes to the error handlers that follow in it, on Express ${version}`, async (t) => {
			const skipped: RequestHandler = (_req, res) => res.send("skipped");
			const rescue: ErrorRequestHandler = (_err, _req, res, _next) =>
				res.send("rescued");
			const app = express().set("view engine", "none");
			app.engine("none", () => {});
			const a = [pass, handler, skipped, rescue];
			app.use(publisher({ _q_exports: ["a"], a }));
			const ask = await serve(t, app);
			assert.equal((await ask("/a")).body, "rescued");
		});
	}

	for (const [thing, make] of Object.entries(things)) {
		test(`${thing} has its next as req.next until it passes on, on Express ${version}`, async (t) => {
			const seen: unknown[] = [];
			const note: RequestHandler = (req, _res, next) => {
				seen.push(req.next === next);
				next();
			};
			const app = express();
			const inside: RequestHandler = async (req, _res, next) => {
				// A route's `next` is not the Router's in Express.
				const isRoute = thing === "a Router" || thing === "an app";
				const expected = isRoute ? req.next : next;
				await setImmediate();
				seen.push(typeof req.next === "function" && req.next === expected);
				next();
			};
			app.use(note);
			app.use(publisher({ _q_exports: ["a"], a: make(inside, express) }));
			app.use(note, (_req, res) => res.send("behind"));
			const ask = await serve(t, app);
			const below = /mount|Router|app/.test(thing) ? "/b" : "";
			assert.equal((await ask(`/a${below}`)).body, "behind");
			assert.deepEqual(seen, [true, true, true]);
		});
	}
}
