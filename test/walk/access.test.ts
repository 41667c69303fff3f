// Who gets past `_q_access`: every way in which a guard can decide, at once, later, by an answer that is only begun, or
// by what it returns, beside the same guard under `app.use`. What decides about access fails closed.
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import publisher, {
	type AccessHook,
	type Namespace,
	type PublisherError,
} from "express-publisher";
import { writeFiles } from "../support/files.js";
import { observe } from "../support/observe.js";
import { expresses, serve } from "../support/serve.js";
import { assertLate } from "../support/warnings.js";

/** A site whose guard is `_q_access`, and how often what is behind that was reached. */
function guarded(_q_access: AccessHook | readonly AccessHook[]) {
	const reached: string[] = [];
	const root: Namespace = {
		_q_exports: ["in"],
		in: {
			_q_exports: ["page"],
			_q_access,
			_q_lookup: (_req: Request, component: string) => {
				reached.push(component);
			},
			page: () => {
				reached.push("page");
				return "SECRET";
			},
		},
	};
	return { root, reached };
}

type Answering = (req: Request, res: Response, next: NextFunction) => unknown;

/** Answers that refuse, each with its text; `view` and `file` are there, `missing` is not. */
const answers: Readonly<Record<string, (folder: string) => Answering>> = {
	"res.send": () => (_req, res) => res.status(401).send("no entry"),
	"res.render": () => (_req, res) => res.status(401).render("view"),
	"res.render with a callback": () => (_req, res) =>
		res.render("view", (_error: Error, html: string) =>
			res.status(401).send(html),
		),
	"res.sendFile": (folder) => (_req, res) =>
		res.status(401).sendFile("file.txt", { root: folder }),
	"res.download": (folder) => (_req, res) =>
		res.status(401).download(`${folder}file.txt`),
	"res.format": () => (_req, res) =>
		res.status(401).format({ default: () => res.render("view") }),
	"a stream": (folder) => (_req, res) => {
		res.status(401);
		createReadStream(`${folder}file.txt`).pipe(res);
	},
};

const mustNotRun: Readonly<Record<string, (answer: Answering) => AccessHook>> =
	{
		"with two parameters": (answer) => (req: Request, res: Response) => {
			answer(req, res, () => {});
		},
		"async, with two parameters":
			(answer) => async (req: Request, res: Response) => {
				await setImmediate();
				answer(req, res, () => {});
				await setImmediate();
			},
		"with three parameters": (answer) => (req, res, next) => {
			answer(req, res, next);
		},
		"in a callback": (answer) => (req, res, next) => {
			setTimeout(() => answer(req, res, next), 5);
		},
		"in a callback, behind a wrapper of any arguments":
			(answer) =>
			(...given: [Request, Response, NextFunction]) => {
				setTimeout(() => answer(...given), 5);
			},
		"by a function of old that passes on its arguments": (answer) =>
			function (this: unknown) {
				// biome-ignore lint/complexity/noArguments: that is what is tested.
				const given = arguments as unknown as Parameters<Answering>;
				setTimeout(() => answer(...given), 5);
			},
		"second in an array": (answer) => (req, res, next) => {
			answer(req, res, next);
		},
	};

/** What a guard of fewer than three parameters returns, and what comes of it; 200 if it lets in. */
const returned: Readonly<
	Record<string, [value: () => unknown, status: number]>
> = {
	nothing: [() => undefined, 200],
	null: [() => null, 200],
	true: [() => true, 200],
	"an object": [() => ({}), 200],
	false: [() => false, 403],
	"a string": [() => "members only", 403],
	"an empty string": [() => "", 403],
	"an error": [() => new Error("members only"), 403],
	"an error with a status": [
		() => Object.assign(new Error("log in"), { status: 401 }),
		401,
	],
};

