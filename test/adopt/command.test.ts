// The command `adopt` as it is run: what it prints, writes and exits with, for one file and for several.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	lstatSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { adopted, modules } from "../support/adopted.js";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";

const app = `import express from "express";
import router from "./router.js";
import guard from "./guard.js";

const app = express();
app.use("/a", guard, router);
app.get("/", (req, res) => res.send("here"));
`;
const lazyApp = `import express from "express";
import publisher from "express-publisher";
import guard from "./guard.js";

const app = express();
app.use("/a", guard, publisher(() => import("./router.js")));
app.get("/", (req, res) => res.send("here"));
`;

test("it prints a diff, why the rest stays, and what to run next; and writes nothing", async (t) => {
	const folder = writeFiles(t, {
		...modules,
		"src/app.js": app.replaceAll("./", "../"),
	});
	const { code, stdout, stderr } = await runCommand(
		folder,
		...["adopt", "./src/app.js"],
	);
	assert.equal(stderr, "");
	assert.equal(
		stdout,
		`--- a/src/app.js
+++ b/src/app.js
@@ -1,7 +1,7 @@
 import express from "express";
-import router from "../router.js";
+import publisher from "express-publisher";
 import guard from "../guard.js";
${" "}
 const app = express();
-app.use("/a", guard, router);
+app.use("/a", guard, publisher(() => import("../router.js")));
 app.get("/", (req, res) => res.send("here"));
src/app.js: 3 handlers: 1 converted, 2 left.
  6  app.use("/a")  guard
      it only guards other handlers, and guards stay
  7  app.get("/")  (req, res) => res.send("here")
      an inline function

Nothing is written yet. To write it:
  npx express-publisher adopt ./src/app.js --write
Then:
  your tests
  npx express-publisher check ./src/app.js  # imports what is lazy now
  npx express-publisher profile ./src/app.js  # what slows the start, if this file starts the server
`,
	);
	assert.equal(code, 0);
	assert.equal(
		readFileSync(new URL("src/app.js", folder), "utf8"),
		app.replaceAll("./", "../"),
	);
});

for (const [ends, text] of [
	["Unix", app],
	["Windows", app.replaceAll("\n", "\r\n")],
] as const) {
	test(`what it prints is a patch, with the line ends of ${ends}`, async (t) => {
		const folder = writeFiles(t, { ...modules, "app.js": text });
		const { stdout } = await runCommand(folder, "adopt", "app.js");
		const cwd = fileURLToPath(folder);
		execFileSync("git", ["apply", "-"], { cwd, input: stdout });
		assert.equal(
			readFileSync(new URL("app.js", folder), "utf8"),
			ends === "Unix" ? lazyApp : lazyApp.replaceAll("\n", "\r\n"),
		);
	});
}

test("--write changes the file, whose permissions stay, and behind a link; again, there is nothing to change", async (t) => {
	const folder = writeFiles(t, { ...modules, "real.js": app });
	const file = new URL("real.js", folder);
	const link = new URL("app.js", folder);
	symlinkSync("real.js", link);
	chmodSync(file, 0o751);
	const before = readdirSync(folder).sort();
	const first = await runCommand(folder, "adopt", "app.js", "--write");
	assert.match(first.stdout, /^Written: real\.js\nNext:$/m);
	assert.equal(first.code, 0);
	assert.equal(readFileSync(file, "utf8"), lazyApp);
	assert.equal(statSync(file).mode & 0o777, 0o751);
	assert.ok(lstatSync(link).isSymbolicLink());
	assert.deepEqual(readdirSync(folder).sort(), before);
	const { mtimeMs } = statSync(file);
	const second = await runCommand(folder, "adopt", "app.js", "--write");
	assert.equal(
		second.stdout,
		`real.js: 3 handlers: 0 converted, 2 left, 1 lazy already.
  6  app.use("/a")  guard
      it only guards other handlers, and guards stay
  7  app.get("/")  (req, res) => res.send("here")
      an inline function

There is nothing to change.
`,
	);
	assert.equal(second.code, 0);
	assert.equal(statSync(file).mtimeMs, mtimeMs);
});

