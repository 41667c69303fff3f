// The command `check` and the function of that name, for sites in which all or nearly all is well.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { Writable } from "node:stream";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import express from "express";
import publisher from "express-publisher";
import { type CheckReport, check } from "express-publisher/check";
import { checked, page, siteOf } from "../support/checked.js";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";

test("a site in which all is well: the exit code is 0, and each import has its time", async (t) => {
	const folder = writeFiles(t, {
		"site/index.js": `export const _q_exports = ["about", "own", ["feed.xml", "feed"]];
			export const own = "own";`,
		"site/about.js": `export const _q_exports = ["contact"]; ${page}`,
		"site/about/contact.js": page,
		"site/feed.js": page,
	});
	const { code, stdout, stderr } = await runCommand(
		folder,
		...["check", "./site/index.js", "--url"],
	);
	assert.equal(stderr, "");
	assert.equal(code, 0);
	const [summary, , sum, ...times] = stdout.trimEnd().split("\n");
	assert.equal(summary, "site/index.js: 4 exports: all is well.");
	assert.match(String(sum), /^ *\d+\.\d ms for 4 imports:$/);
	assert.deepEqual(
		times.map((line) => /^ *\d+\.\d (\S+)$/.exec(line)?.[1]).sort(),
		["/", "/about", "/about/contact", "/feed.xml"],
	);
});

test("import times come sorted by cost, with their sum, and the small ones summed up for a person", async (t) => {
	// Longer than all that its process has done by then, however busy the machine is.
	const wait = (milliseconds: number) =>
		`await new Promise((done) => setTimeout(done, ${milliseconds} + 1_000 * process.uptime())); ${page}`;
	const light = Object.fromEntries(
		Array.from({ length: 12 }, (_, index) => [`light${index}.js`, page]),
	);
	const files = siteOf({ ...light, "heavy.js": wait(300) });
	const { report, fileOf } = await checked(t, files);
	const { imports, milliseconds } = report;
	assert.equal(imports.length, 15);
	assert.equal(imports[0]?.path, "/heavy");
	assert.equal(imports[0]?.file, fileOf("site/heavy.js"));
	assert.ok(Number(imports[0]?.milliseconds) >= 299);
	const times = imports.map((time) => time.milliseconds);
	assert.deepEqual(
		times,
		times.toSorted((one, other) => other - one),
	);
	assert.equal(
		milliseconds.toFixed(6),
		times.reduce((sum, time) => sum + time, 0).toFixed(6),
	);
	const { stdout } = await runCommand(
		writeFiles(t, files),
		...["check", "site/index.js", "--url"],
	);
	assert.match(stdout, /\d \/heavy\n/);
	assert.match(stdout, /the other 5 together\n$/);
});

test("what modules print goes to standard error, and standard output has the one document", async (t) => {
	const { report, stderr, stdout } = await checked(
		t,
		siteOf({
			"prints.js": `console.log("on standard output"); process.stderr.write("on the other\\n"); ${page}`,
		}),
	);
	assert.deepEqual(report.problems, []);
	assert.ok(!stdout.includes("standard output"));
	assert.deepEqual(stderr.trimEnd().split("\n").sort(), [
		"on standard output",
		"on the other",
	]);
});

test("CommonJS modules are checked as well", async (t) => {
	const { report, fileOf } = await checked(t, {
		"package.json": "{}",
		"site/index.js": `exports._q_exports = ["well", "broken", "typo", "lacks"];
			exports._q_import = (name) => require("./" + name);`,
		"site/well.js": 'module.exports = () => "page";',
		"site/broken.js": "\nconst a = ;",
		"site/lacks.js": 'require("no-such-package");',
	});
	assert.deepEqual(
		report.problems.map(({ path, cause, at }) => [
			path,
			cause.split("\n")[0],
			at,
		]),
		[
			[
				"/broken",
				"SyntaxError: Unexpected token ';'",
				`${fileOf("site/broken.js")}:2`,
			],
			[
				"/typo",
				"Error: Cannot find module './typo'",
				`${fileOf("site/index.js")}:2`,
			],
			[
				"/lacks",
				"Error: Cannot find module 'no-such-package'",
				`${fileOf("site/lacks.js")}:1`,
			],
		],
	);
	assert.equal(report.problems[0]?.file, fileOf("site/broken.js"));
	assert.equal(report.problems[2]?.file, fileOf("site/lacks.js"));
});

test("TypeScript is checked where Node runs it", async (t) => {
	if (!("typescript" in process.features && process.features.typescript)) {
		t.skip(`Node ${process.version} does not run TypeScript`);
		return;
	}
	const folder = writeFiles(t, {
		"site/index.ts": 'export const _q_exports: string[] = ["typed", "broken"];',
		"site/typed.ts": 'export default (): string => "page";',
		"site/broken.ts": "const a: number = ;",
	});
	const { code, stdout } = await runCommand(
		folder,
		...["check", "site/index.ts", "--url", "--json"],
	);
	assert.equal(code, 1);
	const { problems }: CheckReport = JSON.parse(stdout);
	assert.deepEqual(
		problems.map(({ path, file }) => [path, file]),
		[["/broken", fileURLToPath(new URL("site/broken.ts", folder))]],
	);
});

