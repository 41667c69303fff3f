// What is used before the server listens cannot wait, and is named apart, with who uses it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linkPackage, writeFiles } from "../support/files.js";
import {
	profileSteadily,
	reportOn,
	steadyReportOn,
} from "../support/profile.js";

type Report = Awaited<ReturnType<typeof reportOn>>;

/** Returns the names of what can wait, and for what cannot, how it is used, by which file and line. */
function waiting(report: Report): {
	can: string[];
	cannot: Record<string, string>;
} {
	const nameOf = (module: number) => {
		const { name = "" } = report.modules[module] ?? {};
		return name.split("/node_modules/")[1] ?? name.replace(/^.*\//, "");
	};
	return {
		can: report.cuts.map(({ module }) => nameOf(module)).sort(),
		cannot: Object.fromEntries(
			report.used.map(({ module, use }) => [
				nameOf(module),
				`${use.how} by ${nameOf(use.module)}:${use.line}`,
			]),
		),
	};
}

const BUSY = "busy(20);\n";

/** Modules of which each is used in another way at start, or in none. */
const EXPORTS = {
	called: "function run() {} EXPORT({ run });",
	made: "class Store { value = 1 } EXPORT({ Store });",
	extended:
		"class Base { constructor() { this.is = true; } } EXPORT({ Base });",
	nested: "class Log { info() {} } const log = new Log(); EXPORT({ log });",
	arrow: "const make = (x) => () => x; const one = make(1); EXPORT({ one });",
	read: "const level = 1; function later() {} EXPORT({ level, later });",
	handler: "function handle(req, res) { res.end(); } EXPORT({ handle });",
	itself:
		"function tick() { return 1; } tick(); setImmediate(tick); Promise.resolve().then(tick); EXPORT({ tick });",
	polyfill:
		"const names = Object.getOwnPropertyNames; const polyfill = (of) => names(of); Object.getOwnPropertyNames = polyfill; EXPORT({ polyfill });",
	patch:
		"const { toString } = Function.prototype; Function.prototype.toString = function () { return toString.call(this); }; function patched() {} EXPORT({ patched });",
	statics:
		"Error.captureStackTrace = (captureStackTrace => (...given) => captureStackTrace(...given))(Error.captureStackTrace); class Failure extends Error {} EXPORT({ Failure });",
	afterwards: "function first() {} EXPORT({ first });",
	derived:
		"class Derived extends Object { constructor(x) { const get = () => this; super(); this.x = get(); } } EXPORT({ Derived });",
	unset:
		"function unset() { try { x; } catch { return 1; } let x = 1; throw new Error('It is set'); } EXPORT({ unset });",
	bound:
		"const one = { of() { return this; } }; const bound = one.of.bind(one); EXPORT({ bound });",
	builder:
		"const builder = { get red() { return (this.cached = (text) => text); } }; EXPORT({ builder });",
	caught: "function fail() { throw new Error(); } EXPORT({ fail });",
};

const SERVER = `
run();
const store = new Store();
class Own extends Base {}
log.info("starts");
[1].map(() => one());
const settings = level;
try { fail(); } catch {}
new Derived(1);
unset();
bound();
builder.red("text");
String(first);
Error.captureStackTrace({});
const app = createServer((req, res) => { first(new Own()); handle(req, res); });
setTimeout(() => app.listen(0), 50);
`;

const USED = (server: string, from: number) => ({
	called: `called by ${server}:${from}`,
	made: `called by ${server}:${from + 1}`,
	extended: `extended by ${server}:${from + 2}`,
	nested: `called by ${server}:${from + 3}`,
	arrow: `called by ${server}:${from + 4}`,
	caught: `called by ${server}:${from + 6}`,
	derived: `called by ${server}:${from + 7}`,
	unset: `called by ${server}:${from + 8}`,
	bound: `called by ${server}:${from + 9}`,
	builder: `called by ${server}:${from + 10}`,
});

for (const kind of ["ES modules", "CommonJS"] as const) {
	const [end, exported, imported] =
		kind === "ES modules"
			? [
					"mjs",
					(names: string) => `export {${names}};`,
					(names: string, from: string) => `import {${names}} from "${from}";`,
				]
			: [
					"cjs",
					(names: string) => `module.exports = {${names}};`,
					(names: string, from: string) =>
						`const {${names}} = require("${from}");`,
				];
	const files = Object.fromEntries(
		Object.entries(EXPORTS).map(([name, source]) => [
			`${name}.${end}`,
			BUSY +
				source.replace(/EXPORT\(\{(.*)\}\)/, (_, names) => exported(names)),
		]),
	);
	const imports = Object.entries(EXPORTS).map(([name, source]) =>
		imported(/EXPORT\(\{(.*)\}\)/.exec(source)?.[1] ?? "", `./${name}.${end}`),
	);
	const head = [imported(" createServer ", "node:http"), ...imports].join("\n");
	const first = imports.length + 2;

	test(`what is called, made, or extended before it listens cannot wait: ${kind}`, async (t) => {
		const folder = writeFiles(t, {
			...files,
			[`server.${end}`]: head + SERVER,
		});
		const report = await steadyReportOn(folder, `server.${end}`);
		assert.equal(report.isUseKnown, true);
		assert.deepEqual(waiting(report), {
			can: [
				"read",
				"handler",
				"itself",
				"polyfill",
				"patch",
				"statics",
				"afterwards",
			]
				.map((name) => `${name}.${end}`)
				.sort(),
			cannot: Object.fromEntries(
				Object.entries(USED(`server.${end}`, first)).map(([name, use]) => [
					`${name}.${end}`,
					use,
				]),
			),
		});
		assert.equal(report.together.files, 7);
		const { stdout } = await profileSteadily(folder, `server.${end}`);
		assert.match(stdout, / 7 modules +all of these together/);
		const [, cannot = assert.fail(stdout)] = stdout.split(
			"What cannot wait, as what it exports is used before the server listens:\n",
		);
		assert.match(
			cannot,
			new RegExp(
				`server\\.${end}:\\d+ imports \\./called\\.${end}\\n +called by server\\.${end}:${first}\\n`,
			),
		);
	});
}

test("who uses it is seen through getters of compilers, packages, and wrappers; handing over is no use", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"node_modules/each/package.json": "{}",
		"node_modules/each/index.js":
			"module.exports = (list, call) => list.forEach((one) => call(one));",
		"node_modules/heavy/package.json": "{}",
		"node_modules/heavy/index.js": `${BUSY}
			Object.defineProperty(exports, "start", { enumerable: true, get: () => require("./inner.js").start });
			const inner = require("./inner.js");
			Object.defineProperty(exports, "stop", { enumerable: true, get: () => inner.stop });
			Object.defineProperty(exports, "never", { enumerable: true, get() { globalThis.isTouched = true; } });`,
		"node_modules/heavy/inner.js":
			"exports.start = () => {}; exports.stop = () => {};",
		"node_modules/old/package.json": "{}",
		"node_modules/old/index.js": `${BUSY} exports.Old = function Old() {};`,
		"node_modules/proxied/package.json": "{}",
		"node_modules/proxied/index.js": `${BUSY}
			const fail = () => { throw new Error("trap"); };
			const handler = new Proxy({}, { get: () => fail });
			module.exports = { it: new Proxy(() => {}, handler) };`,
		"node_modules/passed/package.json": "{}",
		"node_modules/passed/index.js": `${BUSY} module.exports = { pass: new Proxy(() => {}, {}) };`,
		"node_modules/constant/package.json": "{}",
		"node_modules/constant/index.js": `${BUSY} const one = () => 1; Object.defineProperty(exports, "level", { get: () => one.length });`,
		"node_modules/router/package.json": "{}",
		"node_modules/router/index.js": `${BUSY}
			const router = require("express").Router(); router.get("/", (req, res) => res.end()); module.exports = router;`,
		"own.js": `const each = require("each"); const heavy = require("heavy");
exports.begin = () =>
	each([1], (n) => heavy.stop(n));`,
		"server.js": `const { begin } = require("./own.js");
const { Old } = require("old");
const { it } = require("proxied");
const router = require("router");
require("passed").pass(require("constant").level);
if (globalThis.isTouched) throw new Error("touched");
debugger;
begin();
function Young() {}
require("node:util").inherits(Young, Old);
const app = require("express")();
app.use("/r", router); app.get("/", (req, res) => res.end());
app.listen(0);`,
	});
	linkPackage(folder, "express");
	const report = await steadyReportOn(folder, "server.js");
	assert.equal(report.isWhole, true, report.words.join());
	assert.deepEqual(waiting(report), {
		can: ["constant/index.js", "proxied/index.js", "router/index.js"],
		cannot: {
			"heavy/index.js": "called by own.js:3",
			"old/index.js": "extended by server.js:9",
			"passed/index.js": "called by server.js:5",
		},
	});
});

