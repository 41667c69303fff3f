// What the errors made by the package say, and hold.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import type { ErrorRequestHandler, NextFunction } from "express";
import publisher, { type Namespace, PublisherError } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses, serve } from "../support/serve.js";
import { assertLate } from "../support/warnings.js";

const boom = new Error("boom");
const fail = () => {
	throw boom;
};

interface Row {
	readonly root: Namespace;
	readonly path: string;
	/** What the error says: its code, its status, and the container and component at fault. */
	readonly error: readonly [
		code: string,
		status: number,
		path: string,
		component: string,
	];
	readonly message: RegExp;
	readonly remedy: RegExp;
	readonly cause?: unknown;
}

const below = (namespace: object): Namespace => ({
	_q_exports: ["a"],
	a: namespace,
});

const rows: Record<string, Row> = {
	"not found": {
		root: below({ _q_exports: [] }),
		path: "/a/b%20c",
		error: ["NOT_FOUND", 404, "/a/", "b c"],
		message: /Nothing is published as "b c" in \/a\//,
		remedy: /Export it/,
	},
	"not found behind a page": {
		root: below({ _q_exports: ["page"], page: "text" }),
		path: "/a/page/b",
		error: ["NOT_FOUND", 404, "/a/page/", "b"],
		message: /Nothing is published as "b" in \/a\/page\//,
		remedy: /Export it/,
	},
	"no index": {
		root: { _q_exports: [] },
		path: "/",
		error: ["NOT_FOUND", 404, "/", ""],
		message: /the index of \//,
		remedy: /Export it/,
	},
	"a malformed escape": {
		root: below({ _q_exports: [] }),
		path: "/a/%zz/b",
		error: ["MALFORMED_PATH", 400, "/a/", "%zz"],
		message: /malformed escape: "%zz" in \/a\//,
		remedy: /%25/,
	},
	"something unpublishable": {
		root: below({ _q_exports: ["b"], b: 42 }),
		path: "/a/b",
		error: ["UNPUBLISHABLE", 500, "/a/", "b"],
		message: /"b" in \/a\/: it is 42/,
		remedy: /Publish a string/,
	},
	"a class": {
		root: below(class Articles {}),
		path: "/a",
		error: ["UNPUBLISHABLE", 500, "/", "a"],
		message: /class Articles/,
		remedy: /new Articles\(\)/,
	},
	"an error handler": {
		root: below((_a: unknown, _b: unknown, _c: unknown, _d: unknown) => {}),
		path: "/a",
		error: ["UNPUBLISHABLE", 500, "/", "a"],
		message: /error handler/,
		remedy: /_q_exception_handler/,
	},
	"a namespace without export list": {
		root: below({ _q_index: "index" }),
		path: "/a/b",
		error: ["UNPUBLISHABLE", 500, "/", "a"],
		message: /"a" in \/: it is a namespace without _q_exports/,
		remedy: /export list/,
	},
	"a namespace with a bad export list": {
		root: below({ _q_exports: [1] }),
		path: "/a/b",
		error: ["UNPUBLISHABLE", 500, "/", "a"],
		message: /"a" in \/: it is a namespace whose _q_exports contains 1/,
		remedy: /Each entry is a name/,
	},
	"a failed import": {
		root: below({ _q_exports: ["b"], _q_import: fail }),
		path: "/a/b",
		error: ["IMPORT_FAILED", 500, "/a/", "b"],
		message: /"b" in \/a\/: boom/,
		remedy: /_q_exports/,
		cause: boom,
	},
	"an import that fails with a string": {
		root: { _q_exports: ["b"], _q_import: () => Promise.reject("boom") },
		path: "/b",
		error: ["IMPORT_FAILED", 500, "/", "b"],
		message: /: boom/,
		remedy: /_q_exports/,
		cause: "boom",
	},
	"an import that fails with a whole sentence": {
		root: {
			_q_exports: ["b"],
			_q_import: () => Promise.reject("The database is down."),
		},
		path: "/b",
		error: ["IMPORT_FAILED", 500, "/", "b"],
		message: /: The database is down\. Fix that error/,
		remedy: /_q_exports/,
		cause: "The database is down.",
	},
	"a root that cannot be had": {
		root: fail as never,
		path: "/b",
		error: ["IMPORT_FAILED", 500, "", ""],
		message: /Cannot import the root for \S+: boom/,
		remedy: /^Fix that error$/,
		cause: boom,
	},
	"nothing thrown": {
		root: below(() => Promise.reject()),
		path: "/a",
		error: ["NOTHING_THROWN", 500, "/", "a"],
		message: /threw undefined/,
		remedy: /Throw an Error/,
		cause: undefined,
	},
};

