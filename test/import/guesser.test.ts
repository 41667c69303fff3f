// Which files the guesser looks for, from where, and what it tells of those that it does not find or cannot load.
import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { test } from "node:test";
import type { PublisherError, PublisherOptions } from "express-publisher";
import { writeFiles } from "../support/files.js";
import type { Answer } from "../support/serve.js";
import { serveFrom, serveRoot } from "../support/serve-root.js";

/** Gives the URLs below `base` that `error` says were tried. */
function tried(error: PublisherError, base: URL): string[] {
	const { message } = error.cause as Error;
	const start = "there is no module at ";
	assert.ok(message.startsWith(start), message);
	return message
		.slice(start.length)
		.split(" or ")
		.map((url) => url.replace(base.href, ""));
}

const bodyOf = ({ body }: Answer) => body;

const candidates: [container: string, name: string, candidates: string[]][] = [
	["index.js", "a", ["a.js", "a/index.js"]],
	["site/index.js", "a", ["site/a.js", "site/a/index.js"]],
	["admin.js", "users", ["admin/users.js", "admin/users/index.js"]],
	["x/admin.js", "users", ["x/admin/users.js", "x/admin/users/index.js"]],
	["x.y/a.b.js", "c", ["x.y/a.b/c.js", "x.y/a.b/c/index.js"]],
	["index/index.js", "a", ["index/a.js", "index/a/index.js"]],
	["index.mjs", "a", ["a.mjs", "a/index.mjs"]],
	["index.cjs", "a", ["a.cjs", "a/index.cjs"]],
	["index.ts", "a", ["a.ts", "a/index.ts"]],
	["admin", "a", ["admin/a", "admin/a/index"]],
	["index.js", "index", ["index.js", "index/index.js"]],
	["index.js", "a.b", ["a.b.js", "a.b/index.js"]],
	["index.js", "a b#?%", ["a%20b%23%3F%25.js", "a%20b%23%3F%25/index.js"]],
	["index.js", "%2e%2e", ["%252e%252e.js", "%252e%252e/index.js"]],
	["index.js", "é", ["%C3%A9.js", "%C3%A9/index.js"]],
	["a%20b%23/index.js", "c", ["a%20b%23/c.js", "a%20b%23/c/index.js"]],
	["index.js?query#fragment", "a", ["a.js", "a/index.js"]],
];
for (const [container, name, expected] of candidates) {
	test(`candidates for ${JSON.stringify(name)} from ${container}`, async (t) => {
		const base = writeFiles(t, {});
		// `index.js` asks for itself: it must not be there either.
		const { failure } = await serveFrom(t, base, container, [["x", name]]);
		assert.deepEqual(tried(await failure("/x"), base), expected);
	});
}

for (const name of ["", ".", "..", "a/b", "../a", "a\\b", "a\0b", "/"]) {
	test(`the name ${JSON.stringify(name)} is refused before any import`, async (t) => {
		const base = writeFiles(t, {});
		const asked: string[] = [];
		const { failure } = await serveFrom(t, base, "index.js", [["x", name]], {
			guess: (given) => {
				asked.push(given);
				return [];
			},
		});
		const error = await failure("/x");
		assert.match(error.message, /is not one plain path segment/);
		assert.ok(error.message.includes(JSON.stringify(name)));
		assert.deepEqual(asked, []);
	});
}

for (const name of [
	"a b",
	"a#b",
	"a?b",
	"a%b",
	"a%20b",
	"é",
	"日本",
	"a'b*(c)~",
	"a.b",
	"a:b",
	"http:",
]) {
	test(`the name ${JSON.stringify(name)} is escaped and loaded`, async (t) => {
		const base = writeFiles(t, { [`${name}.js`]: 'export default "yes"' });
		const { ask } = await serveFrom(t, base, "index.js", [name]);
		assert.equal(bodyOf(await ask(`/${encodeURIComponent(name)}`)), "yes");
	});
}

test("the first candidate wins, and the second is not evaluated", async (t) => {
	const base = writeFiles(t, {
		"a.js": 'export default "file"',
		"a/index.js": "throw new Error('evaluated')",
		"b/index.js": 'export default "folder"',
	});
	const { ask } = await serveFrom(t, base, "index.js", ["a", "b"]);
	assert.equal(bodyOf(await ask("/a")), "file");
	assert.equal(bodyOf(await ask("/b")), "folder");
});

