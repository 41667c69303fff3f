import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Writable } from "node:stream";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type CheckReport, check, type Problem } from "express-publisher/check";
import { runCommand } from "./support/command.js";
import { writeFiles } from "./support/files.js";
import { isAlive, until } from "./support/until.js";

const page = 'export default () => "page";';

/** Gives the modules of a site whose guesser finds `modules`, beside one that is well. */
function siteOf(modules: Readonly<Record<string, string>>) {
	const names = Object.keys(modules).map((file) => file.replace(/\..*/, ""));
	const files = Object.entries(modules).map(([file, source]) => [
		`site/${file}`,
		source,
	]);
	return {
		"site/index.js": `export const _q_exports = ${JSON.stringify([...names, "well"])};`,
		"site/well.js": page,
		...Object.fromEntries(files),
	};
}

/** Checks a site as a command; gives its report, after it was found to hold nothing else. */
async function checked(
	t: TestContext,
	files: Readonly<Record<string, string>>,
	...args: readonly string[]
) {
	const folder = writeFiles(t, files);
	const ran = await runCommand(
		folder,
		...["check", "site/index.js", "--json", ...args],
	);
	const report: CheckReport = JSON.parse(ran.stdout);
	assert.equal(ran.code, report.problems.length === 0 ? 0 : 1);
	const fileOf = (path: string) => fileURLToPath(new URL(path, folder));
	return { ...ran, report, fileOf };
}

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
		...["check", "./site/index.js"],
	);
	assert.equal(stderr, "");
	assert.equal(code, 0);
	const [summary, , sum, ...times] = stdout.trimEnd().split("\n");
	assert.equal(summary, "site/index.js: 4 exports: all is well.");
	assert.match(sum ?? "", /^ *\d+\.\d ms for 4 imports:$/);
	assert.deepEqual(
		times.map((line) => /^ *\d+\.\d (\S+)$/.exec(line)?.[1]).sort(),
		["/", "/about", "/about/contact", "/feed.xml"],
	);
});

test("import times come sorted by cost, with their sum, and the small ones summed up for a person", async (t) => {
	const wait = (milliseconds: number) =>
		`await new Promise((done) => setTimeout(done, ${milliseconds})); ${page}`;
	const light = Object.fromEntries(
		Array.from({ length: 12 }, (_, index) => [`light${index}.js`, page]),
	);
	const files = siteOf({ ...light, "heavy.js": wait(300) });
	const { report, fileOf } = await checked(t, files);
	const { imports, milliseconds } = report;
	assert.equal(imports.length, 15);
	assert.equal(imports[0]?.path, "/heavy");
	assert.equal(imports[0]?.file, fileOf("site/heavy.js"));
	assert.ok((imports[0]?.milliseconds ?? 0) >= 299);
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
		...["check", "site/index.js"],
	);
	assert.match(stdout, /\d \/heavy\n/);
	assert.match(stdout, /the other 5 together\n$/);
});

interface Fault {
	/** The modules of the site, other than its root. */
	readonly modules: Readonly<Record<string, string>>;
	readonly problem: {
		readonly path: string;
		readonly reason?: Problem["reason"];
		readonly file: string | undefined;
		readonly cause: RegExp;
		readonly at?: string;
		readonly remedy?: RegExp;
	};
	readonly args?: readonly string[];
}

