// Which of its exports a module stands for that was imported, whoever imported it.
import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import publisher, { type Namespace } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { serveFrom, serveRoot } from "../support/serve-root.js";

// Modules in CommonJS cannot resolve `express` from their temporary folder, so it is given to them.
Object.assign(globalThis, { unwrapTest: { express } });
const ROUTER =
	'const router = unwrapTest.express.Router(); router.get("/b", (req, res) => res.send("yes"));';
const INTEROP =
	'Object.defineProperty(exports, "__esModule", { value: true });';

/** Modules, the path that is asked for below `/a`, all of which answer "yes". */
const published: [what: string, file: string, source: string, path: string][] =
	[
		["a string", "a.js", 'export default "yes"', ""],
		["a function", "a.js", 'export default () => "yes"', ""],
		[
			"an array",
			"a.js",
			'export default [(q, s, next) => next(), () => "yes"]',
			"",
		],
		["a Router", "a.js", `${ROUTER} export default router;`, "/b"],
		[
			"a Router beside other exports",
			"a.js",
			`${ROUTER} export default router; export const other = 1;`,
			"/b",
		],
		[
			"a namespace",
			"a.js",
			'export default { _q_exports: ["b"], b: "yes" }',
			"/b",
		],
		[
			"a namespace beside other exports",
			"a.js",
			'export default { _q_exports: ["b"], b: "yes" }; export const b = "no";',
			"/b",
		],
		[
			"a namespace with a page called then",
			"a.js",
			'export default { _q_exports: ["then"], then: () => "yes" }',
			"/then",
		],
		[
			"a namespace with a page called default",
			"a.js",
			'export default { _q_exports: ["default"], default: "yes" }',
			"/default",
		],
		[
			"a class instance",
			"a.js",
			'export default new (class { _q_exports = ["b"]; b() { return "yes"; } })()',
			"/b",
		],
		["a resource", "a.js", 'export default { GET: () => "yes" }', ""],
		["a promise", "a.js", 'export default Promise.resolve("yes")', ""],
		[
			"a namespace, exports and all",
			"a.js",
			'export const _q_exports = ["b"]; export const b = "yes"; export default "no";',
			"/b",
		],
		[
			"a namespace with a page called default, itself",
			"a.js",
			'export const _q_exports = ["default"]; export default "yes";',
			"/default",
		],
		["a resource module", "a.js", 'export const GET = () => "yes";', ""],
		[
			"a resource module beside a default export",
			"a.js",
			'export const GET = () => "yes"; export default "no";',
			"",
		],
		[
			"a resource module beside a default export that is one, too",
			"a.js",
			'export const GET = () => "yes"; export default { GET: () => "no" };',
			"",
		],
		[
			"module.exports = a Router",
			"a.cjs",
			`${ROUTER} module.exports = router;`,
			"/b",
		],
		["module.exports = a string", "a.cjs", 'module.exports = "yes";', ""],
		[
			"module.exports = a resource that Node's lexer cannot see",
			"a.cjs",
			'module.exports = { ...{ GET: () => "yes" } };',
			"",
		],
		["exports.GET", "a.cjs", 'exports.GET = () => "yes";', ""],
		[
			"exports.default with __esModule",
			"a.cjs",
			`${INTEROP} ${ROUTER} exports.default = router;`,
			"/b",
		],
		[
			"exports.default with __esModule, a namespace",
			"a.cjs",
			`${INTEROP} exports.default = { _q_exports: ["b"], b: "yes" };`,
			"/b",
		],
		[
			"exports.default with __esModule, beside other exports",
			"a.cjs",
			`${INTEROP} exports.other = 1; exports.default = () => "yes";`,
			"",
		],
		[
			"exports.default with __esModule, in a namespace",
			"a.cjs",
			`${INTEROP} exports.default = "no"; exports._q_exports = ["b"]; exports.b = "yes";`,
			"/b",
		],
		[
			"a namespace whose pages Node's lexer misses",
			"a.cjs",
			'module.exports = { _q_index: f, _q_exports: ["b"], b: "yes" }; function f() {}',
			"/b",
		],
		[
			"a namespace whose export list Node's lexer misses",
			"a.cjs",
			'const b = "yes"; module.exports = { b, ...{ _q_exports: ["b"] } };',
			"/b",
		],
		[
			"an instance of a class in CommonJS",
			"a.cjs",
			'module.exports = new (class { _q_exports = ["b"]; b() { return "yes"; } })();',
			"/b",
		],
		[
			"a function with an export list, in CommonJS",
			"a.cjs",
			'module.exports = () => "no"; module.exports._q_exports = ["b"]; Object.assign(module.exports, { b: "yes" });',
			"/b",
		],
	];
for (const how of ["the guesser", "an importer"]) {
	for (const [what, file, source, path] of published) {
		test(`found by ${how}: ${what}`, async (t) => {
			const base = writeFiles(t, { [file]: source });
			const { ask } =
				how === "the guesser"
					? await serveFrom(t, base, file.replace("a", "index"), ["a"])
					: await serveRoot(t, {
							_q_exports: ["a"],
							_q_import: (name) =>
								import(new URL(file.replace("a", name), base).href),
						});
			for (const time of ["first", "second"]) {
				const { status, body } = await ask(`/a${path}`);
				assert.equal(body, "yes", `the ${time} time`);
				assert.equal(status, 200);
			}
		});
	}
}