test("the newsroom is well", async () => {
	const { code, stdout } = await runCommand(
		new URL("../../examples/newsroom/", import.meta.url),
		...["check", "dist/site/index.js"],
	);
	assert.equal(code, 0, stdout);
	assert.match(stdout, /^dist\/site\/index\.js: \d+ exports: all is well\.$/m);
});

const usages: Readonly<Record<string, readonly [string[], RegExp]>> = {
	"no command": [[], /^Usage:\n {2}express-publisher check FILE/],
	"an unknown command": [
		["chekc"],
		/no command chekc; did you mean check\? the commands are check, tree, profile, adopt$/m,
	],
	"no file": [["check"], /^express-publisher check: give one file/],
	"two files": [
		["check", "a.js", "b.js"],
		/^express-publisher check: give one file/,
	],
	"a file that is not there": [
		["check", "nope.js"],
		/^express-publisher check: there is no file nope\.js; give /,
	],
	"a folder": [["check", "site"], /site is a folder; give .*site\/index\.js$/m],
	"an unknown option": [
		["check", "site/index.js", "--jsn"],
		/Unknown option '--jsn'; did you mean --json\?$/m,
	],
	"a time that is none": [
		["check", "site/index.js", "--timeout", "soon"],
		/--timeout is soon; it must be a whole number/,
	],
	"no time at all": [
		["tree", "site/index.js", "--timeout", "0"],
		/--timeout is 0; it must be a whole number/,
	],
};
for (const [what, [args, message]] of Object.entries(usages)) {
	test(`wrong usage, ${what}: the exit code is 2, and the message has the correction`, async (t) => {
		const folder = writeFiles(t, siteOf({}));
		const { code, stdout, stderr } = await runCommand(folder, ...args);
		assert.equal(code, 2);
		assert.equal(stdout, "");
		assert.match(stderr, message);
		assert.ok(what === "no command" || stderr.split("\n").length === 2, stderr);
	});
}

test("--help tells the commands", async (t) => {
	for (const args of [["--help"], ["-h"]]) {
		const { code, stdout } = await runCommand(writeFiles(t, {}), ...args);
		assert.equal(code, 0);
		assert.match(stdout, /express-publisher check FILE.*\n.*\n.*tree FILE/);
	}
});

test("the site can be given as a file URL", async (t) => {
	const folder = writeFiles(t, siteOf({}));
	const url = new URL("site/index.js", folder);
	assert.equal((await runCommand(folder, "check", url.href)).code, 0);
	assert.deepEqual((await check(url)).problems, []);
});

test("check is a function, too, with progress and the modules' output", async (t) => {
	const folder = writeFiles(
		t,
		siteOf({
			"one.js": `console.log("one is here"); ${page}`,
			"two.js": "throw 2;",
		}),
	);
	const seen: string[] = [];
	let printed = "";
	const { exports, problems } = await check(
		fileURLToPath(new URL("site/index.js", folder)),
		{
			onProgress: ({ path, done, total }) =>
				seen.push(`${path} ${done}/${total}`),
			output: new Writable({
				write(chunk, _encoding, done) {
					printed += chunk;
					done();
				},
			}),
		},
	);
	assert.equal(exports, 3);
	assert.deepEqual(
		problems.map(({ path }) => path),
		["/two"],
	);
	assert.equal(printed, "one is here\n");
	assert.deepEqual(seen, ["/ 1/4", "/one 2/4", "/two 3/4", "/well 4/4"]);
	await assert.rejects(check("nope.js"), {
		name: "TypeError",
		code: "ERR_PUBLISHER_INVALID_ARGUMENT",
	});
});

test("on a terminal there is a progress bar, which is gone in the end", (t) => {
	const folder = writeFiles(t, siteOf({ "one.js": page }));
	const command = [
		process.execPath,
		resolve("dist/cli/main.js"),
		"check",
		"site/index.js",
	];
	const { error, stdout } = spawnSync(
		"script",
		[
			"--quiet",
			"--return",
			"--command",
			`stty columns 60; ${command.join(" ")} > report.txt`,
			"/dev/null",
		],
		{ cwd: fileURLToPath(folder), encoding: "utf8", input: "" },
	);
	if (error !== undefined) {
		t.skip(`no terminal: ${error.message}`);
		return;
	}
	const drawn = stdout.split("\r\x1b[K");
	assert.ok(
		drawn.some((bar) => /^█{20}░{10} 2\/3 \/one$/.test(bar)),
		stdout,
	);
	assert.equal(drawn.at(-1), "");
});

test("what is checked is what the server does: a root given as a function has no URL to guess from", async (t) => {
	const files = {
		"site/index.js": 'export const _q_exports = ["about"];',
		"site/about.js": page,
	};
	const folder = writeFiles(t, files);
	const asFunction = await runCommand(folder, "check", "site/index.js");
	assert.equal(asFunction.code, 1);
	assert.match(asFunction.stdout, /\/about.*a _q_url to guess from.*--url/s);
	const asUrl = await runCommand(folder, "check", "site/index.js", "--url");
	assert.equal(asUrl.code, 0);
	assert.doesNotMatch(asUrl.stdout, /--url/);

	// As a server does it, beside the check of it.
	for (const [root, status] of [
		[() => import(new URL("site/index.js", folder).href), 500],
		[new URL("site/index.js", folder), 200],
	] as const) {
		const app = express();
		app.use(publisher(root));
		const ask = await serve(t, app);
		assert.equal((await ask("/about")).status, status);
	}
});
