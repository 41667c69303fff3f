// A pinned list of what Node's `import()` does where the guesser relies on it, or the README warns
// of it. If a later Node does otherwise, this file says so first.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { writeFiles } from "../support/files.js";

const major = Number.parseInt(process.versions.node, 10);

// What the modules below look at to decide whether to throw, and count their evaluations in.
const state = { fails: true, evaluations: 0 };
Object.assign(globalThis, { nodeImportTest: state });
const THROWS =
	"nodeImportTest.evaluations++; if (nodeImportTest.fails) throw new Error('down');";

function start(t: TestContext, files: Record<string, string>) {
	Object.assign(state, { fails: true, evaluations: 0 });
	const base = writeFiles(t, files);
	const at = (path: string) => new URL(path, base);
	return {
		at,
		load: (path: string) => import(at(path).href),
		/** Gives what the import of `path` fails with. */
		failure: (path: string) =>
			import(at(path).href).then(
				() => assert.fail(`${path} was imported`),
				(error) => error,
			),
		write: (path: string, source: string) => writeFileSync(at(path), source),
	};
}

for (const path of [
	"missing.js",
	"missing.js?query=1",
	"missing.ts",
	"folder/missing/index.js",
	"file.js/index.js",
	"a%20%23%3F%25%2541%C3%A9*'~.js",
	"%41.js",
]) {
	test(`a missing file, ${path}: the error has the URL that was asked for`, async (t) => {
		const { at, failure } = start(t, { "file.js": "" });
		const { code, url } = await failure(path);
		assert.equal(code, "ERR_MODULE_NOT_FOUND");
		assert.equal(url, at(path).href);
	});
}

test("a missing file that is created afterwards loads under the same URL", async (t) => {
	const { failure, load, write } = start(t, {});
	await failure("late.js");
	write("late.js", "export const value = 1;");
	assert.equal((await load("late.js")).value, 1);
});

test("a folder is not missing: another code", async (t) => {
	const { at, failure } = start(t, {});
	mkdirSync(at("folder.js"));
	assert.equal((await failure("folder.js")).code, "ERR_UNSUPPORTED_DIR_IMPORT");
});

const missingInside = {
	"a static import": ['import "./gone.js";', "ERR_MODULE_NOT_FOUND", "gone.js"],
	"a dynamic import": [
		'await import("./gone.js");',
		"ERR_MODULE_NOT_FOUND",
		"gone.js",
	],
	"a package": ['import "no-such-package";', "ERR_MODULE_NOT_FOUND", undefined],
	"a CommonJS module's require": [
		'import "./requires.cjs";',
		"MODULE_NOT_FOUND",
		undefined,
	],
} as const;
for (const [what, [source, code, url]] of Object.entries(missingInside)) {
	test(`something missing inside a module, ${what}: never the module's own URL`, async (t) => {
		// Node 20 would end the process if an ES module imported the `.cjs`; see below.
		const path = code === "MODULE_NOT_FOUND" ? "requires.cjs" : "module.js";
		const { at, failure } = start(t, {
			"module.js": source,
			"requires.cjs": 'require("./gone.cjs");',
		});
		const error = await failure(path);
		assert.equal(error.code, code);
		assert.equal(error.url, url && at(url).href);
	});
}

test("a syntax error that is mended: the same URL heals since a later Node 22, a fresh query always", async (t) => {
	const { failure, load, write } = start(t, {
		"module.js": "export const = 1",
	});
	assert.ok((await failure("module.js")) instanceof SyntaxError);
	write("module.js", "export const value = 1;");
	if (major < 22) {
		assert.ok((await failure("module.js")) instanceof SyntaxError);
	} else if (major > 22) {
		assert.equal((await load("module.js")).value, 1);
	}
	assert.equal((await load("module.js?1")).value, 1);
});

for (const [file, what] of [
	["module.js", "an ES module"],
	["module.cjs", "a CommonJS module"],
] as const) {
	test(`${what} that throws: the same URL keeps its error, a fresh query evaluates anew`, async (t) => {
		const { failure, load } = start(t, { [file]: THROWS });
		const first = await failure(file);
		state.fails = false;
		assert.equal(await failure(file), first);
		assert.equal(state.evaluations, 1);
		await load(`${file}?1`);
		assert.equal(state.evaluations, 2);
		await load(`${file}?1`);
		assert.equal(state.evaluations, 2);
	});
}

test("a fresh query does not heal an ES module whose ES dependency threw", async (t) => {
	const { failure } = start(t, {
		"module.js": 'import "./dependency.js";',
		"dependency.js": THROWS,
	});
	const first = await failure("module.js");
	state.fails = false;
	assert.equal(await failure("module.js?1"), first);
	assert.equal(state.evaluations, 1);
});

test("a fresh query heals a CommonJS module whose required module threw", async (t) => {
	const { failure, load } = start(t, {
		"module.cjs": 'module.exports = require("./dependency.cjs");',
		"dependency.cjs": `${THROWS} exports.value = 1;`,
	});
	await failure("module.cjs");
	state.fails = false;
	assert.equal((await load("module.cjs?1")).default.value, 1);
});