const refused: [what: string, file: string, source: string, message: RegExp][] =
	[
		[
			"hooks without an export list",
			"a.js",
			"export const _q_access = () => {};",
			/without _q_exports/,
		],
		[
			"hooks without an export list, a default export or not",
			"a.js",
			'export const _q_access = () => {}; export default "no";',
			/without _q_exports/,
		],
		[
			"hooks without an export list, methods or not",
			"a.js",
			'export const _q_access = () => {}; export const GET = () => "no";',
			/without _q_exports/,
		],
		[
			"hooks without an export list, in a default export",
			"a.js",
			'export default { _q_access() {}, GET: () => "no" };',
			/without _q_exports/,
		],
		[
			"hooks without an export list, in CommonJS",
			"a.cjs",
			'module.exports = Object.assign(() => "no", { ...{ _q_access() {} } });',
			/without _q_exports/,
		],
		[
			"hooks that Node's lexer misses",
			"a.cjs",
			`${INTEROP} exports.default = "no"; Object.assign(exports, { _q_access() {} });`,
			/without _q_exports/,
		],
		[
			"nothing",
			"a.js",
			"export {};",
			/neither a default export nor _q_exports/,
		],
		[
			"names that mean nothing here",
			"a.js",
			"export const page = () => {};",
			/neither a default export nor _q_exports\. Export what it publishes as its default/,
		],
		[
			"export default undefined",
			"a.js",
			"export default undefined;",
			/gave undefined/,
		],
		["export default null", "a.js", "export default null;", /gave null/],
		[
			"module.exports = undefined",
			"a.cjs",
			"module.exports = undefined;",
			/gave undefined/,
		],
		["export default 0", "a.js", "export default 0;", /it is 0/],
		[
			"export default of a class",
			"a.js",
			"export default class Site { _q_exports = []; }",
			/the class Site/,
		],
		[
			"a hook of another kind beside a default",
			"a.js",
			'export const _q_url = import.meta.url; export default "no";',
			/without _q_exports/,
		],
	];
for (const [what, file, source, message] of refused) {
	test(`a module that is an error: ${what}`, async (t) => {
		const base = writeFiles(t, { [file]: source });
		const { failure } = await serveFrom(t, base, file.replace("a", "index"), [
			"a",
		]);
		for (const _time of ["first", "second"]) {
			assert.match((await failure("/a")).message, message);
		}
	});
}

