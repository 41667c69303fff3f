// The redirect to the path with its final slash, which never leads off the site.
import assert from "node:assert/strict";
import { test } from "node:test";
import publisher, { type Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses, serve } from "../support/serve.js";

const withIndex: Namespace = { _q_exports: [], _q_index: () => "index" };
/** Every component leads to a namespace with an index, at any depth. */
const endless: Namespace = {
	_q_exports: [],
	_q_index: () => "index",
	_q_lookup: () => endless,
};
const root = {
	_q_exports: ["a", "empty", "imported"],
	a: withIndex,
	empty: { _q_exports: ["b"], b: "text" },
	_q_import: async () => withIndex,
	_q_lookup: () => endless,
} satisfies Namespace;

interface Row {
	readonly path: string;
	readonly method?: string;
	/** What `req.originalUrl` is; for Node's parser, unless told to be lenient, refuses such request lines. */
	readonly originalUrl?: string;
	/** The `Location` of a 301; none if the request is to fall through. */
	readonly to?: string;
}

const rows: readonly Row[] = [
	{ path: "/a", to: "/a/" },
	{ path: "/a", method: "HEAD", to: "/a/" },
	{ path: "/a", method: "POST" },
	{ path: "/a", method: "PUT" },
	{ path: "/a", method: "OPTIONS" },
	{ path: "/imported", to: "/imported/" },
	{ path: "/looked-up/twice", to: "/looked-up/twice/" },
	{ path: "/empty" },
	{ path: "/a?q=1", to: "/a/?q=1" },
	{ path: "/a?", to: "/a/?" },
	{ path: "/a?q=/b?c=//d", to: "/a/?q=/b?c=//d" },
	{ path: "/a%20b%2Fc", to: "/a%20b%2Fc/" },
	{ path: "http://other.example/a?q=1", to: "/a/?q=1" },
	{ path: "//other.example", to: "/.//other.example/" },
	{ path: "/\\other.example", to: "/%5Cother.example/" },
	{ path: "/a?q=\\\\b", to: "/a/?q=%5C%5Cb" },
	{ path: "/a", originalUrl: "/\t/other.example", to: "/%09/other.example/" },
	{
		path: "/a",
		originalUrl: "/a\r\nSet-Cookie:b",
		to: "/a%0D%0ASet-Cookie:b/",
	},
	{ path: "/a", originalUrl: "/Ã¼?Ã¼", to: "/%C3%BC/?%C3%BC" },
];

for (const { version, express } of expresses) {
	for (const { path, method = "GET", originalUrl, to } of rows) {
		const asked = `${method} ${JSON.stringify(originalUrl ?? path)}`;
		test(`${asked} redirects to ${to} on Express ${version}`, async (t) => {
			const { ask, outcomes } = await observe(t, express, root, {}, [
				(req, _res, next) => {
					req.originalUrl = originalUrl ?? req.originalUrl;
					next();
				},
			]);
			const { status, headers } = await ask(path, { method });
			assert.equal(headers.location, to);
			assert.equal(status, to === undefined ? 404 : 301);
			assert.deepEqual(outcomes, [to === undefined ? "next" : "answer"]);
			if (to !== undefined) {
				const origin = "http://here.example";
				const target = new URL(to, `${origin}/`);
				assert.equal(target.origin, origin, "a client stays on the site");
				if (originalUrl === undefined) {
					// Where a client is sent, the index answers: no loop, and no second redirect.
					const followed = `${target.pathname}${target.search}`;
					assert.equal((await ask(followed)).body, "index");
				}
			}
		});
	}

	const mounts = {
		"under a path": express().use("/at/home", publisher(root)),
		"under a Router": express().use(
			"/at",
			express.Router().use("/home", publisher(root)),
		),
		"under an app": express().use(
			"/at",
			express().use("/home", publisher(root)),
		),
		"under a publisher": express().use(
			publisher({
				_q_exports: ["at"],
				at: { _q_exports: ["home"], home: publisher(root) },
			}),
		),
	};
	for (const [where, app] of Object.entries(mounts)) {
		test(`a redirect ${where} on Express ${version}`, async (t) => {
			const ask = await serve(t, app);
			const { status, headers } = await ask("/at/home/a?q=1");
			assert.equal(status, 301);
			assert.equal(headers.location, "/at/home/a/?q=1");
			const mountItself = await ask("/at/home");
			assert.equal(
				mountItself.headers.location,
				undefined,
				"the root has its slash",
			);
		});
	}

	for (const method of ["GET", "HEAD", "POST"]) {
		test(`without the option redirect, the index answers ${method} on Express ${version}`, async (t) => {
			const { ask, outcomes } = await observe(t, express, root, {
				redirect: false,
			});
			const body = method === "HEAD" ? "" : "index";
			for (const path of ["/a", "/a/", "/imported?q=1", "/looked-up/twice"]) {
				const answer = await ask(path, { method });
				assert.deepEqual([answer.status, answer.body], [200, body], path);
			}
			assert.equal((await ask("/empty", { method })).status, 404);
			assert.deepEqual(outcomes, [
				"answer",
				"answer",
				"answer",
				"answer",
				"next",
			]);
		});
	}
}