test("a file that cannot be read or parsed is named, with exit code 1, and the others are changed", async (t) => {
	const folder = writeFiles(t, {
		...modules,
		"app.js": app,
		"broken.ts": "const = 1;",
	});
	writeFileSync(
		new URL("latin.js", folder),
		Buffer.from("// caf\xe9\n", "latin1"),
	);
	const { code, stdout, stderr } = await runCommand(
		folder,
		...["adopt", "app.js", "broken.ts", "latin.js", "none.js", "--write"],
	);
	assert.equal(stderr, "");
	assert.match(stdout, /^broken\.ts: nothing is changed: .*\(1:6\)$/m);
	assert.match(stdout, /^latin\.js: nothing is changed: .*utf-8/m);
	assert.match(stdout, /^none\.js: nothing is changed: ENOENT/m);
	assert.equal(code, 1);
	assert.equal(readFileSync(new URL("app.js", folder), "utf8"), lazyApp);
});

test("wrong arguments: exit code 2, and nothing on stdout", async (t) => {
	const folder = writeFiles(t, { "app.json": "{}", "src/app.js": app });
	const wrong = [
		...[[], ["app.js", "--wirte"], ["app.json"], ["src"]],
		...[["./nothere.js"], ["no.js", "nor.ts"]],
	];
	for (const args of wrong) {
		const { code, stdout, stderr } = await runCommand(folder, "adopt", ...args);
		assert.match(stderr, /^express-publisher adopt: /);
		assert.equal(stdout, "");
		assert.equal(code, 2);
	}
});

test("--json prints all of it", async (t) => {
	const folder = writeFiles(t, { ...modules, "app.js": app });
	const { stdout } = await runCommand(folder, "adopt", "app.js", "--json");
	const { files, next } = JSON.parse(stdout);
	assert.deepEqual(next, []);
	assert.equal(files.length, 1);
	const [{ diff, text, handlers }] = files;
	assert.match(diff, /^--- a\/app\.js\n\+\+\+ b\/app\.js\n@@ /);
	assert.equal(text, lazyApp);
	assert.deepEqual(
		handlers.map(
			({ line, mount, outcome, converted }: Record<string, unknown>) => [
				...[line, mount, outcome, converted],
			],
		),
		[
			[6, 'app.use("/a")', "stays", undefined],
			[
				...[6, 'app.use("/a")', "converted"],
				'publisher(() => import("./router.js"))',
			],
			[7, 'app.get("/")', "stays", undefined],
		],
	);
});

const site = {
	"app.js": `import express from "express";
import users from "./routers/users.js";
import posts from "./routers/posts.js";
export const app = express();
app.use("/users", users);
app.use("/posts", posts);
`,
	"routers/users.js": `import { Router } from "express";
import { show } from "../users.js";
import posts from "./posts.js";
export default Router().get("/:id", show).use("/posts", posts);
`,
	"routers/posts.js": `import { Router } from "express";
export default Router();
`,
};

test("Routers that mount something themselves are named, to be given next", (t) => {
	const { text, next } = adopted(t, site);
	assert.match(text, /"\/users", publisher/);
	assert.deepEqual(next, ["routers/users.js"]);
});

test("files that are given together are one application's: what one of them needs at start, another does not make lazy", (t) => {
	const both = adopted(t, site, ["app.js", "routers/users.js"]);
	assert.match(both.text, /"\/users", publisher.*\n.*"\/posts", publisher/);
	assert.deepEqual(both.next, []);
	const { text, left } = adopted(
		t,
		{
			...site,
			"jobs.js": `import posts from "./routers/posts.js";\nposts();\n`,
		},
		["app.js", "jobs.js"],
	);
	assert.match(text, /"\/users", publisher.*\n.*"\/posts", posts/);
	assert.deepEqual(left, [
		["posts", "its module is loaded at start anyway", "jobs.js:1"],
	]);
});