/** What an importer may give, none of it a module: what `/a` answers, or the message of the error. */
const supplied: [what: string, value: unknown, expected: string | RegExp][] = [
	["a string", "yes", "yes"],
	["an empty string", "", ""],
	["bytes", Buffer.from("yes"), "yes"],
	["a function", () => "yes", "yes"],
	["a resource", { GET: () => "yes" }, "yes"],
	["an object with a default, as a module has", { default: "yes" }, "yes"],
	[
		"an object of compiled CommonJS",
		{ default: { __esModule: true, default: "yes" } },
		"yes",
	],
	[
		"a default that has a default, but is no module",
		{ default: { GET: () => "yes", default: "no" } },
		"yes",
	],
	[
		"a default of a default, as no compiler writes it",
		{ default: { default: "no" } },
		/it is \{ default/,
	],
	[
		"hooks and a default",
		{ _q_access() {}, default: "no" },
		/without _q_exports/,
	],
	["undefined", undefined, /gave undefined/],
	["null", null, /gave null/],
	["a default that is undefined", { default: undefined }, /gave undefined/],
	["0", 0, /it is 0/],
	["false", false, /it is false/],
	["an empty object", {}, /it is \{\}/],
	["a symbol", Symbol("s"), /Symbol\(s\)/],
];
for (const how of ["at once", "by a promise"]) {
	for (const [what, value, expected] of supplied) {
		test(`an importer gives ${how}: ${what}`, async (t) => {
			const { ask, failure } = await serveRoot(t, {
				_q_exports: ["a"],
				_q_import: () => (how === "at once" ? value : Promise.resolve(value)),
			});
			if (typeof expected === "string") {
				const { status, body } = await ask("/a");
				assert.deepEqual([status, body], [200, expected]);
			} else {
				assert.match((await failure("/a")).message, expected);
			}
		});
	}
}

/** How a namespace has a value without importing it: as its own, its index, or by a look-up; at once, or by a promise. */
const supplies: Record<string, (value: unknown) => Namespace> = {
	"an own value": (a) => ({ _q_exports: ["a"], a }),
	"an own value, by a promise": (a) => ({
		_q_exports: ["a"],
		a: Promise.resolve(a),
	}),
	"an index": (a) => ({ _q_exports: ["a"], a: indexed(a) }),
	"an index, by a promise": (a) => ({
		_q_exports: ["a"],
		a: indexed(Promise.resolve(a)),
	}),
	"a look-up": (a) => ({ _q_exports: [], _q_lookup: () => a }),
	"a look-up, by a promise": (a) => ({
		_q_exports: [],
		_q_lookup: async () => a,
	}),
};
/** What compilers make of a module with a default export. */
const compiled = (value: unknown) =>
	Object.defineProperty({ default: value }, "__esModule", { value: true });
const indexed = (value: unknown): Namespace => ({
	_q_exports: [["b", "_q_index"]],
	_q_index: value as string,
});

for (const [how, namespaceOf] of Object.entries(supplies)) {
	const isIndex = how.startsWith("an index");
	for (const [what, file, source, path] of published) {
		test(`a module is unwrapped where it is ${how}: ${what}`, async (t) => {
			if (isIndex && path !== "") {
				return; // Nothing is behind an index.
			}
			const base = writeFiles(t, { [file]: source });
			const module: unknown = await import(new URL(file, base).href);
			const { ask } = await serveRoot(t, namespaceOf(module));
			for (const time of ["first", "second"]) {
				const { status, body } = await ask(isIndex ? "/a/b" : `/a${path}`);
				assert.equal(body, "yes", `the ${time} time`);
				assert.equal(status, 200);
			}
		});
	}

	test(`what is no module is not unwrapped where it is ${how}`, async (t) => {
		const row = { __esModule: true, default: "no" };
		const { ask, failure } = await serveRoot(t, namespaceOf(row));
		const { code } = await failure(isIndex ? "/a/b" : "/a");
		assert.equal(code, "ERR_PUBLISHER_UNPUBLISHABLE");
		assert.doesNotMatch((await ask("/a")).body, /^no$/);
	});

	test(`a module that a compiler made is unwrapped where it is ${how}`, async (t) => {
		const { ask } = await serveRoot(t, namespaceOf(compiled("yes")));
		assert.equal((await ask(isIndex ? "/a/b" : "/a")).body, "yes");
	});

	test(`hooks without an export list are an error where they are ${how}, module or not`, async (t) => {
		const source = 'export const _q_access = () => {}; export default "no";';
		const base = writeFiles(t, { "a.js": source });
		const module: unknown = await import(new URL("a.js", base).href);
		const { failure } = await serveRoot(t, namespaceOf(module));
		const { message } = await failure(isIndex ? "/a/b" : "/a");
		assert.match(message, /without _q_exports/);
	});
}

for (const source of ["export default null", "export default undefined"]) {
	test(`a look-up that gives a module with ${source} finds nothing`, async (t) => {
		const base = writeFiles(t, { "a.js": source });
		for (const _q_lookup of [
			() => import(new URL("a.js", base).href),
			async () => compiled(null),
			() => compiled(undefined),
		]) {
			const { ask } = await serveRoot(t, { _q_exports: [], _q_lookup });
			assert.equal((await ask("/a")).status, 404);
		}
	});
}

test("the tree and a preload see what a module stands for, where it is an own value", async (t) => {
	const base = writeFiles(t, {
		"a.js": 'export default { _q_exports: ["c"], _q_import: () => "text" };',
		"b.js": "export default 0;",
	});
	const site = publisher({
		_q_exports: ["a", "b", "p"],
		a: await import(new URL("a.js", base).href),
		b: await import(new URL("b.js", base).href),
		p: import(new URL("a.js?p", base).href),
	});
	const [a, b] = site.tree().exports ?? [];
	assert.equal(a?.kind, "namespace");
	assert.deepEqual(
		a.exports?.map(({ path, state }) => [path, state]),
		[["/a/c", "not imported"]],
	);
	assert.match(String(b?.fault?.what), /^0$/);
	const { imports } = await site.preload();
	assert.deepEqual(
		imports.map(({ path, outcome }) => [path, outcome]),
		[
			["/a/c", "imported"],
			["/b", "failed"],
			["/p/c", "imported"],
		],
	);
});

test("the tree calls nothing of a module's, and shows nothing of one that has not been evaluated", async (t) => {
	const base = writeFiles(t, {
		"a.js": 'import { late } from "./b.js"; export default "a"; late();',
		"b.js":
			'import * as a from "./a.js"; export const late = () => unwrapTest.late(a);',
		"c.js":
			'import * as d from "./d.js"; export const default_ = 1; export default new Map(); void d;',
		"d.js": 'import * as c from "./c.js"; unwrapTest.early(c);',
	});
	let called = 0;
	const states: unknown[] = [];
	const describe = (a: unknown) => {
		const site = publisher({ _q_exports: ["a"], a });
		const [{ state, kind } = {}] = site.tree().exports ?? [];
		states.push([state, kind]);
	};
	Object.assign(globalThis, {
		unwrapTest: { express, late: describe, early: describe },
	});
	await import(new URL("a.js", base).href);
	await import(new URL("c.js", base).href);
	const count = () => {
		called++;
	};
	describe(Object.defineProperty(compiled("a"), "default", { get: count }));
	describe(compiled(new Proxy({}, { get: count })));
	assert.equal(called, 0);
	assert.deepEqual(states, [
		["own", "text"],
		["own", undefined],
		["own", undefined],
		["own", undefined],
	]);
});
