// The command `tree` and the function of that name, which import nothing but the root.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tree } from "express-publisher/check";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";

const site = {
	"site/index.js": `console.log("the root is imported");
		export const _q_exports = ["about", "help", ["robots.txt", "robots"], "odd"];
		export const robots = () => "page";
		export const help = { _q_exports: ["faq", "more"], faq: "text", _q_import: () => "more" };
		export const odd = 42;`,
	"site/about.js": 'throw new Error("this must not be imported");',
};

test("tree draws what the root exports, and imports nothing but the root", async (t) => {
	const folder = writeFiles(t, site);
	const { code, stdout, stderr } = await runCommand(
		folder,
		...["tree", "site/index.js", "--url"],
	);
	assert.equal(stderr, "the root is imported\n");
	assert.equal(
		stdout,
		`/ (namespace)
├── about (not imported)
├── help (namespace)
│   ├── faq (text)
│   └── more (not imported)
├── odd (unpublishable: 42)
└── robots.txt (page)
`,
	);
	assert.equal(code, 0);
});

test("tree --json prints the tree as the function gives it", async (t) => {
	const folder = writeFiles(t, site);
	const { stdout } = await runCommand(
		folder,
		...["tree", "site/index.js", "--url", "--json"],
	);
	const root = await tree(new URL("site/index.js", folder), { url: true });
	const withoutTimes = (json: string) =>
		JSON.parse(json, (key, value) => (key === "import" ? undefined : value));
	assert.deepEqual(withoutTimes(stdout), withoutTimes(JSON.stringify(root)));
	assert.deepEqual(
		root.exports?.map(({ path, state, kind }) => [path, state, kind]),
		[
			["/about", "not imported", undefined],
			["/help", "own", "namespace"],
			["/odd", "own", "unpublishable"],
			["/robots.txt", "own", "page"],
		],
	);
});

test("a namespace that is met again is not drawn again", async (t) => {
	const folder = writeFiles(t, {
		"site/index.js": `const inner = { _q_exports: ["page", "self"], page: "text" };
			inner.self = inner;
			export const _q_exports = ["one", "two"], one = inner, two = inner;`,
	});
	const { stdout } = await runCommand(folder, "tree", "site/index.js");
	assert.equal(
		stdout,
		`/ (namespace)
├── one (namespace)
│   ├── page (text)
│   └── self (namespace: same as /one)
└── two (namespace: same as /one)
`,
	);
});

test("the tree of a root that cannot be imported says why", async (t) => {
	const folder = writeFiles(t, { "site/index.js": 'throw new Error("down");' });
	const { code, stdout } = await runCommand(folder, "tree", "site/index.js");
	assert.equal(code, 1);
	assert.match(stdout, /^\/ \(failed: down\)\n\nFix (?:the|that) error.*\n$/);
});

test("a root that ends the process ends in a message", async (t) => {
	const folder = writeFiles(t, { "site/index.js": "process.reallyExit(7);" });
	const url = new URL("site/index.js", folder);
	await assert.rejects(tree(url), /exit code 7/);
	const { code, stderr } = await runCommand(folder, "tree", url.href);
	assert.equal(code, 1);
	assert.match(stderr, /exit code 7/);
});
