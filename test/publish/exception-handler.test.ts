// The way of an error outwards through `_q_exception_handler`.
import assert from "node:assert/strict";
import { test } from "node:test";
import type {
	ErrorRequestHandler,
	NextFunction,
	RequestHandler,
} from "express";
import type { Namespace } from "express-publisher";
import { type Outcome, observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

const boom = new Error("boom");
const other = new Error("other");
const fail = () => {
	throw boom;
};

/** Gives the namespaces `/`, `/a/` and `/a/b/`, with `inner` in the last; each notes the errors it gets, and what `this` is. */
function nested(
	inner: object,
	handlers: Partial<Record<"/" | "/a/" | "/a/b/", ErrorRequestHandler>> = {},
) {
	const calls: string[] = [];
	const withHandler = (name: "/" | "/a/" | "/a/b/", namespace: object) => ({
		name,
		_q_exception_handler(...given: Parameters<ErrorRequestHandler>) {
			assert.equal(this.name, name, "this is the namespace");
			calls.push(
				`${name} ${(given[0] as { code?: string }).code ?? given[0].message}`,
			);
			const handler = handlers[name];
			return handler === undefined ? given[3](given[0]) : handler(...given);
		},
		...namespace,
	});
	const b = withHandler("/a/b/", inner);
	const a = withHandler("/a/", { _q_exports: ["b"], b });
	const root = withHandler("/", {
		_q_exports: ["a"],
		a,
	}) as unknown as Namespace;
	return { root, calls };
}

const all = ["/a/b/", "/a/", "/"];
const lists = { _q_exports: ["c"] };

/** Where errors come from on a walk to `/a/b/c`, and the namespaces that get them, in order. */
const sources: Record<
	string,
	{
		inner: (express: (typeof expresses)[number]["express"]) => object;
		path?: string;
		error?: string;
		namespaces?: string[];
	}
> = {
	"a page that throws": { inner: () => ({ ...lists, c: fail }) },
	"a page that rejects": { inner: () => ({ ...lists, c: async () => fail() }) },
	"a page that calls next": {
		inner: () => ({
			...lists,
			c: (_req: unknown, _res: unknown, next: NextFunction) => next(boom),
		}),
	},
	"a handler in an array": { inner: () => ({ ...lists, c: [fail] }) },
	"a resource": { inner: () => ({ ...lists, c: { GET: fail } }) },
	"a resource's access hook": {
		inner: () => ({
			...lists,
			c: { _q_exports: [], GET: fail, _q_access: fail },
		}),
	},
	"a Router": {
		inner: (express) => ({ ...lists, c: express.Router().use(fail) }),
	},
	"an app": { inner: (express) => ({ ...lists, c: express().use(fail) }) },
	_q_access: { inner: () => ({ ...lists, c: "text", _q_access: fail }) },
	"_q_access, async": {
		inner: () => ({ ...lists, c: "text", _q_access: async () => fail() }),
	},
	_q_lookup: { inner: () => ({ _q_exports: [], _q_lookup: fail }) },
	"_q_lookup, async": {
		inner: () => ({ _q_exports: [], _q_lookup: async () => fail() }),
	},
	_q_index: { inner: () => ({ ...lists, _q_index: fail }), path: "/a/b/" },
	_q_import: {
		inner: () => ({ ...lists, _q_import: fail }),
		error: "ERR_PUBLISHER_IMPORT_FAILED",
	},
	"_q_import, async": {
		inner: () => ({ ...lists, _q_import: async () => fail() }),
		error: "ERR_PUBLISHER_IMPORT_FAILED",
	},
	"something unpublishable": {
		inner: () => ({ ...lists, c: 1 }),
		error: "ERR_PUBLISHER_UNPUBLISHABLE",
	},
	"a malformed escape": {
		inner: () => lists,
		path: "/a/b/%zz",
		error: "ERR_PUBLISHER_MALFORMED_PATH",
	},
	"a namespace above": {
		inner: () => lists,
		path: "/a/%zz",
		error: "ERR_PUBLISHER_MALFORMED_PATH",
		namespaces: ["/a/", "/"],
	},
	"a bad export list, whose namespace is none to call": {
		inner: () => ({ _q_exports: [1] }),
		error: "ERR_PUBLISHER_UNPUBLISHABLE",
		namespaces: ["/a/", "/"],
	},
};

/** What the innermost handler does with an error, who gets it after that, and the outcome. */
const reactions: Record<
	string,
	{ handler: ErrorRequestHandler; calls: string[]; outcome: Outcome }
> = {
	answers: {
		handler: (_err, _req, res, _next) => void res.send("sorry"),
		calls: ["/a/b/ boom"],
		outcome: "answer",
	},
	"answers later": {
		handler: async (_err, _req, res, _next) => {
			await Promise.resolve();
			res.send("sorry");
		},
		calls: ["/a/b/ boom"],
		outcome: "answer",
	},
	"takes the error for handled": {
		handler: (_err, _req, _res, next) => next(),
		calls: ["/a/b/ boom"],
		outcome: "next",
	},
	"passes the error on": {
		handler: (err, _req, _res, next) => next(err),
		calls: ["/a/b/ boom", "/a/ boom", "/ boom"],
		outcome: { error: boom },
	},
	"passes another error on": {
		handler: (_err, _req, _res, next) => next(other),
		calls: ["/a/b/ boom", "/a/ other", "/ other"],
		outcome: { error: other },
	},
	throws: {
		handler: (_err, _req, _res, _next) => {
			throw other;
		},
		calls: ["/a/b/ boom", "/a/ other", "/ other"],
		outcome: { error: other },
	},
	rejects: {
		handler: async (_err, _req, _res, _next) => {
			throw other;
		},
		calls: ["/a/b/ boom", "/a/ other", "/ other"],
		outcome: { error: other },
	},
};

for (const { version, express } of expresses) {
	for (const [source, row] of Object.entries(sources)) {
		const { inner, path = "/a/b/c", error = "boom", namespaces = all } = row;
		test(`the error of ${source} goes outwards on Express ${version}`, async (t) => {
			const { root, calls } = nested(inner(express));
			const { ask, outcomes } = await observe(t, express, root);
			await ask(path);
			assert.deepEqual(
				calls,
				namespaces.map((name) => `${name} ${error}`),
			);
			assert.equal(outcomes.length, 1);
			assert.ok((outcomes[0] as { error: unknown }).error);
		});
	}

	for (const [what, { handler, calls, outcome }] of Object.entries(reactions)) {
		test(`the innermost handler ${what} on Express ${version}`, async (t) => {
			const site = nested({ ...lists, c: fail }, { "/a/b/": handler });
			const { ask, outcomes } = await observe(t, express, site.root);
			await ask("/a/b/c");
			assert.deepEqual(site.calls, calls);
			assert.deepEqual(outcomes, [outcome]);
		});
	}

	test(`a handler in the middle stops an error on Express ${version}`, async (t) => {
		const sorry: ErrorRequestHandler = (_err, _req, res, _next) =>
			void res.send("sorry");
		const { root, calls } = nested(
			{ ...lists, c: fail, _q_exception_handler: undefined },
			{ "/a/": sorry },
		);
		const { ask, outcomes } = await observe(t, express, root);
		assert.equal((await ask("/a/b/c")).body, "sorry");
		assert.deepEqual(calls, ["/a/ boom"]);
		assert.deepEqual(outcomes, ["answer"]);
	});

	test(`the request is as the page had it when a mount failed on Express ${version}`, async (t) => {
		const seen: string[] = [];
		const note: ErrorRequestHandler = (err, req, _res, next) => {
			seen.push(`${req.baseUrl} ${req.url}`);
			next(err);
		};
		const router = express.Router().use("/d", fail as RequestHandler);
		const { root } = nested({ ...lists, c: router }, { "/a/b/": note });
		const { ask } = await observe(t, express, root);
		await ask("/a/b/c/d?q=1");
		assert.deepEqual(seen, [" /a/b/c/d?q=1"]);
	});

	for (const path of ["/a/b/x", "/a/b/c/x", "/a/b/", "/x", "/a/b/_q_index"]) {
		test(`not found is no error on Express ${version}: ${path}`, async (t) => {
			const { root, calls } = nested({ ...lists, c: "text" });
			const passing = await observe(t, express, root);
			await passing.ask(path);
			assert.deepEqual(calls, []);
			assert.deepEqual(passing.outcomes, ["next"]);

			const failing = await observe(t, express, root, { fallthrough: false });
			await failing.ask(path);
			const expected = path === "/x" ? ["/"] : all;
			assert.deepEqual(
				calls,
				expected.map((name) => `${name} ERR_PUBLISHER_NOT_FOUND`),
			);
		});
	}
}
