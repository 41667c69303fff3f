// Guards in the shapes in which applications write them: with parameters that nobody can count, in wrappers, with answers
// that fail at once or go through another's methods, and guards that let in and answer all the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate, setTimeout as wait } from "node:timers/promises";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import publisher, { type AccessHook } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

/** A root whose one page is behind `_q_access`, and whether that was reached. */
function guarded(_q_access: AccessHook | readonly AccessHook[]) {
	const reached: string[] = [];
	const page = (_req: Request, res: Response) => {
		reached.push("page");
		res.write("SECRET");
		res.end();
	};
	return { root: { _q_exports: ["page"], _q_access, page }, reached };
}

type Middleware = (req: Request, res: Response, next: NextFunction) => void;

/** The same middleware, as those write it who wrap it, or give its parameters a default. */
const wrapped: Readonly<
	Record<string, (middleware: Middleware) => AccessHook>
> = {
	"with a default for next": (middleware) => {
		return (req: Request, res: Response, next: NextFunction = () => {}) =>
			middleware(req, res, next);
	},
	"with the rest of its parameters": (middleware) => {
		return (req: Request, res: Response, ...others: [NextFunction]) =>
			middleware(req, res, ...others);
	},
	"with the arguments of a function of two parameters": (middleware) =>
		function (_req: Request, _res: Response) {
			// biome-ignore lint/complexity/noArguments: that is what is tested.
			middleware(...(arguments as unknown as Parameters<Middleware>));
		},
	"bound, of any arguments": (middleware) =>
		((...given: Parameters<Middleware>) => middleware(...given)).bind(null),
	"in a Proxy, of any arguments": (middleware) =>
		new Proxy(
			(...given: Parameters<Middleware>) => middleware(...given),
			{},
		) as AccessHook,
	"in an array in an array": (middleware) =>
		[[middleware]] as unknown as AccessHook,
};

const viewsInHtml: RequestHandler = ({ app }, _res, next) => {
	app.engine("html", (_path, _locals, done) => done(null, ""));
	app.set("view engine", "html");
	next();
};

