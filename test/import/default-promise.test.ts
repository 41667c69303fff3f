// A module whose default export is a promise has been imported once that is fulfilled.
import assert from "node:assert/strict";
import { test } from "node:test";
import publisher from "express-publisher";
import { writeFiles } from "../support/files.js";
import { serveFrom, serveRoot } from "../support/serve-root.js";

/** A module that fails as long as `globalThis.defaultPromiseTest` says so, as one that connects to a database. */
const source = `
	async function connect() {
		defaultPromiseTest.evaluations++;
		if (defaultPromiseTest.isDown) throw new Error("the database is down");
		return () => "connected";
	}
	export default connect();`;

test("one that rejects is a failed import, and the guesser evaluates the module anew", async (t) => {
	const database = { isDown: true, evaluations: 0 };
	Object.assign(globalThis, { defaultPromiseTest: database });
	const unhandled: unknown[] = [];
	const note = (reason: unknown) => unhandled.push(reason);
	process.on("unhandledRejection", note);
	t.after(() => process.off("unhandledRejection", note));
	const base = writeFiles(t, { "a.js": source });
	const { ask, failure } = await serveFrom(t, base, "index.js", ["a"]);
	t.mock.method(performance, "now", () => clock);
	let clock = 0;

	const error = await failure("/a");
	assert.equal(error.code, "ERR_PUBLISHER_IMPORT_FAILED");
	assert.match(error.message, /the database is down/);
	database.isDown = false;
	assert.match((await failure("/a")).message, /the database is down/);
	assert.equal(database.evaluations, 1, "not within the back-off step");
	clock = 1_001;
	for (const _time of ["first", "second"]) {
		assert.equal((await ask("/a")).body, "connected");
	}
	assert.equal(database.evaluations, 2);
	assert.deepEqual(unhandled, []);
});

test("one that rejects is asked for again from an importer that makes it", async (t) => {
	let times = 0;
	const { ask, failure } = await serveRoot(t, {
		_q_exports: ["a"],
		_q_import: () => ({
			default: times++ === 0 ? Promise.reject(new Error("once")) : "yes",
		}),
	});
	const error = await failure("/a");
	assert.equal(error.code, "ERR_PUBLISHER_IMPORT_FAILED");
	assert.equal((error.cause as Error).message, "once");
	assert.equal((await ask("/a")).body, "yes");
	assert.equal(times, 2);
});

test("one that gives nothing is an error, and one that never settles is timed out", async (t) => {
	const { failure, ask } = await serveRoot(
		t,
		{
			_q_exports: ["null", "never"],
			_q_import: async (name) => ({
				default:
					name === "null" ? Promise.resolve(null) : new Promise(() => {}),
			}),
		},
		{ importTimeout: 10 },
	);
	assert.match((await failure("/null")).message, /its import gave null/);
	assert.equal((await ask("/never")).status, 503);
});

test("what one gives knows the URL of its module, is shown by the tree, and then awaited no more", async (t) => {
	const base = writeFiles(t, {
		"a.js":
			'export default Promise.resolve({ _q_exports: ["b", "then"], b: "b" });',
		"b.js": 'export default Promise.resolve({ _q_exports: ["c"] });',
		"b/c.js": 'export default "c";',
	});
	const root = {
		_q_exports: ["a", "b"],
		_q_url: new URL("index.js", base).href,
	};
	const site = publisher(root);
	const { imports } = await site.preload();
	assert.deepEqual(
		imports.map(({ path, outcome }) => [path, outcome]),
		[
			["/a", "imported"],
			["/a/then", "failed"],
			["/b", "imported"],
			["/b/c", "imported"],
		],
	);
	const kinds = site.tree().exports?.map(({ kind }) => kind);
	assert.deepEqual(kinds, ["namespace", "namespace"]);
	const { ask } = await serveRoot(t, root);
	assert.equal((await ask("/b/c")).body, "c");
});