for (const [name, row] of Object.entries(rows)) {
	test(`what the error says: ${name}`, async (t) => {
		const express = expresses[0].express;
		const { ask, outcomes } = await observe(t, express, row.root, {
			fallthrough: false,
		});
		assert.equal((await ask(row.path)).status, row.error[1]);
		const [{ error }] = outcomes as [{ error: PublisherError }];
		assert.ok(error instanceof PublisherError && error instanceof Error);
		const { code, status, path, component } = error;
		const [expected, ...rest] = row.error;
		assert.equal(error.name, "PublisherError");
		assert.deepEqual(
			[code, status, path, component],
			[`ERR_PUBLISHER_${expected}`, ...rest],
		);
		assert.match(error.message, row.message);
		assert.match(error.remedy, row.remedy);
		assert.ok(error.message.endsWith(error.remedy));
		assert.equal("cause" in error, "cause" in row);
		assert.equal(error.cause, row.cause);
		if ("cause" in row) {
			const { cause } = row;
			const text = String(cause instanceof Error ? cause.stack : cause);
			assert.ok(error.stack?.includes(text), error.stack);
		}
	});
}

test("console.error prints the cause once, as fully as by itself, and the remedy once", async (t) => {
	const cause = Object.assign(new Error("down"), { host: "db.example" });
	const root = { _q_exports: ["a"], _q_import: () => Promise.reject(cause) };
	const { ask, outcomes } = await observe(t, expresses[0].express, root);
	await ask("/a");
	const [{ error }] = outcomes as [{ error: PublisherError }];
	const printed = inspect(error);
	assert.equal(printed.split(String(cause.stack)).length, 2);
	assert.equal(printed.split(error.remedy).length, 2);
	assert.ok(printed.endsWith(`\nCaused by: ${inspect(cause)}`));
	assert.match(printed, /code: 'ERR_PUBLISHER_IMPORT_FAILED', status: 500/);
});

for (const { version, express } of expresses) {
	test(`the path of an error is the URL's on Express ${version}`, async (t) => {
		const errors: PublisherError[] = [];
		const root = below(publisher({ _q_exports: ["b"], b: 42 as never }));
		const app = express().use("/at/:where", publisher(root), ((
			error,
			_req,
			res,
			_next,
		) => {
			errors.push(error);
			res.end();
		}) as ErrorRequestHandler);
		const ask = await serve(t, app);
		await ask("/at/home/a/b");
		assert.equal(errors[0]?.path, "/at/home/a/");
		assert.equal(errors[0]?.component, "b");
	});

	for (const [name, { root, path, error, message }] of Object.entries(rows)) {
		test(`production shows of ${name} what Express shows on Express ${version}`, async (t) => {
			const log = t.mock.method(console, "error", () => {});
			const answers = [];
			for (const handler of [
				publisher(root, { fallthrough: false }),
				(_req: unknown, _res: unknown, next: NextFunction) =>
					next(Object.assign(new Error("secret"), { status: error[1] })),
			]) {
				const app = express().set("env", "production").use(handler);
				const { status, headers, body } = await (await serve(t, app))(path);
				delete headers.date;
				answers.push({ status, headers, body });
			}
			assert.deepEqual(answers[0], answers[1]);
			while (log.mock.callCount() < answers.length) {
				await setImmediate(); // Express logs after it has answered.
			}
			assert.match(String(log.mock.calls[0]?.arguments[0]), message);
		});
	}

	test(`in development, Express shows the cause's stack on Express ${version}`, async (t) => {
		const root = { _q_exports: ["a"], _q_import: fail };
		const app = express().set("env", "test").use(publisher(root));
		const { body } = await (await serve(t, app))("/a");
		assert.match(body, /ERR_PUBLISHER|PublisherError: Cannot import/);
		assert.match(body, /Caused by: Error: boom/);
		assert.match(body, /error\.test/);
	});

	test(`an error that comes too late is a warning on Express ${version}`, async (t) => {
		const late = new Error("too late");
		const root: Namespace = {
			_q_exports: ["a"],
			a: async (_req: unknown, _res: unknown, next: NextFunction) => {
				next();
				throw late;
			},
		};
		const { ask, outcomes } = await observe(t, express, root);
		const warnings: Error[] = [];
		const note = (warning: Error) => warnings.push(warning);
		process.on("warning", note);
		t.after(() => process.off("warning", note));
		await ask("/a");
		assertLate(warnings, late, '"a" in /');
		assert.deepEqual(outcomes, ["next"]);
	});
}
