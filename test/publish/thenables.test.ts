// What has a `then` and is no promise, such as a query of mysql2 or Mongoose, which `then` runs: a
// function may return it without having meant anything by that, and Express 4 takes no notice.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorRequestHandler, Request, Response } from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import { expresses, serve } from "../support/serve.js";

/** Answers in its callback, as the queries of old drivers do; runs again when asked for `then`. */
class Query {
	runs = 0;
	constructor(callback: () => void) {
		this.#run(callback);
	}
	#run(callback: () => void) {
		this.runs++;
		setImmediate(callback);
	}
	// biome-ignore lint/suspicious/noThenProperty: that is what is tested
	then(resolve: () => void) {
		this.#run(resolve);
	}
}

/** Throws when asked for `then`, as the queries of mysql2 do that are made for callbacks. */
class CallbackQuery extends Query {
	// biome-ignore lint/suspicious/noThenProperty: that is what is tested
	override then(): never {
		throw new Error("You have tried to call .then()");
	}
}

/** Settles as told, as the promises of libraries do. */
class Foreign extends Query {
	constructor(
		readonly settle: (
			resolve: (value: unknown) => void,
			reject: (error: unknown) => void,
		) => void,
		callback: () => void,
	) {
		super(callback);
	}
	// biome-ignore lint/suspicious/noThenProperty: that is what is tested
	override then(...given: Parameters<Foreign["settle"]> | [() => void]) {
		this.runs++;
		this.settle(...(given as Parameters<Foreign["settle"]>));
	}
}

const makers: Record<string, (callback: () => void) => Query> = {
	"a query that runs when it is awaited": (callback) => new Query(callback),
	"a query that cannot be awaited": (callback) => new CallbackQuery(callback),
	"a promise of a library that rejects": (callback) =>
		new Foreign((_resolve, reject) => reject(new Error("rejected")), callback),
	"a promise of a library that gives an object": (callback) =>
		new Foreign((resolve) => resolve({ sent: false }), callback),
};

const ways: Record<string, (handler: unknown) => unknown> = {
	"a page": (handler) => handler,
	"an array": (handler) => [handler],
	"a mount": (handler) => mount(handler as never),
	"a resource": (GET) => ({ GET }),
};

const answerError: ErrorRequestHandler = (err, _req, res, _next) => {
	if (!res.headersSent) {
		res.status(500).send(err.message);
	}
};

for (const { version, express } of expresses) {
	for (const [what, make] of Object.entries(makers)) {
		for (const [way, wrap] of Object.entries(ways)) {
			test(`${what}, from ${way}, is what Express ${version} makes of it`, async (t) => {
				const queries: Query[] = [];
				const handler = (_req: Request, res: Response) => {
					const query = make(() => res.headersSent || res.send("rows"));
					queries.push(query);
					return query;
				};
				const root = { _q_exports: ["a"], a: wrap(handler) };
				const app = express();
				app.use("/published", publisher(root as Namespace));
				app.get("/used/a", handler as never);
				app.use(answerError);
				const ask = await serve(t, app);
				const outcomes = [];
				for (const way of ["used", "published"]) {
					const { status, body } = await ask(`/${way}/a`);
					await new Promise(setImmediate);
					const runs = queries.pop()?.runs;
					outcomes.push({ status, body, runs });
				}
				const [used, published] = outcomes;
				assert.equal(
					used?.runs,
					what.includes("cannot") || version === 4 ? 1 : 2,
				);
				assert.deepEqual(published, used);
			});
		}
	}

	test(`a rejection of a promise is passed on, on Express ${version}`, async (t) => {
		for (const wrap of Object.values(ways)) {
			class Special<T> extends Promise<T> {}
			const rejecting = () => Special.reject(new Error("rejected"));
			const root = { _q_exports: ["a"], a: wrap(rejecting) };
			const app = express();
			app.use(publisher(root as Namespace), answerError);
			const ask = await serve(t, app);
			assert.equal((await ask("/a")).body, "rejected");
		}
	});

	test(`an error handler may return what has a then, on Express ${version}`, async (t) => {
		let looks = 0;
		const root: Namespace = {
			_q_exports: ["a"],
			a: () => Promise.reject(new Error("failed")),
			_q_exception_handler: (err, _req, res, _next) => {
				res.send((err as Error).message);
				return {
					// biome-ignore lint/suspicious/noThenProperty: that is what is tested
					get then() {
						looks++;
						return undefined;
					},
				};
			},
		};
		const app = express().use(publisher(root));
		const ask = await serve(t, app);
		assert.equal((await ask("/a")).body, "failed");
		assert.equal(looks, version === 4 ? 0 : 1);
	});
}

test("text from what has a then is sent on Express 5, which waits for it", async (t) => {
	const a = () => ({
		// biome-ignore lint/suspicious/noThenProperty: that is what is tested
		then: (settle: (text: string) => void) => settle("text"),
	});
	for (const wrap of [ways["a page"], ways["an array"], ways["a resource"]]) {
		const root = { _q_exports: ["a"], a: wrap?.(a) };
		const app = expresses[0].express().use(publisher(root as Namespace));
		const ask = await serve(t, app);
		assert.equal((await ask("/a")).body, "text");
	}
});