for (const { version, express } of expresses) {
	for (const [by, make] of Object.entries(answers)) {
		for (const [how, guardOf] of Object.entries(mustNotRun)) {
			test(`nothing runs behind a guard that answers ${how}, by ${by}, on Express ${version}`, async (t) => {
				const folder = writeFiles(t, {
					"file.txt": "no entry",
					"view.html": "no entry",
				});
				const answer = make(fileURLToPath(folder));
				const guard = guardOf(answer);
				const { root, reached } = guarded(
					how.includes("array")
						? [() => {}, (_req, _res, next) => next(), guard]
						: guard,
				);
				const app = express();
				app.engine("html", (_path, _locals, done) => {
					setTimeout(() => done(null, "no entry"), 5);
				});
				app.set("view engine", "html");
				app.set("views", fileURLToPath(folder));
				app.use(publisher(root));
				app.use(() => reached.push("next"));
				const ask = await serve(t, app);
				for (const path of ["/in/page", "/in/other"]) {
					const { status, body } = await ask(path);
					assert.deepEqual([status, body], [401, "no entry"]);
				}
				assert.deepEqual(reached, []);
			});
		}
	}

	for (const [what, [value, status]] of Object.entries(returned)) {
		for (const make of [
			() => value(),
			async () => value(),
			(_req: Request, _res: Response) => value(),
		] as readonly AccessHook[]) {
			test(`${what}, returned by ${make}, gives ${status} on Express ${version}`, async (t) => {
				const { root, reached } = guarded([make]);
				const { ask, outcomes } = await observe(t, express, root);
				assert.equal((await ask("/in/page")).status, status);
				assert.equal(reached.length, Number(status === 200));
				if (status !== 200) {
					const [outcome] = outcomes as { error: PublisherError }[];
					const error = outcome?.error as PublisherError;
					assert.equal(error.code, "ERR_PUBLISHER_ACCESS_REFUSED");
					assert.equal(error.path, "/in/");
					const given = value();
					if (given instanceof Error) {
						assert.match(error.message, new RegExp(given.message));
						assert.equal((error.cause as Error).message, given.message);
					} else if (given !== false) {
						assert.equal(error.cause, given);
					}
				}
			});
		}
	}

	test(`only next() of middleware lets in, not what it returns, on Express ${version}`, async (t) => {
		let decide: (next: NextFunction) => void = () => {};
		const guard: RequestHandler = async (_req, _res, next) => {
			setTimeout(() => decide(next), 5);
		};
		const { root, reached } = guarded(guard);
		const { ask, outcomes } = await observe(t, express, root);
		const boom = new Error("boom");
		for (const [given, status] of [
			[undefined, 200],
			[boom, 500],
			["route", 404],
			["router", 404],
		] as const) {
			reached.length = 0;
			decide = (next) => next(given as "route");
			assert.equal((await ask("/in/page")).status, status);
			assert.equal(reached.length, Number(status === 200));
		}
		// The signal "router" leaves the router of the application, too: the last answer is Express's own 404.
		assert.deepEqual(outcomes, ["answer", { error: boom }, "next", "answer"]);
	});

	test(`a guard that calls next twice, or fails after it, has one outcome on Express ${version}`, async (t) => {
		const warnings: Error[] = [];
		const keep = (warning: Error) => warnings.push(warning);
		process.on("warning", keep);
		t.after(() => process.off("warning", keep));
		const late = new Error("late");
		const { root, reached } = guarded((_req, _res, next) => {
			next();
			next();
			next(late);
		});
		const { ask, outcomes } = await observe(t, express, root);
		assert.equal((await ask("/in/page")).body, "SECRET");
		assert.deepEqual(outcomes, ["answer"]);
		assert.deepEqual(reached, ["page"]);
		assertLate(warnings, late, '"page" in /in/');
	});

	test(`an answer that cannot be given is one error, and nothing runs behind it, on Express ${version}`, async (t) => {
		const folder = writeFiles(t, { "folder/file.txt": "" });
		const root = fileURLToPath(folder);
		for (const [answer, outcome] of [
			[(res: Response) => res.render("missing"), "error"],
			[(res: Response) => res.sendFile("missing.txt", { root }), "error"],
			[(res: Response) => res.sendFile("folder", { root }), "next"],
		] as const) {
			for (const guard of [
				(_req: Request, res: Response) => void answer(res),
				async (_req: Request, res: Response) => {
					await setImmediate();
					answer(res);
				},
				((_req, res, _next) => answer(res)) as RequestHandler,
			] as const) {
				const site = guarded(guard as AccessHook);
				const { ask, outcomes } = await observe(t, express, site.root);
				await ask("/in/page");
				assert.deepEqual(site.reached, []);
				assert.equal(outcomes.length, 1);
				const [first] = outcomes;
				assert.equal(typeof first === "string" ? first : "error", outcome);
			}
		}
	});

	test(`a look-up that answers and finds nothing is answered once, on Express ${version}`, async (t) => {
		const folder = writeFiles(t, { "file.txt": "from the look-up" });
		const root = fileURLToPath(folder);
		for (const found of [undefined, null, "a page"]) {
			for (const lookUp of [
				(req: Request) => {
					req.res?.sendFile("file.txt", { root });
					return found;
				},
				async (req: Request) => {
					await setImmediate();
					req.res?.sendFile("file.txt", { root });
					return found;
				},
			]) {
				const { ask, outcomes } = await observe(t, express, {
					_q_exports: [],
					_q_lookup: lookUp,
				});
				assert.equal((await ask("/a")).body, "from the look-up");
				assert.deepEqual(outcomes, ["answer"]);
			}
		}
	});

	test(`after the hooks, the response has its own methods again, and req.next is the application's, on Express ${version}`, async (t) => {
		const wrapped = () => {};
		const seen: unknown[] = [];
		const app = express();
		app.use((req, res, next) => {
			res.download = wrapped as never;
			(res as { before?: unknown }).before = req.next;
			next();
		});
		app.use(
			publisher({
				_q_exports: [],
				_q_access: async () => {},
				_q_lookup: () => undefined,
			}),
		);
		app.use((_req, res) => {
			seen.push(Object.hasOwn(res, "render"), Object.hasOwn(res, "sendFile"));
			seen.push(res.download === wrapped, res.listenerCount("pipe"));
			res.send("passed on");
		});
		const ask = await serve(t, app);
		assert.equal((await ask("/a")).body, "passed on");
		assert.deepEqual(seen, [false, false, true, 0]);
	});
}

test("an error handler, or what is no function, is refused as a guard", () => {
	for (const _q_access of [
		(_error: unknown, _req: unknown, _res: unknown, _next: unknown) => {},
		[() => {}, undefined],
		// biome-ignore lint/suspicious/noSparseArray: that is what is tested.
		[, () => {}],
		"admin",
		{},
	]) {
		assert.throws(
			() => publisher({ _q_exports: [], _q_access } as never),
			/_q_access is (an error handler|not a (list of )?function)/,
		);
	}
});