test("an ES module whose CommonJS dependency threw must not be asked for under a fresh query", (t) => {
	const { at } = start(t, {
		"module.js": 'import value from "./dependency.cjs"; export default value;',
		"dependency.cjs": 'throw new Error("down")',
	});
	const url = at("module.js").href;
	const first = `await import("${url}").catch(() => console.log("caught"));
		await new Promise(setImmediate);`;
	const again = `console.log((await import("${url}?1")).default);
		await new Promise(setImmediate);`;
	const once = run(first);
	const twice = run(first + again);
	// nodejs/node#51603: a rejection that nobody can handle; in Node 20 already at the first import,
	// in later ones at the second, which gives the importer `undefined` for its dependency.
	assert.equal(once.stdout, "caught\n");
	assert.equal(once.status, major < 22 ? 1 : 0);
	assert.equal(twice.stdout, major < 22 ? "caught\n" : "caught\nundefined\n");
	assert.equal(twice.status, 1);
	assert.match(twice.stderr, /Error: down/);
});

test("the stack tells an error of the module's own from one of a CommonJS dependency", async (t) => {
	const { at, failure } = start(t, {
		"own.js": 'throw new Error("own")',
		"own.cjs": 'throw new Error("own")',
	});
	const es = await failure("own.js?1");
	assert.ok(es.stack.includes(at("own.js").href));
	assert.ok(!es.stack.includes("node:internal/modules/cjs/loader"));
	const commonJs = await failure("own.cjs?1");
	assert.ok(commonJs.stack.includes(at("own.cjs").pathname));
	assert.ok(commonJs.stack.includes("node:internal/modules/cjs/loader"));
});

test("a rejection from a socket has no stack, so it cannot be told to be the module's own", async (t) => {
	const port = await closedPort();
	const { at, failure } = start(t, {
		"module.js": `import { connect } from "node:net";
			await new Promise((_, reject) => connect(${port}, "127.0.0.1").on("error", reject));`,
	});
	const { code, stack } = await failure("module.js");
	assert.equal(code, "ECONNREFUSED");
	assert.ok(!stack.includes(at("module.js").href));
});

test("import() calls the export `then` of a module, and gives what that resolves to", async (t) => {
	const { load } = start(t, {
		"module.js": 'export const then = (resolve) => resolve("not the module");',
	});
	assert.equal(await load("module.js"), "not the module");
});

const neverSettles = {
	"that awaits what never comes": {
		"a.js": "await new Promise(() => {});",
	},
	"that imports, at top level, one that imports it": {
		"a.js": 'await import("./b.js");',
		"b.js": 'await import("./a.js");',
	},
	"whose `then` does not call back": {
		"a.js": "export const then = () => {};",
	},
};
for (const [what, files] of Object.entries(neverSettles)) {
	test(`import() of a module ${what} never settles`, (t) => {
		const { at } = start(t, files);
		// 13 is Node's exit code for a top-level await with nothing left that could end it.
		assert.equal(run(`await import("${at("a.js").href}")`).status, 13);
	});
}

test("escapes in a file URL are those of the path, and a query is not part of it", async (t) => {
	const name = "a b#c?d%e%41é*'.js";
	const { load } = start(t, { [name]: "export const url = import.meta.url;" });
	const path = encodeURIComponent(name);
	assert.ok(
		(await load(path)).url.endsWith("/a%20b%23c%3Fd%25e%2541%C3%A9*'.js"),
	);
	assert.ok((await load(`${path}?q=%20`)).url.endsWith("?q=%20"));
});

/** Node 23 and later show a CommonJS module's exports under a second name. */
const extra = "module.exports";
const commonJs = {
	"names in plain sight": [
		"exports.a = 1; exports.b = 2;",
		["a", "b", "default"],
	],
	"an object literal: what follows the first value that is no identifier is missed":
		[
			"const f = () => 1; module.exports = { _q_index: f, _q_exports: [], f };",
			["_q_index", "default"],
		],
	"a spread": ["module.exports = { ...{ a: 1 } };", ["default"]],
	"a function with a property": [
		"module.exports = () => {}; module.exports.a = 1;",
		["a", "default"],
	],
	"what a compiler makes of `export default`": [
		'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 1;',
		["__esModule", "default"],
	],
} as const;
for (const [what, [source, names]] of Object.entries(commonJs)) {
	test(`the names that import() shows of a CommonJS module: ${what}`, async (t) => {
		const { load } = start(t, { "module.cjs": source });
		const module = await load("module.cjs");
		const shown = Object.keys(module).filter((name) => name !== extra);
		assert.deepEqual(shown, names);
		assert.equal(extra in module, major >= 23);
		assert.equal(module[extra] ?? module.default, module.default);
		// Through `default` one has all: it is `module.exports`, even if that has a `default`.
		for (const name of names.filter((name) => name !== "default")) {
			assert.equal(module.default[name], module[name]);
		}
	});
}

function run(source: string) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		["--input-type=module", "--eval", source],
		{ encoding: "utf8" },
	);
	return { status, stdout, stderr };
}

/** Gives a port at which nothing listens: one that was just given back. */
async function closedPort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	return typeof address === "object" && address !== null ? address.port : 0;
}