const tree = {
	"site/index.js": 'export const _q_exports = ["admin", "docs", "own"];',
	"site/admin.js": 'export const _q_exports = ["users"];',
	"site/admin/users.js": 'export const _q_exports = ["list"];',
	"site/admin/users/list/index.js": 'export default "list"',
	// What stands for its default export has the URL of the module all the same.
	"site/docs/index.js":
		'class Docs { _q_exports = ["intro"]; } export default new Docs();',
	"site/docs/intro.js": 'export default "intro"',
	"site/own.js":
		'export const _q_exports = ["a"]; export const _q_url = new URL("./elsewhere/index.js", import.meta.url).href;',
	"site/elsewhere/a.js": 'export default "elsewhere"',
};
for (const [how, rootOf] of Object.entries({
	"a URL object": (url: URL) => url,
	"a URL string": (url: URL) => url.href,
})) {
	test(`a root given as ${how}: what the guesser loads knows its URL`, async (t) => {
		const base = writeFiles(t, tree);
		const { ask } = await serveRoot(t, rootOf(new URL("site/index.js", base)));
		assert.equal(bodyOf(await ask("/admin/users/list")), "list");
		assert.equal(bodyOf(await ask("/docs/intro")), "intro");
		// Its own `_q_url` wins over where it was loaded from.
		assert.equal(bodyOf(await ask("/own/a")), "elsewhere");
	});
}

test("a root by thunk has no URL, unless it exports one", async (t) => {
	const base = writeFiles(t, {
		"index.js": 'export const _q_exports = ["a"];',
		"with.js":
			'export const _q_exports = ["a"]; export const _q_url = import.meta.url;',
		"with/a.js": 'export default "yes"',
	});
	const root = (path: string) => () => import(new URL(path, base).href);
	const without = await serveRoot(t, root("index.js"));
	assert.match((await without.failure("/a")).message, /nor a _q_url/);
	const { ask } = await serveRoot(t, root("with.js"));
	assert.equal(bodyOf(await ask("/a")), "yes");
});

test("a `_q_url` that is no URL is an error that says so", async (t) => {
	const { failure } = await serveRoot(t, { _q_exports: ["a"], _q_url: "a.js" });
	const { message } = await failure("/a");
	assert.match(
		message,
		/_q_url is 'a\.js'; it has to be a URL, import\.meta\.url/,
	);
});

test("a missing module is an error at once, and found once it is there", async (t) => {
	const base = writeFiles(t, { "b.js": 'export default "created"' });
	const { ask, failure } = await serveFrom(t, base, "index.js", ["a"]);
	const error = await failure("/a");
	assert.equal(error.code, "ERR_PUBLISHER_IMPORT_FAILED");
	assert.equal(error.component, "a");
	renameSync(new URL("b.js", base), new URL("a.js", base));
	assert.equal(bodyOf(await ask("/a")), "created");
});

const ownFailures: Record<string, [source: string, cause: RegExp]> = {
	"it throws": ['throw new Error("thrown")', /thrown/],
	"its dependency is missing": [
		'import "./gone.js"',
		/Cannot find module .*gone/,
	],
	"its own index is what it misses": [
		'import "./a/index.js"',
		/Cannot find module .*index/,
	],
	"its package is missing": ['import "no-such-package"', /no-such-package/],
	"a dynamic import in it misses": ['await import("./gone.js")', /gone/],
	"it cannot be parsed": ["export const = 1", /Unexpected token/],
	"it throws a missing-module error of another URL": [
		'throw Object.assign(new Error("x"), { code: "ERR_MODULE_NOT_FOUND", url: "file:///x.js" })',
		/x/,
	],
};
for (const [what, [source, cause]] of Object.entries(ownFailures)) {
	test(`a module that fails is not passed over: ${what}`, async (t) => {
		const base = writeFiles(t, { "a.js": source, "a/c/index.js": "" });
		const { failure } = await serveFrom(t, base, "index.js", ["a"]);
		const error = await failure("/a");
		assert.equal(error.code, "ERR_PUBLISHER_IMPORT_FAILED");
		assert.match(String(error.cause), cause);
		assert.ok(error.stack?.includes(String((error.cause as Error).stack)));
	});
}

test("a folder by the name of the first candidate is not passed over", async (t) => {
	const base = writeFiles(t, {
		"a.js/x": "",
		"a/index.js": "export default 1",
	});
	const { failure } = await serveFrom(t, base, "index.js", ["a"]);
	const { cause } = await failure("/a");
	assert.equal(
		(cause as { code?: unknown }).code,
		"ERR_UNSUPPORTED_DIR_IMPORT",
	);
});

