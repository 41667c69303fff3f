// What is not found, what is an error, and how the request is left.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Request } from "express";
import publisher, { type Namespace, type Root } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { observe } from "../support/observe.js";
import { expresses, serve } from "../support/serve.js";

const boom = new Error("boom");
const fail = () => {
	throw boom;
};
const reject = async () => fail();
const exportsA = { _q_exports: ["a"] };
const noList = { _q_index: "index" };
const handleError = (_a: unknown, _b: unknown, _c: unknown, _d: unknown) => {};
class Articles {
	readonly _q_exports = [];
}

interface Row {
	readonly root: Root;
	/** The request, `/a` unless given. */
	readonly path?: string;
}

/** Everything that is not found, for the option `fallthrough` decides what comes of it. */
const notFound: Record<string, Row> = {
	"not exported": { root: { _q_exports: ["b"], a: "hidden" } as Namespace },
	"looked up in vain": { root: { _q_exports: [], _q_lookup: () => null } },
	"looked up in vain, async": {
		root: { _q_exports: [], _q_lookup: async () => undefined },
	},
	"a hook's name": {
		root: { _q_exports: [], _q_index: "index", _q_lookup: () => "found" },
		path: "/_q_index",
	},
	"no index": { root: { _q_exports: [] }, path: "/" },
	"an index that is a promise of nothing": {
		root: { _q_exports: [], _q_index: Promise.resolve() as never },
		path: "/",
	},
	"below a page": { root: { ...exportsA, a: "text" }, path: "/a/b" },
};