const faults: Readonly<Record<string, Fault>> = {
	"a syntax error": {
		modules: { "broken.js": "const a = 1;\nconst b = ;\n" },
		problem: {
			path: "/broken",
			file: "site/broken.js",
			cause: /^SyntaxError: Unexpected token ';'$/,
			at: "site/broken.js:2",
		},
	},
	"a syntax error in what a module imports": {
		modules: {
			"broken.js": `import "./broken/inner.js"; ${page}`,
			"broken/inner.js": "\n\nlet let = 1;",
		},
		problem: {
			path: "/broken",
			file: "site/broken.js",
			cause: /^SyntaxError: /,
			at: "site/broken/inner.js:3",
		},
	},
	"a module that throws": {
		modules: { "throws.js": '\nthrow new Error("no DATABASE_URL");' },
		problem: {
			path: "/throws",
			file: "site/throws.js",
			cause: /^Error: no DATABASE_URL$/,
			at: "site/throws.js:2",
			remedy: /^Mend what the cause names/,
		},
	},
	"an error that has a cause": {
		modules: {
			"throws.js":
				'throw new Error("no start", { cause: new TypeError("the root of it") });',
		},
		problem: {
			path: "/throws",
			file: "site/throws.js",
			cause: /^Error: no start\ncaused by TypeError: the root of it$/,
		},
	},
	"a module that throws something else than an error": {
		modules: { "throws.js": "throw null;" },
		problem: {
			path: "/throws",
			file: "site/throws.js",
			cause: /^null was thrown$/,
		},
	},
	"an error that throws when it is looked at": {
		modules: {
			"throws.js":
				'throw Object.assign(new Error("sly"), { toString() { throw 1; } });',
		},
		problem: { path: "/throws", file: "site/throws.js", cause: /^sly$/ },
	},
	"a missing package": {
		modules: { "needs.js": 'import "no-such-package";' },
		problem: {
			path: "/needs",
			file: "site/needs.js",
			cause: /Cannot find package 'no-such-package' imported from .*needs\.js/,
		},
	},
	"a name that another module does not export": {
		modules: {
			"needs.js": '\nimport { nope } from "./well.js";\nexport default nope;',
		},
		problem: {
			path: "/needs",
			file: "site/needs.js",
			cause: /does not provide an export named 'nope'/,
			at: "site/needs.js:2",
		},
	},
	"a default-exported class": {
		modules: { "article.js": "export default class Article {}" },
		problem: {
			path: "/article",
			reason: "unpublishable",
			file: "site/article.js",
			cause: /the class Article, not an instance of it/,
			remedy: /new Article\(\)/,
		},
	},
	"a hook without an export list": {
		modules: { "guarded.js": "export const _q_access = () => {};" },
		problem: {
			path: "/guarded",
			reason: "unpublishable",
			file: "site/guarded.js",
			cause: /a namespace without _q_exports/,
			remedy: /export list/,
		},
	},
	"a misspelt hook": {
		modules: {
			"guarded.js": "export const _q_exports = [], _q_acess = () => {};",
		},
		problem: {
			path: "/guarded",
			reason: "unpublishable",
			file: "site/guarded.js",
			cause: /_q_acess, which is no hook/,
			remedy: /_q_access/,
		},
	},
	"an export list that is none": {
		modules: { "odd.js": 'export const _q_exports = "articles";' },
		problem: {
			path: "/odd",
			reason: "unpublishable",
			file: "site/odd.js",
			cause: /_q_exports is 'articles'/,
		},
	},
	"a value that cannot be published": {
		modules: { "number.js": "export default 42;" },
		problem: {
			path: "/number",
			reason: "unpublishable",
			file: "site/number.js",
			cause: /42/,
		},
	},
	"an own value that cannot be published": {
		modules: {
			"holder.js": 'export const _q_exports = ["number"], number = 42;',
		},
		problem: {
			path: "/holder/number",
			reason: "unpublishable",
			file: "site/holder.js",
			cause: /42/,
		},
	},
	"a resource with a class for a method": {
		modules: { "resource.js": "export class GET {}" },
		problem: {
			path: "/resource",
			reason: "unpublishable",
			file: "site/resource.js",
			cause: /GET is the class GET/,
		},
	},
	"a module that never settles": {
		modules: { "waits.js": "await new Promise(() => {});" },
		args: ["--timeout", "500"],
		problem: {
			path: "/waits",
			file: "site/waits.js",
			cause: /^it has taken more than 500 ms$/,
			remedy: /--timeout/,
		},
	},
	"a module that ends the process": {
		modules: { "exits.js": "\nprocess.exit(0);" },
		problem: {
			path: "/exits",
			file: "site/exits.js",
			cause: /^Error: process\.exit\(0\) was called$/,
			at: "site/exits.js:2",
		},
	},
	"a module that leaves a rejection to nobody": {
		modules: { "rejects.js": `\nPromise.reject(new Error("later")); ${page}` },
		problem: {
			path: "/rejects",
			reason: "uncaught error",
			file: "site/rejects.js",
			cause: /^Error: later$/,
			at: "site/rejects.js:2",
		},
	},
};

