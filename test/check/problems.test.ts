// A site in which something is wrong: each problem is named, with its path, file, cause and remedy.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "express-publisher/check";
import { checked, page, siteOf } from "../support/checked.js";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";

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
			remedy: /^Fix that error/,
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
			remedy: /^Fix that error/,
		},
	},
	// To look for a place behind each "at /" of a megabyte would take hours.
	"a long message that is full of paths": {
		modules: { "throws.js": 'throw new Error("at /".repeat(250_000));' },
		problem: {
			path: "/throws",
			file: "site/throws.js",
			cause: /^Error: at \/at \//,
			at: "site/throws.js:1",
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
		args: ["--timeout", "2000"],
		problem: {
			path: "/waits",
			file: "site/waits.js",
			cause: /^it has taken more than 2000 ms$/,
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
		"site/index.js":
			'export const _q_exports = ["articels"]; export const _q_url = import.meta.url;',
		"site/articles.js": page,
	});
	const [problem] = report.problems;
	assert.equal(report.problems.length, 1);
	assert.equal(problem?.path, "/articels");
	assert.match(
		String(problem?.cause),
		/no module at file:.*site\/articels\.js/,
	);
	assert.match(String(problem?.remedy), /take the name out of _q_exports/);
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
		...["check", "site/index.js", "--url"],
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
			String(cause),
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
		assert.match(String(problem?.cause), cause);
		if (at !== undefined) {
			assert.equal(
				problem?.at,
				at.replace(/.*:/, `${fileOf("site/index.js")}:`),
			);
		}
	});
}