/** What becomes an error: its code and its status; `thrown` stands for the very error of the hook. */
const errors: Record<string, Row & { gives: "thrown" | [string, number] }> = {
	"a malformed escape": {
		root: { _q_exports: [] },
		path: "/%zz",
		gives: ["MALFORMED_PATH", 400],
	},
	"half a character": {
		root: { _q_exports: [], _q_lookup: () => "found" },
		path: "/%c3",
		gives: ["MALFORMED_PATH", 400],
	},

	"_q_access throws": {
		root: { ...exportsA, a: "text", _q_access: fail },
		gives: "thrown",
	},
	"_q_access rejects": {
		root: { ...exportsA, a: "text", _q_access: reject },
		gives: "thrown",
	},
	"_q_lookup throws": {
		root: { _q_exports: [], _q_lookup: fail },
		gives: "thrown",
	},
	"_q_lookup rejects": {
		root: { _q_exports: [], _q_lookup: reject },
		gives: "thrown",
	},
	"a page throws": { root: { ...exportsA, a: fail }, gives: "thrown" },
	"a page rejects": { root: { ...exportsA, a: reject }, gives: "thrown" },
	"an index throws": {
		root: { _q_exports: [], _q_index: fail },
		path: "/",
		gives: "thrown",
	},
	"an index rejects": {
		root: { _q_exports: [], _q_index: reject },
		path: "/",
		gives: "thrown",
	},
	"a getter throws": {
		root: Object.defineProperty({ ...exportsA }, "a", { get: fail }),
		gives: "thrown",
	},

	"the importer throws": {
		root: { ...exportsA, _q_import: fail },
		gives: ["IMPORT_FAILED", 500],
	},
	"the importer rejects": {
		root: { ...exportsA, _q_import: reject },
		gives: ["IMPORT_FAILED", 500],
	},
	"the importer gives undefined": {
		root: { ...exportsA, _q_import: () => undefined },
		gives: ["IMPORT_FAILED", 500],
	},
	"the importer gives a promise of null": {
		root: { ...exportsA, _q_import: async () => null },
		gives: ["IMPORT_FAILED", 500],
	},
	"the importer gives a module whose default is nothing": {
		root: { ...exportsA, _q_import: async () => ({ default: null }) },
		gives: ["IMPORT_FAILED", 500],
	},
	"nothing to guess from": { root: exportsA, gives: ["IMPORT_FAILED", 500] },
	"the root's thunk throws": {
		root: fail as never,
		gives: ["IMPORT_FAILED", 500],
	},
	"the root's thunk rejects": {
		root: reject as never,
		gives: ["IMPORT_FAILED", 500],
	},

	"a number": {
		root: { ...exportsA, a: 1 as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a number, looked up": {
		root: { _q_exports: [], _q_lookup: async () => 1 },
		gives: ["UNPUBLISHABLE", 500],
	},
	null: {
		root: { ...exportsA, a: null as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a promise of nothing": {
		root: { ...exportsA, a: Promise.resolve() as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"an object without export list": {
		root: { ...exportsA, a: {} as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"an empty array": {
		root: { ...exportsA, a: [] },
		gives: ["UNPUBLISHABLE", 500],
	},
	"an array of strings": {
		root: { ...exportsA, a: ["text"] as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"hooks without export list": {
		root: { ...exportsA, a: noList as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"hooks without export list, walked into": {
		root: { ...exportsA, a: noList as never },
		path: "/a/b",
		gives: ["UNPUBLISHABLE", 500],
	},
	"hooks without export list, imported": {
		root: { ...exportsA, _q_import: async () => noList },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a bad export list": {
		root: { ...exportsA, a: { _q_exports: [1] } as never },
		path: "/a/",
		gives: ["UNPUBLISHABLE", 500],
	},
	"an error handler": {
		root: { ...exportsA, a: handleError as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a class": {
		root: { ...exportsA, a: Articles as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a class among handlers": {
		root: { ...exportsA, a: [() => {}, Articles] as never },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a resource with a class for a method": {
		root: { ...exportsA, a: { GET: Articles as never } },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a resource with an error handler for a method": {
		root: { ...exportsA, a: { GET: handleError as never } },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a resource with strings for handlers": {
		root: { ...exportsA, a: { GET: ["text"] as never } },
		gives: ["UNPUBLISHABLE", 500],
	},
	"a root that cannot be published": {
		root: (async () => 42) as never,
		gives: ["UNPUBLISHABLE", 500],
	},
};

for (const { version, express } of expresses) {
	for (const [name, { root, path = "/a" }] of Object.entries(notFound)) {
		test(`not found on Express ${version}: ${name}`, async (t) => {
			const { ask, outcomes } = await observe(t, express, root);
			assert.equal((await ask(path)).status, 404);
			assert.deepEqual(outcomes, ["next"]);
		});

		test(`404 on Express ${version}: ${name}`, async (t) => {
			const options = { fallthrough: false };
			const { ask, outcomes } = await observe(t, express, root, options);
			assert.equal((await ask(path)).status, 404);
			assert.deepEqual(outcomes.map(brief), ["ERR_PUBLISHER_NOT_FOUND 404"]);
		});
	}

	for (const [name, { root, path = "/a", gives }] of Object.entries(errors)) {
		test(`an error on Express ${version}: ${name}`, async (t) => {
			const { ask, outcomes } = await observe(t, express, root);
			await ask(path);
			await ask(path);
			const expected =
				gives === "thrown" ? "boom" : `ERR_PUBLISHER_${gives[0]} ${gives[1]}`;
			assert.deepEqual(outcomes.map(brief), [expected, expected]);
		});
	}

	const modules: Record<string, [content: string | undefined, cause: RegExp]> =
		{
			"is missing": [undefined, /there is no module at .*a\.js or .*index\.js/],
			throws: ["throw new Error('at top level')", /at top level/],
			"rejects at top level": ["await Promise.reject(Error('late'))", /late/],
			"does not parse": ["export const = 1", /SyntaxError/],
			"imports what is missing": ["import './b.js'", /b\.js/],
			"exports nothing": ["export default undefined", /gave undefined/],
		};
	for (const [what, [content, cause]] of Object.entries(modules)) {
		test(`500 on Express ${version}: a module that ${what}`, async (t) => {
			const folder = writeFiles(t, {
				"index.js": "export const _q_exports = ['a'];",
				...(content === undefined ? {} : { "a.js": content }),
			});
			const root = new URL("index.js", folder);
			const { ask, outcomes } = await observe(t, express, root);
			assert.equal((await ask("/a")).status, 500);
			assert.deepEqual(outcomes.map(brief), [
				"ERR_PUBLISHER_IMPORT_FAILED 500",
			]);
			const [{ error }] = outcomes as [{ error: Error }];
			assert.match(String((error.cause as Error).stack), cause);
			assert.match(String(error.stack), cause);
		});
	}

	test(`not found leaves the request as it came on Express ${version}`, async (t) => {
		const app = express();
		const seen: unknown[] = [];
		const note = (req: Request, _res: unknown, next: () => void) => {
			const { url, baseUrl, originalUrl, params, route } = req;
			seen.push({ url, baseUrl, originalUrl, params: { ...params }, route });
			next();
		};
		const site = () =>
			Promise.resolve({
				_q_exports: ["b"],
				b: { _q_exports: [], _q_lookup: async () => undefined },
			});
		app.use("/at/:where", note, publisher(site), note);
		const ask = await serve(t, app);
		await ask("/at/home/b/c%2Fd/?q=1");
		assert.equal(seen.length, 2);
		assert.deepEqual(seen[1], seen[0]);
	});
}

/** Gives an outcome as one line; the error of the publisher as its code and status, any other as its message. */
function brief(outcome: unknown): unknown {
	const { error } = outcome as {
		error?: Error & { code?: unknown; status?: unknown };
	};
	if (error === undefined) {
		return outcome;
	}
	const { code, status, message } = error;
	return code === undefined ? message : `${code} ${status}`;
}