for (const [what, { modules, problem, args = [] }] of Object.entries(faults)) {
	test(`a problem: ${what}`, async (t) => {
		const parts = Object.fromEntries(
			Object.entries(modules).filter(([file]) => !file.includes("/")),
		);
		const inner = Object.fromEntries(
			Object.entries(modules)
				.filter(([file]) => file.includes("/"))
				.map(([file, source]) => [`site/${file}`, source]),
		);
		const files = { ...siteOf(parts), ...inner };
		const byGuesser = await checked(t, files, ...args);
		assertProblem(byGuesser);
		// The publisher does not know where an importer of the site's own looks.
		const index = `${files["site/index.js"]}
			export const _q_import = (name) => import("./" + name + ".js");`;
		const byImporter = await checked(
			t,
			{ ...files, "site/index.js": index },
			...args,
		);
		assertProblem(byImporter);
	});

	function assertProblem({
		report: { problems },
		fileOf,
	}: Awaited<ReturnType<typeof checked>>): void {
		const [found, ...others] = problems;
		assert.deepEqual(others, []);
		assert.ok(found);
		assert.equal(found.path, problem.path);
		assert.equal(found.reason, problem.reason ?? "import failed");
		assert.equal(found.file, problem.file && fileOf(problem.file));
		assert.match(found.cause, problem.cause);
		assert.match(found.remedy, problem.remedy ?? /^[A-Z]/);
		if (problem.at !== undefined) {
			const [file = "", line] = problem.at.split(":");
			assert.equal(found.at, `${fileOf(file)}:${line}`);
		}
	}
}

test("a typo in an export list: the problem names the files that are not there", async (t) => {
	const { report, fileOf } = await checked(t, {
		"site/index.js": 'export const _q_exports = ["articels"];',
		"site/articles.js": page,
	});
	const [problem] = report.problems;
	assert.equal(report.problems.length, 1);
	assert.equal(problem?.path, "/articels");
	assert.match(problem?.cause ?? "", /no module at file:.*site\/articels\.js/);
	assert.match(problem?.remedy ?? "", /take the name out of _q_exports/);
	assert.ok(fileOf);
});

test("all problems are named, not just the first, each with its path, file, cause and remedy", async (t) => {
	const wanted = Object.entries(faults).filter(
		([, { modules, args }]) =>
			Object.keys(modules).length === 1 && args === undefined,
	);
	const modules = wanted.map(([, fault], index) => [
		`part${index}.js`,
		Object.values(fault.modules)[0] ?? "",
	]);
	const folder = writeFiles(t, siteOf(Object.fromEntries(modules)));
	const { code, stdout } = await runCommand(
		folder,
		...["check", "site/index.js"],
	);
	assert.equal(code, 1);
	const [summary, ...blocks] = stdout.split("\n✗ ");
	assert.ok(summary?.includes(` exports: ${wanted.length} problems.`), summary);
	assert.equal(blocks.length, wanted.length);
	for (const [index, [, { problem }]] of wanted.entries()) {
		const part = `part${index}`;
		const path = problem.path.replace(/^\/[^/]+/, `/${part}`);
		const block = blocks.find((block) => block.startsWith(`${path} `)) ?? "";
		const [first, cause, ...rest] = block.split("\n");
		assert.equal(first, `${path}  site/${part}.js`);
		assert.match(
			cause ?? "",
			/^ {4}(import failed|unpublishable|uncaught error): /,
		);
		assert.match(rest.join("\n"), /^ {4}[A-Z]/m);
	}
});

