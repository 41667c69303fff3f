// Wrong arguments, of which `publisher` and `mount` tell what is wrong and the remedy.
import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import publisher, { mount, type Root } from "express-publisher";
import { serveRoot } from "../support/serve-root.js";

const root = { _q_exports: [] };
const remedy = {
	namespace: /Give a namespace, a function that imports one, or a module's URL/,
	list: /_q_exports: \[/,
	url: /new URL\("\.\/site\/index\.js", import\.meta\.url\)/,
	thunk: /\(\) => import\("\.\/site\/index\.js"\)/,
	entry: /Each entry is a name, "articles", or a pair/,
};
const wrongRoots: [what: string, value: unknown, named: string, fix: RegExp][] =
	[
		["undefined", undefined, "undefined", remedy.namespace],
		["null", null, "null", remedy.namespace],
		["a number", 42, "42", remedy.namespace],
		["true", true, "true", remedy.namespace],
		["a symbol", Symbol("s"), "Symbol(s)", remedy.namespace],
		[
			"an object without export list",
			{ a: "a" },
			"without _q_exports",
			remedy.list,
		],
		[
			"hooks without export list",
			{ _q_index: "a" },
			"without _q_exports",
			remedy.list,
		],
		["an array", [], "without _q_exports", /app\.use\(\)/],
		["a Router in an array", [express.Router()], "an array", remedy.thunk],
		[
			"a resource",
			{ GET: () => "a" },
			"an object with GET",
			/publisher\(\(\) => \(\{ GET: … \}\)\)/,
		],
		[
			"a method that is no function",
			{ GET: "a" },
			"an object with GET",
			/publisher\(\(\) => \(\{ GET: … \}\)\)/,
		],
		[
			"pages",
			{ articles() {}, users: "u" },
			"without _q_exports",
			/_q_exports: \[ 'articles', 'users' \]/,
		],
		[
			"a misspelt export list",
			{ _q_export: ["a"] },
			"_q_export,",
			/Did you mean _q_exports\?/,
		],
		[
			"an export list with letters changed",
			{ a: "a", _q_exprots: ["a"] },
			"_q_exprots",
			/Did you mean _q_exports\?/,
		],
		[
			"an export list without its first character",
			{ q_exports: ["a"] },
			"q_exports",
			/Did you mean _q_exports\?/,
		],
		[
			"a module that has it as default",
			{ default: root },
			"default export",
			/import root from/,
		],
		["a relative path", "./site/index.js", "'./site/index.js'", remedy.url],
		["an absolute path", "/site/index.js", "'/site/index.js'", remedy.url],
		[
			"a path of URLs",
			"/articles",
			"'/articles'",
			/app\.use\(path, publisher\(root\)\)/,
		],
		["an empty string", "", "''", remedy.url],
		["a promise", Promise.resolve(root), "a promise", remedy.thunk],
		["a Router", express.Router(), "a Router", /app\.use\(\)/],
		["an app", express(), "an app", /app\.use\(\)/],
		["a mount", mount(() => {}), "a mount", /app\.use\(\)/],
		["another publisher", publisher(root), "a mount", /app\.use\(\)/],
		[
			"a class",
			class Site {
				_q_exports = [];
			},
			"the class Site",
			/new Site\(\)/,
		],
		[
			"a page",
			(_req: unknown, _res: unknown) => {},
			"2 parameters",
			remedy.thunk,
		],
		[
			"an error handler",
			function oops(_a: 1, _b: 1, _c: 1, _d: 1) {},
			"oops",
			/_q_exception_handler/,
		],
		[
			"an error handler without a name",
			(() => (_a: 1, _b: 1, _c: 1, _d: 1) => {})(),
			"the error handler <anonymous> (4 parameters)",
			/app\.use\(\) itself/,
		],
		[
			"an export list that is undefined",
			{ _q_exports: undefined },
			"without _q_exports",
			remedy.list,
		],
		[
			"an export list that is null",
			{ _q_exports: null },
			"null",
			/Make it an array/,
		],
		[
			"an export list that is a string",
			{ _q_exports: "articles" },
			"'articles'",
			/Make it an array/,
		],
		[
			"an export list that is a set",
			{ _q_exports: new Set(["a"]) },
			"Set(1)",
			/Make it an array/,
		],
		[
			"an export list that is a function",
			{ _q_exports: () => ["a"] },
			"_q_exports",
			/Make it an array/,
		],
		["a number in the list", { _q_exports: ["a", 7] }, "7", remedy.entry],
		[
			"undefined in the list",
			{ _q_exports: [undefined] },
			"undefined",
			remedy.entry,
		],
		["a pair of one", { _q_exports: [["a"]] }, "[ 'a' ]", remedy.entry],
		[
			"a pair of three",
			{ _q_exports: [["a", "b", "c"]] },
			"[ 'a', 'b', 'c' ]",
			remedy.entry,
		],
		[
			"a pair with a number",
			{ _q_exports: [["a", 1]] },
			"[ 'a', 1 ]",
			remedy.entry,
		],
		["an object in the list", { _q_exports: [{ a: "b" }] }, "a", remedy.entry],
		[
			"a hook in the list",
			{ _q_exports: ["_q_access"] },
			"_q_access",
			/cannot be exported/,
		],
		[
			"an unknown `_q_` name in the list",
			{ _q_exports: ["_q_x"] },
			"_q_x",
			/cannot be exported/,
		],
		[
			"a hook's name in a pair",
			{ _q_exports: [["a", "_q_lookup"]] },
			"_q_lookup",
			/cannot be exported/,
		],
		[
			"a public name of a hook in a pair",
			{ _q_exports: [["_q_import", "a"]] },
			"_q_import",
			/cannot be exported/,
		],
		[
			"a misspelt hook",
			{ _q_exports: [], _q_acess() {} },
			"_q_acess",
			/Did you mean _q_access\?$/,
		],
		[
			"a misspelt hook in a class",
			new (class {
				_q_exports = [];
				_q_lookUp() {}
			})(),
			"_q_lookUp",
			/Did you mean _q_lookup\?$/,
		],
		[
			"hooks in the plural",
			{ _q_exports: [], _q_imports() {} },
			"_q_imports",
			/Did you mean _q_import\?$/,
		],
		[
			"what looks like a hook and is near to none",
			{ _q_exports: [], _q_resolve() {} },
			"_q_resolve",
			/The hooks are _q_exports, .*_q_access/,
		],
		[
			"a hook that is no function",
			{ _q_exports: [], _q_access: true },
			"_q_access",
			/Make _q_access a function/,
		],
		[
			"an importer that is no function",
			{ _q_exports: [], _q_import: "./x.js" },
			"_q_import",
			/Make _q_import a function/,
		],
	];
for (const [what, value, named, fix] of wrongRoots) {
	test(`a root that is refused: ${what}`, () => {
		assert.throws(() => publisher(value as Root), refusal("root", named, fix));
	});
}

const wrongOptions: [
	options: unknown,
	argument: string,
	named: string,
	fix: RegExp,
][] = [
	[null, "options", "null", /give an object/],
	[true, "options", "true", /give an object/],
	[[], "options", "[]", /give an object/],
	["redirect", "options", "'redirect'", /give an object/],
	[() => {}, "options", "Function", /give an object/],
	[{ fallthrough: "no" }, "fallthrough", "'no'", /true or false/],
	[{ fallthrough: null }, "fallthrough", "null", /true or false/],
	[{ redirect: 0 }, "redirect", "0", /true or false/],
	[{ guess: "./x.js" }, "guess", "'./x.js'", /a function \(name, from\)/],
	[{ guess: {} }, "guess", "{}", /a function \(name, from\)/],
	[{ importTimeout: "30s" }, "importTimeout", "'30s'", /milliseconds, from 1/],
	[{ importTimeout: 0 }, "importTimeout", "0", /milliseconds, from 1/],
	[{ importTimeout: 0.5 }, "importTimeout", "0.5", /milliseconds, from 1/],
	[{ importTimeout: -1 }, "importTimeout", "-1", /milliseconds, from 1/],
	[{ importTimeout: Number.NaN }, "importTimeout", "NaN", /milliseconds/],
	[
		{ importTimeout: Number.POSITIVE_INFINITY },
		"importTimeout",
		"Infinity",
		/to 2147483647/,
	],
	[{ importTimeout: 2 ** 31 }, "importTimeout", "2147483648", /to 2147483647/],
	[
		{ fallThrough: false },
		"options",
		"fallThrough",
		/did you mean fallthrough\?/,
	],
	[{ redirects: false }, "options", "redirects", /did you mean redirect\?/],
	[{ guesser: () => [] }, "options", "guesser", /did you mean guess\?/],
	[{ timeout: 5 }, "options", "timeout", /did you mean importTimeout\?/],
	[
		{ importTimeOut: 5 },
		"options",
		"importTimeOut",
		/did you mean importTimeout\?/,
	],
	[
		{ strict: true },
		"options",
		"strict",
		/the options are fallthrough, redirect, guess, importTimeout/,
	],
	[{ memoise: true }, "options", "memoise", /did you mean memoize\?/],
	[
		{ importTimout: 5 },
		"options",
		"importTimout",
		/did you mean importTimeout\?/,
	],
	[{ constructor: 1 }, "options", "constructor", /the options are/],
];
for (const [options, argument, named, fix] of wrongOptions) {
	test(`options that are refused: ${argument}, ${named}`, () => {
		assert.throws(
			() => publisher(root, options as never),
			refusal(argument, named, fix),
		);
	});
}

test("a path in front of the root is told before what stands behind it", () => {
	for (const behind of [root, () => import("node:url"), express.Router()]) {
		assert.throws(
			() => publisher("/articles", behind as never),
			refusal("root", "'/articles'", /app\.use\(path, publisher\(root\)\)/),
		);
	}
});

for (const options of [
	undefined,
	{},
	{
		fallthrough: undefined,
		redirect: undefined,
		guess: undefined,
		importTimeout: undefined,
	},
	{ fallthrough: false, redirect: false, guess: () => [], importTimeout: 1 },
	{ importTimeout: 2 ** 31 - 1 },
]) {
	test(`options that are taken: ${JSON.stringify(options)}`, async (t) => {
		const { ask } = await serveRoot(
			t,
			{ _q_exports: ["a"], _q_import: async () => "a" },
			options,
		);
		assert.equal((await ask("/a")).body, "a");
	});
}

function refusal(argument: string, named: string, fix: RegExp) {
	return (error: unknown) => {
		assert.ok(error instanceof TypeError);
		assert.equal(
			(error as TypeError & { code?: unknown }).code,
			"ERR_PUBLISHER_INVALID_ARGUMENT",
		);
		assert.match(error.message, /^publisher\(root/);
		assert.ok(error.message.includes(argument), error.message);
		assert.ok(error.message.includes(named), error.message);
		assert.match(error.message, fix);
		return true;
	};
}