test("of two computed paths, each is a cut", async (t) => {
	const plugin = `${BUSY} exports.later = () => {};`;
	const folder = writeFiles(t, {
		"package.json": "{}",
		"one/a.js": plugin,
		"one/b.js": plugin,
		"two/c.js": plugin,
		"two/d.js": plugin,
		"one.js":
			'exports.begin = () => {}; for (const name of ["a", "b"]) require("./one/" + name + ".js");',
		"two.js":
			'exports.begin = () => {}; for (const name of ["c", "d"]) require("./two/" + name + ".js");',
		"server.js": `require("./one.js").begin(); require("./two.js").begin();
require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const report = await steadyReportOn(folder, "server.js");
	assert.deepEqual(
		report.cuts.map(({ computed }) => computed?.modules.length),
		[2, 2],
	);
});

test("what is used only by what can wait can wait with it", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"node_modules/heavy/package.json": "{}",
		"node_modules/heavy/index.js": `${BUSY} module.exports = () => 1;`,
		"admin.js": `${BUSY} exports.one = require("heavy")(); exports.later = () => {};`,
		"server.js": `const { later } = require("./admin.js");
require("node:http").createServer((req, res) => { later(); res.end(); }).listen(0);`,
	});
	const report = await steadyReportOn(folder, "server.js");
	assert.deepEqual(waiting(report), { can: ["admin.js"], cannot: {} });
});

test("of many getters, one that throws or would change something spoils none of the others", async (t) => {
	const getters = Array.from(
		{ length: 300 },
		(_, index) => `get f${index}() { return own; },`,
	).join("\n");
	const folder = writeFiles(t, {
		"package.json": "{}",
		"heavy.js": `${BUSY} const own = () => {};
let made = 0;
module.exports = { ${getters}
get counts() { return ++made; }, get fails() { throw new Error("no"); },
${getters.replaceAll(" f", " g")} };`,
		// To read what a getter just hands over is no use of it.
		"server.js": `const { g299 } = require("./heavy.js");
require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const report = await steadyReportOn(folder, "server.js");
	assert.deepEqual(waiting(report), { can: ["heavy.js"], cannot: {} });
});

test("of what a loop imports, what is used at start is told apart from what can wait", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"plugins/a.js": `${BUSY} exports.run = () => {};`,
		"plugins/b.js": `${BUSY} exports.run = () => {};`,
		"plugins/c.js": `${BUSY} exports.init = () => {};`,
		"plugins/d.js": `${BUSY} exports.init = () => {};`,
		"server.js": `for (const name of ["a", "b", "c", "d"]) {
	const plugin = require("./plugins/" + name + ".js");
	plugin.init?.();
}
require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const report = await steadyReportOn(folder, "server.js");
	const namesOf = (cuts: Report["cuts"]) =>
		cuts.map(({ computed }) =>
			computed?.modules
				.map((module) => report.modules[module]?.name.slice(-4))
				.sort(),
		);
	assert.deepEqual(namesOf(report.cuts), [["a.js", "b.js"]]);
	assert.deepEqual(namesOf(report.used), [["c.js", "d.js"]]);
	assert.equal(report.used[0]?.use.line, 3);
});

test("JSON that a loop imports is no cut, as it is read there; what is imported alone is one, and so is code of that loop", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"data/a.json": "[1]",
		"data/b.json": "[2]",
		"data/c.js": `${BUSY} exports.later = () => {};`,
		"data/d.js": `${BUSY} exports.later = () => {};`,
		"single.json": "[3]",
		"other.cjs": 'module.exports = require("./" + "single.json");',
		"server.js": `const read = require.extensions[".json"];
require.extensions[".json"] = (module, file) => { ${BUSY} read(module, file); };
const counts = ["a.json", "b.json", "c.js", "d.js"].map((name) => require("./data/" + name).length);
const single = require("./other.cjs");
require("node:http").createServer((req, res) => res.end(String(single.length + counts[0]))).listen(0);`,
	});
	const report = await steadyReportOn(folder, "server.js");
	assert.deepEqual(
		report.cuts.map(({ module, computed }) =>
			(computed?.modules ?? [module])
				.map((each) => report.modules[each]?.name.replace(/^.*\//, ""))
				.sort(),
		),
		[["c.js", "d.js"], ["single.json"]],
	);
});

test("a loop counts by all that it imports: if that is used at start, it is seen beside a hundred modules that each take more than one of these", async (t) => {
	const single = Array.from({ length: 100 }, (_, index) => `single${index}.js`);
	const folder = writeFiles(t, {
		"package.json": "{}",
		...Object.fromEntries(single.map((name) => [name, "busy(2);"])),
		"plugins/a.js": "busy(1); exports.init = () => {};",
		"plugins/b.js": "busy(1); exports.init = () => {};",
		"plugins/c.js": "busy(1); exports.init = () => {};",
		"server.js": `${single.map((name) => `require("./${name}");`).join("\n")}
for (const name of ["a", "b", "c"]) require("./plugins/" + name + ".js").init();
require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const report = await steadyReportOn(folder, "server.js");
	assert.deepEqual(
		report.used.map(({ computed }) => computed?.modules.length),
		[3],
	);
});

test("in TypeScript under tsx, the line is that of the source", async (t) => {
	const folder = writeFiles(t, {
		"package.json": '{"type": "module"}',
		"heavy.ts": `const end = Date.now() + 50; while (Date.now() < end);\nexport function run(x: number): number { return x; }`,
		"server.ts": `import { createServer } from "node:http";
import { run } from "./heavy.ts";

interface Unused { readonly one: 1 }

const begin = (): number =>
	run(1);
begin();
createServer((req, res) => res.end()).listen(0);`,
	});
	linkPackage(folder, "tsx");
	const report = await reportOn(folder, "server.ts");
	assert.deepEqual(waiting(report), {
		can: [],
		cannot: { "heavy.ts": "called by server.ts:7" },
	});
});

test("if the server does not listen when it is watched, it says that it does not know", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"heavy.js": `${BUSY} exports.run = () => {};`,
		"server.js": `const { run } = require("./heavy.js"); run();
if (Object.getOwnPropertyNames(globalThis).includes("__express_publisher_evaluated")) process.exit(3);
require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const { stdout, code } = await profileSteadily(folder, "server.js");
	assert.equal(code, 0);
	assert.match(stdout, /server\.js:1 imports \.\/heavy\.js\n/);
	assert.match(
		stdout,
		/Whether these are used before the server listens is not known: /,
	);
	assert.doesNotMatch(stdout, /What cannot wait/);
});

test("what is called a million times before it listens does not take long", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"heavy.js": `${BUSY} exports.add = (a, b) => a + b;`,
		"server.js": `const { add } = require("./heavy.js");
let sum = 0;
for (let n = 0; n < 1e6; n++) sum = add(sum, n);
require("node:http").createServer((req, res) => res.end()).listen(0);`,
	});
	const report = await steadyReportOn(
		folder,
		"server.js",
		"--timeout",
		"20000",
	);
	assert.deepEqual(waiting(report).cannot, {
		"heavy.js": "called by server.js:3",
	});
});