const roots: Readonly<Record<string, readonly [string, RegExp, string?]>> = {
	"has no export list": [
		"export const _q_index = 'front';",
		/without _q_exports/,
	],
	"has an export list that is none": [
		"export const _q_exports = 1;",
		/_q_exports is 1/,
	],
	"has a syntax error": [
		"\nexport const = 1;",
		/^SyntaxError/,
		"site/index.js:2",
	],
	throws: ["throw new Error('down');", /^Error: down$/, "site/index.js:1"],
	"is empty": ["", /./],
};
for (const [what, [source, cause, at]] of Object.entries(roots)) {
	test(`a root that ${what} is a problem, with its file`, async (t) => {
		const { report, fileOf } = await checked(t, { "site/index.js": source });
		const [problem, ...others] = report.problems;
		assert.deepEqual(others, []);
		assert.equal(problem?.path, "/");
		assert.equal(problem?.file, fileOf("site/index.js"));
		assert.match(problem?.cause ?? "", cause);
		if (at !== undefined) {
			assert.equal(
				problem?.at,
				at.replace(/.*:/, `${fileOf("site/index.js")}:`),
			);
		}
	});
}

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

test("what modules keep open does not keep the command alive", async (t) => {
	const { report } = await checked(
		t,
		siteOf({
			"opens.js": `import { createServer } from "node:http";
				import { spawn } from "node:child_process";
				createServer().listen(0, "127.0.0.1");
				setInterval(() => {}, 1_000);
				process.on("SIGTERM", () => {});
				process.on("exit", () => { for (;;); });
				// A process that outlives its parent, and holds on to the parent's output.
				const orphan = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { stdio: "inherit", detached: true });
				globalThis.orphan = orphan.pid;
				export default () => "page";`,
			"tells.js": "export default String(globalThis.orphan);",
		}),
	);
	assert.deepEqual(report.problems, []);
});

const ends: Readonly<Record<string, readonly [string, RegExp, string[]?]>> = {
	"kills the process": ["process.kill(process.pid, 'SIGKILL');", /SIGKILL/],
	"ends the process behind our back": ["process.reallyExit(3);", /exit code 3/],
	"never returns": [
		"for (;;);",
		/kept the process busy/,
		["--timeout", "1000"],
	],
};
for (const [what, [source, cause, args = []]] of Object.entries(ends)) {
	test(`a module that ${what} is named, and the command ends`, async (t) => {
		const { report, fileOf } = await checked(
			t,
			siteOf({ "first.js": page, "ends.js": source, "last.js": page }),
			...args,
		);
		const [problem, ...others] = report.problems;
		assert.deepEqual(others, []);
		assert.equal(problem?.path, "/ends");
		assert.match(problem?.cause ?? "", cause);
		assert.match(problem?.remedy ?? "", /comes after it was not checked/);
		assert.ok(fileOf);
	});
}

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
		...["check", "site/index.ts", "--json"],
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
		new URL("../examples/newsroom/", import.meta.url),
		...["check", "dist/site/index.js"],
	);
	assert.equal(code, 0, stdout);
	assert.match(stdout, /^dist\/site\/index\.js: \d+ exports: all is well\.$/m);
});

const usages: Readonly<Record<string, readonly [string[], RegExp]>> = {
	"no command": [[], /^Usage:\n {2}express-publisher check FILE/],
	"an unknown command": [
		["chekc"],
		/no command chekc; the commands are check, tree, profile$/m,
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
		/Unknown option '--jsn'$/m,
	],
	"a time that is none": [
		["check", "site/index.js", "--timeout", "soon"],
		/timeout is NaN; it must be milliseconds/,
	],
	"no time at all": [
		["tree", "site/index.js", "--timeout", "0"],
		/timeout is 0; it must be milliseconds/,
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
	for (const args of [["--help"], ["check", "--help"], ["tree", "-h"]]) {
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

test("a command that is killed takes the site's process with it", async (t) => {
	const folder = writeFiles(
		t,
		siteOf({
			"waits.js": `import { writeFileSync } from "node:fs";
				writeFileSync("pid.txt", String(process.pid));
				await new Promise(() => {});`,
		}),
	);
	const command = spawn(
		process.execPath,
		[resolve("dist/cli/main.js"), "check", "site/index.js"],
		{ cwd: fileURLToPath(folder), stdio: "ignore" },
	);
	const pidFile = new URL("pid.txt", folder);
	await until(() => existsSync(pidFile) && readFileSync(pidFile).length > 0);
	const pid = Number(readFileSync(pidFile, "utf8"));
	assert.ok(isAlive(pid));
	command.kill("SIGKILL");
	await until(() => !isAlive(pid));
});