test("of a syntax error, whose file Node does not name, the remedy is how to find it", async (t) => {
	const base = writeFiles(t, {
		"a.js": "export const = 1",
		"b.js": 'import { gone } from "./c.js"; export default gone;',
		"c.js": "",
	});
	const { failure } = await serveFrom(t, base, "index.js", ["a", "b"]);
	assert.match((await failure("/a")).remedy, /node --check FILE/);
	// Of a missing export, Node names the file.
	const { remedy, stack } = await failure("/b");
	assert.doesNotMatch(remedy, /--check/);
	assert.ok(stack?.includes(new URL("b.js", base).href));
});

test("the stack of a failure shows the line in the module", async (t) => {
	const base = writeFiles(t, { "a.js": '\n\nthrow new Error("line 3")' });
	const { failure } = await serveFrom(t, base, "index.js", ["a"]);
	const { stack } = await failure("/a");
	assert.ok(stack?.includes(`${new URL("a.js", base).href}:3:`));
});

const guesses: Record<string, NonNullable<PublisherOptions["guess"]>> = {
	"a string relative to the container": (name) => [`../pages/${name}.page.js`],
	"a URL": (name, from) => [new URL(`../pages/${name}.page.js`, from)],
	"an absolute URL string": (name, from) => [
		new URL(`../pages/${name}.page.js`, from).href,
	],
	"a set": (name) => new Set([`../pages/${name}.page.js`]),
	"a generator that goes on": function* (name) {
		yield `./${name}.js`;
		yield `../pages/${name}.page.js`;
		assert.fail("asked for more than was needed");
	},
};
for (const [what, guess] of Object.entries(guesses)) {
	test(`the option guess gives ${what}`, async (t) => {
		const base = writeFiles(t, { "pages/a.page.js": 'export default "a"' });
		const { ask } = await serveFrom(t, base, "site/index.js", ["a"], { guess });
		assert.equal(bodyOf(await ask("/a")), "a");
	});
}

test("the option guess gets the internal name and the URL of the container, for every one below", async (t) => {
	const base = writeFiles(t, {
		"b.js": 'export const _q_exports = ["c"];',
		"c.js": 'export default "c"',
	});
	const calls: [string, string][] = [];
	const { ask } = await serveFrom(t, base, "index.js", [["a", "b"]], {
		guess: (name, from) => {
			assert.ok(from instanceof URL);
			calls.push([name, from.href.replace(base.href, "")]);
			return [`./${name}.js`];
		},
	});
	assert.equal(bodyOf(await ask("/a/c")), "c");
	assert.deepEqual(calls, [
		["b", "index.js"],
		["c", "b.js"],
	]);
});

const thrown = new Error("from guess");
const badGuesses: [what: string, guess: () => never, message: RegExp][] = [
	[
		"throws",
		() => {
			throw thrown;
		},
		/from guess/,
	],
	["gives no candidate", () => [] as never, /no candidate/],
	["gives undefined", () => undefined as never, /iterable/],
	["gives a number", () => 1 as never, /iterable/],
	["gives a string, not a list of one", () => "./a.js" as never, /list/],
	["gives what is no URL", () => ["http://"] as never, /Invalid URL/],
];
for (const [what, guess, message] of badGuesses) {
	test(`the option guess ${what}: an error that says so`, async (t) => {
		const base = writeFiles(t, { "a.js": 'export default "a"' });
		const { failure } = await serveFrom(t, base, "index.js", ["a"], { guess });
		const error = await failure("/a");
		assert.equal(error.code, "ERR_PUBLISHER_IMPORT_FAILED");
		assert.match(error.message, message);
	});
}

test("a CommonJS container guesses from a URL made of its file name", async (t) => {
	const base = writeFiles(t, {
		"index.cjs":
			'exports._q_exports = ["a"]; exports._q_url = require("node:url").pathToFileURL(__filename).href;',
		"a.cjs": 'module.exports = { _q_exports: ["b"] };',
		"a/b.cjs": "module.exports = (req, res) => { res.send('b'); };",
	});
	const { ask } = await serveRoot(
		t,
		() => import(new URL("index.cjs", base).href),
	);
	assert.equal(bodyOf(await ask("/a/b")), "b");
});
