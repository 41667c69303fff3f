// `check --alone`: each part imported as the first of its site, and the circles of imports that this finds.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { CheckReport } from "express-publisher/check";
import { BLOCK, page } from "../support/checked.js";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";

async function checkedAlone(
	t: TestContext,
	files: Readonly<Record<string, string>>,
	...args: readonly string[]
) {
	const folder = writeFiles(t, files);
	const { code, stdout } = await runCommand(
		folder,
		...["check", "site/index.js", "--url", "--alone", "--json", ...args],
	);
	const report: CheckReport = JSON.parse(stdout);
	assert.equal(code, report.problems.length === 0 ? 0 : 1);
	const fileOf = (path: string) => fileURLToPath(new URL(path, folder));
	return { folder, report, fileOf };
}

// Whoever imports `derived` first gets both; whoever imports `base` first has `derived` evaluated
// while there is no Base yet.
const circles = {
	"ES modules": {
		files: {
			"site/index.js": 'export const _q_exports = ["derived", "base", "well"];',
			"site/base.js": `import { Derived } from "./derived.js";
				export class Base { make() { return new Derived(); } }
				${page}`,
			"site/derived.js": `import { Base } from "./base.js";
				export class Derived extends Base {}
				${page}`,
			"site/well.js": page,
		},
		cause: /^ReferenceError: Cannot access 'Base' before initialization$/,
	},
	"CommonJS modules": {
		files: {
			"package.json": "{}",
			"site/index.js": 'exports._q_exports = ["derived", "base", "well"];',
			"site/base.js": `module.exports = () => "page";
				const { Derived } = require("./derived");
				module.exports.Base = class { make() { return new Derived(); } };`,
			"site/derived.js": `module.exports = () => "page";
				const { Base } = require("./base");
				module.exports.Derived = class extends Base {};`,
			"site/well.js": 'module.exports = () => "page";',
		},
		cause: /^TypeError: Class extends value undefined/,
	},
};

for (const [what, { files, cause }] of Object.entries(circles)) {
	test(`${what}: a part that loads only after others is named, with the circle`, async (t) => {
		const { report, fileOf } = await checkedAlone(t, files);
		assert.equal(report.alone, 3);
		const [problem, ...others] = report.problems;
		assert.deepEqual(others, []);
		assert.equal(problem?.path, "/base");
		assert.equal(problem?.reason, "loads only after others");
		assert.equal(problem?.file, fileOf("site/base.js"));
		assert.match(String(problem?.cause), cause);
		assert.ok(problem?.at?.startsWith(`${fileOf("site/derived.js")}:`));
		assert.deepEqual(
			problem?.circle,
			["derived.js", "base.js", "derived.js"].map((file) =>
				fileOf(`site/${file}`),
			),
		);
	});
}

test("without --alone, the same site is well; with it, the circle is printed", async (t) => {
	const folder = writeFiles(t, circles["ES modules"].files);
	const inOrder = await runCommand(folder, "check", "site/index.js", "--url");
	assert.equal(inOrder.code, 0);
	const alone = await runCommand(
		folder,
		"check",
		"site/index.js",
		"--url",
		"--alone",
	);
	assert.equal(alone.code, 1);
	assert.match(
		alone.stdout,
		/\n✗ \/base {2}site\/base\.js\n {4}loads only after others: ReferenceError.*\n {4}at site\/derived\.js:2\n {4}site\/derived\.js → site\/base\.js → site\/derived\.js\n {4}Break the circle/,
	);
});

test("the way by which a part was imported is no circle", async (t) => {
	const { report } = await checkedAlone(t, {
		"site/index.js": `export const settings = {};
			export const _q_exports = ["first", "second"];
			export const _q_import = (name) => import("./" + name + ".js");`,
		"site/first.js": `import { settings } from "./index.js"; settings.ready = true; ${page}`,
		"site/second.js": `import { settings } from "./index.js";
			if (!settings.ready) throw new Error("not ready"); ${page}`,
	});
	const [problem, ...others] = report.problems;
	assert.deepEqual(others, []);
	assert.equal(problem?.path, "/second");
	assert.match(String(problem?.cause), /not ready/);
	assert.equal(problem?.circle, undefined);
	assert.match(String(problem?.remedy), /import what has to be there before/);
});

