// `check` and `tree` of the module that makes an application: all its publishers, in a process that neither collides nor stays.
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { check, tree } from "express-publisher/check";
import { runCommand } from "../support/command.js";
import { linkPackage, writeFiles } from "../support/files.js";

const files = {
	"routers/badge.js":
		'import express from "express"; export default express.Router().get("/", (req, res) => res.send("badge"));',
	"routers/admin.js": `import express from "express";
import publisher from "express-publisher";
export default express.Router().use("/deep", publisher(() => import("./deep.js")));`,
	"routers/deep.js": 'throw new Error("no database");',
	"controllers/users.js": "export const show = (req, res) => res.send('user');",
	"site/about.js": "export default 42;",
	"site/news.js": "export default () => 'news';",
};
const mounts = `
app.use("/:project/badge.svg", publisher(() => import("./routers/badge.js")));
app.use("/admin", publisher(() => import("./routers/admin.js")));
app.get("/users/:id", publisher(() => import("./controllers/users.js").then((users) => users.show)));
app.get("/users/:id/edit", publisher(() => import("./controllers/users.js").then((users) => users.edit)));
app.use(publisher({ _q_exports: ["news", "about"], _q_import: (name) => import(\`./site/\${name}.js\`) }));`;
const head = `import express from "express";
import publisher from "express-publisher";
const app = express();`;

const show = 'import("./controllers/users.js").then((users) => users.show)';
const problems = [
	[
		'import("./controllers/users.js").then((users) => users.edit)',
		"controllers/users.js",
	],
	["{ news, about }/about", "site/about.js"],
	// Another part makes this publisher.
	['import("./deep.js")', "routers/deep.js"],
];

const apps = {
	"listens on a port that is taken": (port: number) => `${head}${mounts}
app.listen(${port}, (error) => { if (error) throw error; console.log("listening"); });
setInterval(() => {}, 1_000);`,
	"exports the app": () => `${head}${mounts}
export default app;`,
	"exports it by a name": () => `${head}${mounts}
export { app };`,
	"makes it after a while": (port: number) => `${head}
setTimeout(() => {${mounts}
	app.listen({ port: ${port}, exclusive: true });
}, 300);`,
};

for (const [what, sourceOf] of Object.entries(apps)) {
	test(`check names all that cannot be had of an application that ${what}`, async (t) => {
		const folder = await write(t, sourceOf);
		const { code, stdout } = await runCommand(
			folder,
			...["check", "app.js", "--json"],
		);
		const report = JSON.parse(stdout);
		assert.deepEqual(
			report.problems.map(({ path, file }: { path: string; file?: string }) => [
				path,
				file?.slice(file.lastIndexOf("/", file.lastIndexOf("/") - 1) + 1),
			]),
			problems,
			stdout,
		);
		assert.equal(code, 1);
		assert.ok(
			report.imports.some(({ path }: { path: string }) => path === show),
		);
	});
}

test("check of a CommonJS application in which all is well exits with 0, alone as well", async (t) => {
	const folder = writeFiles(t, {
		"app.cjs": `const express = require("express");
			const publisher = require("express-publisher");
			const app = express();
			app.use("/a", publisher(() => require("./a.cjs")));
			app.use("/b", publisher(async () => require("./b.cjs")));
			app.listen(80);`,
		"a.cjs": 'module.exports = require("express").Router();',
		"b.cjs": "module.exports = (req, res) => res.end();",
	});
	link(folder);
	const { code, stdout } = await runCommand(
		folder,
		...["check", "app.cjs", "--alone"],
	);
	assert.match(
		stdout,
		/^app\.cjs: 2 publishers, 2 parts imported first: all is well\.\n/,
	);
	assert.equal(code, 0);
});

test("tree draws the publishers of an application, and imports none of their roots", async (t) => {
	const folder = await write(t, apps["exports the app"]);
	const { code, stdout } = await runCommand(folder, "tree", "app.js");
	assert.equal(
		stdout,
		`/ (namespace)
├── import("./routers/badge.js") (not imported)
├── import("./routers/admin.js") (not imported)
├── ${show} (not imported)
├── import("./controllers/users.js").then((users) => users.edit) (not imported)
└── { news, about } (namespace)
    ├── news (not imported)
    └── about (not imported)
`,
	);
	assert.equal(code, 0);
});

test("what an application throws late has its file", async (t) => {
	const folder = writeFiles(t, {
		"app.js": `${head}
			app.use(publisher({ _q_exports: ["a"], a: "a" }));
			setTimeout(() => process.exit(3), 50);
			setInterval(() => {}, 1_000);`,
	});
	link(folder);
	const { problems } = await check(new URL("app.js", folder));
	assert.deepEqual(
		problems.map(({ path, file = "", cause }) => [
			path,
			file.slice(file.lastIndexOf("/") + 1),
			cause,
		]),
		[["/", "app.js", "Error: process.exit(3) was called"]],
	);
});

test("an application whose module fails is a problem of its own", async (t) => {
	const folder = writeFiles(t, { "app.js": 'throw new Error("no config");' });
	const { problems } = await check(new URL("app.js", folder));
	assert.deepEqual(
		problems.map(({ path, cause }) => [path, cause]),
		[["/", "Error: no config"]],
	);
});

test("a module that exports a namespace is the root, whatever publishers it makes", async (t) => {
	const folder = writeFiles(t, {
		"site.js": `import publisher from "express-publisher";
			export const _q_exports = ["inner"];
			export const inner = publisher(() => "inner");`,
	});
	link(folder);
	const root = await tree(new URL("site.js", folder));
	assert.deepEqual(
		root.exports?.map(({ path, kind }) => [path, kind]),
		[["/inner", "mount"]],
	);
});

async function write(
	t: TestContext,
	sourceOf: (port: number) => string,
): Promise<URL> {
	const taken = createServer().listen(0);
	t.after(() => taken.close());
	await once(taken, "listening");
	const { port } = taken.address() as AddressInfo;
	const folder = writeFiles(t, { ...files, "app.js": sourceOf(port) });
	link(folder);
	return folder;
}

function link(folder: URL): void {
	linkPackage(folder, "express");
	linkPackage(folder, "express-publisher");
}