for (const { version, express } of expresses) {
	const on = `on Express ${version}`;

	for (const [how, wrap] of Object.entries(wrapped)) {
		test(`a guard ${how} decides in a callback, ${on}`, async (t) => {
			for (const isIn of [true, false]) {
				const { root, reached } = guarded(
					wrap((_req, res, next) => {
						setTimeout(
							() => (isIn ? next() : res.status(401).send("no entry")),
							5,
						);
					}),
				);
				const { ask, outcomes } = await observe(t, express, root);
				assert.equal((await ask("/page")).status, isIn ? 200 : 401);
				assert.deepEqual(reached, isIn ? ["page"] : []);
				assert.deepEqual(outcomes, ["answer"]);
			}
		});
	}

	test(`a guard of one parameter that only speaks of arguments lets in by returning, ${on}`, async (t) => {
		const allow = (_req: Request, ...roles: string[]) => roles.includes("all");
		const roles = ["all"];
		for (const guard of [
			(req: Request) => allow(req, ...roles),
			(req: Request) => {
				if (req.query.bad) {
					throw new Error("bad arguments");
				}
			},
			(_req: Request) => {
				/* It has no use for `arguments`. */
				return true;
			},
			((_req: Request, _res: Response) => true).bind(null),
		]) {
			const { root } = guarded(guard);
			const { ask } = await observe(t, express, root);
			assert.equal((await ask("/page")).body, "SECRET", String(guard));
		}
	});

	test(`a wrapper whose guard returns its refusal refuses, ${on}`, async (t) => {
		for (const isAsync of [false, true]) {
			const { root, reached } = guarded((..._given: unknown[]) =>
				isAsync ? Promise.resolve(false) : false,
			);
			const { ask } = await observe(t, express, root);
			assert.equal((await ask("/page")).status, 403);
			assert.deepEqual(reached, []);
		}
	});

	test(`nothing runs behind a guard that calls next() and answers all the same, ${on}`, async (t) => {
		const second: AccessHook = () => assert.fail("the second guard ran");
		for (const guard of [
			(_req, res, next) => {
				next();
				res.status(403).send("no entry");
			},
			async (_req, res, next) => {
				await setImmediate();
				next();
				res.status(403).send("no entry");
			},
		] satisfies RequestHandler[]) {
			for (const guards of [guard, [guard, second]]) {
				const { root, reached } = guarded(guards);
				const { ask, outcomes } = await observe(t, express, root);
				assert.equal((await ask("/page")).body, "no entry");
				assert.deepEqual([reached, outcomes], [[], ["answer"]]);
			}
		}
	});

	test(`an answer by a method that middleware has put its own in place of refuses, ${on}`, async (t) => {
		const later = (name: "end" | "send" | "json"): RequestHandler => {
			return (_req, res, next) => {
				const method = res[name] as (...given: unknown[]) => Response;
				res[name] = ((...given: unknown[]) => {
					setTimeout(() => method.apply(res, given), 5);
					return res;
				}) as never;
				next();
			};
		};
		for (const name of ["end", "send", "json"] as const) {
			for (const guard of [
				(_req: Request, res: Response) => {
					res.status(401)[name]("no entry");
				},
				async (_req: Request, res: Response) => {
					await setImmediate();
					res.status(401)[name]("no entry");
				},
			]) {
				const { root, reached } = guarded(guard);
				const { ask, outcomes } = await observe(t, express, root, {}, [
					later(name),
				]);
				assert.equal((await ask("/page")).status, 401, name);
				assert.deepEqual([reached, outcomes], [[], ["answer"]]);
			}
		}
	});

	test(`a callback of its own decides what a failed answer of a guard comes to, ${on}`, async (t) => {
		const missing = "/nowhere/at/all.html";
		const toPage: RequestHandler[] = [
			(_req, res, next) => res.sendFile(missing, () => next()),
			(_req, res, next) => res.render("missing", () => next()),
		];
		for (const guard of toPage) {
			const { root } = guarded(guard);
			const { ask } = await observe(t, express, root, {}, [viewsInHtml]);
			assert.equal((await ask("/page")).body, "SECRET", String(guard));
		}
		const { root, reached } = guarded(async (_req: Request, res: Response) => {
			await new Promise((resolve) => res.sendFile(missing, resolve));
		});
		const { ask, outcomes } = await observe(t, express, root);
		assert.equal((await ask("/page")).status, 404);
		assert.deepEqual(reached, []);
		assert.equal(outcomes.length, 1);
	});

	test(`an error handler that answers by a method which failed in a guard is asked once, ${on}`, async (t) => {
		const { root } = guarded((_req: Request, res: Response) => {
			res.sendFile("/nowhere/login.html");
		});
		const app = express();
		app.use(publisher(root));
		const errors: unknown[] = [];
		app.use(((error, _req, res, next) => {
			errors.push(error);
			if (errors.length === 1) {
				res.sendFile("/nowhere/500.html");
			} else {
				next(error);
			}
		}) satisfies import("express").ErrorRequestHandler);
		app.use(((_error, _req, res, _next) => {
			res.status(500).send("the application's own");
		}) satisfies import("express").ErrorRequestHandler);
		const { ask } = await observe(t, express, { _q_exports: [] }, undefined, [
			app,
		]);
		assert.equal((await ask("/page")).body, "the application's own");
		assert.equal(errors.length, 1);
	});
}

test("a guard that is taken for middleware and neither decides nor answers is named in a warning", async (t) => {
	const warnings: string[] = [];
	const keep = ({ message }: Error) => warnings.push(message);
	process.on("warning", keep);
	t.after(() => process.off("warning", keep));
	const { root } = guarded(function letIn(..._given: unknown[]) {});
	const { ask } = await observe(t, expresses[0].express, root);
	const leave = new AbortController();
	for (let request = 0; request < 2; request++) {
		ask("/page", { signal: leave.signal }).catch(() => {});
	}
	while (warnings.length === 0) {
		await wait(20);
	}
	await wait(50);
	leave.abort();
	assert.equal(warnings.length, 1);
	assert.match(
		String(warnings),
		/^A guard \(letIn\) keeps the request for "page" in \/ waiting: .*taken for Express middleware.*has not called next\(\)/,
	);
});

test("an empty list of guards is refused, and so is what is no guard in a list, by its name", () => {
	for (const [_q_access, message] of [
		[[], /_q_access is an empty list.*Make _q_access a function/],
		[[[]], /_q_access is an empty list/],
		[[() => {}, "admin"], /there is 'admin' in it/],
	] as const) {
		const make = () => publisher({ _q_exports: [], _q_access } as never);
		assert.throws(make, message);
	}
});