test("of a part's world, only its ancestors are imported before it", async (t) => {
	const noted = (name: string, rest: string) =>
		`import { appendFileSync } from "node:fs";
		appendFileSync("log.txt", "${name} " + process.pid + "\\n"); ${rest}`;
	const { folder, report } = await checkedAlone(t, {
		"site/index.js": noted(
			"root",
			'export const _q_exports = ["about", "news"];',
		),
		"site/about.js": noted("about", 'export const _q_exports = ["a", "b"];'),
		"site/about/a.js": noted("a", page),
		"site/about/b.js": noted("b", page),
		"site/news.js": noted("news", page),
	});
	assert.deepEqual(report.problems, []);
	assert.equal(report.alone, 4);
	const log = readFileSync(new URL("log.txt", folder), "utf8");
	const worlds = new Map<string, string[]>();
	for (const line of log.trimEnd().split("\n")) {
		const [name = "", pid = ""] = line.split(" ");
		worlds.set(pid, [...(worlds.get(pid) ?? []), name]);
	}
	assert.deepEqual(
		[...worlds.values()].map((names) => names.join(" ")).sort(),
		[
			"root about",
			"root about a",
			"root about a b news",
			"root about b",
			"root news",
		],
	);
});

test("a namespace that only loads after others is named once, not again for each name below", async (t) => {
	const { report } = await checkedAlone(t, {
		"site/index.js": 'export const _q_exports = ["first", "about"];',
		"site/first.js": `globalThis.ready = true; ${page}`,
		"site/about.js": `if (!globalThis.ready) throw new Error("not ready");
			export const _q_exports = ["a", "b"];`,
		"site/about/a.js": page,
		"site/about/b.js": page,
	});
	assert.deepEqual(
		report.problems.map(({ path }) => path),
		["/about"],
	);
});

test("a part that dies, hangs or blocks when it is the first is its own problem, and no other's", async (t) => {
	const unlessReady = (what: string) =>
		`if (!globalThis.ready) { ${what} } ${page}`;
	const { report } = await checkedAlone(
		t,
		{
			"site/index.js":
				'export const _q_exports = ["first", "dies", "hangs", "blocks", "exits", "rejects"];',
			"site/first.js": `globalThis.ready = true; ${page}`,
			"site/dies.js": unlessReady('process.kill(process.pid, "SIGKILL");'),
			"site/hangs.js": unlessReady("await new Promise(() => {});"),
			"site/blocks.js": unlessReady(BLOCK),
			"site/exits.js": unlessReady("process.exit(0);"),
			"site/rejects.js": unlessReady("Promise.reject(new Error('late'));"),
		},
		...["--timeout", "3000"],
	);
	const causes = new Map(
		report.problems.map(({ path, cause }) => [path, cause]),
	);
	assert.equal(causes.size, 5);
	assert.match(String(causes.get("/dies")), /SIGKILL/);
	assert.match(String(causes.get("/hangs")), /more than 3000 ms/);
	assert.match(String(causes.get("/blocks")), /kept the process busy/);
	assert.match(String(causes.get("/exits")), /process\.exit\(0\) was called/);
	assert.match(String(causes.get("/rejects")), /late/);
});

test("what fails in the site's own order is not named a second time", async (t) => {
	const { report } = await checkedAlone(t, {
		"site/index.js":
			'export const _q_exports = ["well", "broken", "number", "own"], own = 42;',
		"site/well.js": page,
		"site/broken.js": "throw new Error('broken');",
		"site/number.js": "export default 42;",
	});
	assert.deepEqual(
		report.problems.map(({ path, reason }) => [path, reason]),
		[
			["/broken", "import failed"],
			["/number", "unpublishable"],
			["/own", "unpublishable"],
		],
	);
});

test("each of fifty parts is imported alone", async (t) => {
	const names = Array.from({ length: 50 }, (_, index) => `part${index}`);
	const { report } = await checkedAlone(t, {
		"site/index.js": `export const _q_exports = ${JSON.stringify(names)};`,
		...Object.fromEntries(
			names.map((name) => [
				`site/${name}.js`,
				name === "part49"
					? `if (!globalThis.part48) throw new Error("alone"); ${page}`
					: `globalThis.${name} = true; ${page}`,
			]),
		),
	});
	assert.equal(report.alone, 50);
	assert.deepEqual(
		report.problems.map(({ path }) => path),
		["/part49"],
	);
});
