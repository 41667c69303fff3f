// An application may import the package in one module and require it in another: then it has two
// copies of it, the ES module and the CommonJS one.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import express from "express";
import * as imported from "express-publisher";
import * as importedCheck from "express-publisher/check";
import * as importedInspector from "express-publisher/inspector";
import { linkPackage, writeFiles } from "../support/files.js";
import commonJs from "../support/required.cjs";
import { serve } from "../support/serve.js";

const { required, check, inspector } = commonJs;
const builds = [imported, required];

test("require gives the publisher itself, with all the exports as its properties", () => {
	assert.notEqual(required, imported.publisher, "these are two copies");
	assert.equal(required, required.publisher);
	assert.equal(required, required.default);
	assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort());
	for (const [name, value] of Object.entries(imported)) {
		const other = required[name as keyof typeof imported];
		assert.equal(typeof other, typeof value, name);
		assert.equal(
			(other as { name?: string }).name,
			(value as { name?: string }).name,
		);
	}
});

test("require of the other entries gives what import does", () => {
	assert.deepEqual(Object.keys(check), Object.keys(importedCheck));
	assert.deepEqual(Object.keys(inspector), Object.keys(importedInspector));
});

test("an error of either copy is a PublisherError of both, and nothing else is", async () => {
	for (const { publisher } of builds) {
		const { imports } = await publisher({ _q_exports: ["a"] }).preload();
		const [failed] = imports;
		assert.equal(failed?.outcome, "failed");
		for (const { PublisherError } of builds) {
			assert.ok(failed.error instanceof PublisherError);
		}
	}
	for (const value of [new Error(), {}, null, undefined, "error", () => {}]) {
		for (const { PublisherError } of builds) {
			assert.ok(!(value instanceof PublisherError));
		}
	}
});

test("what either copy makes is mounted by the other", async (t) => {
	for (const [outer, inner] of [
		[imported, required],
		[required, imported],
	] as const) {
		const site = outer.publisher({
			_q_exports: ["files", "site"],
			files: inner.mount((req, res) => {
				res.send(req.url);
			}),
			site: inner.publisher({ _q_exports: ["a"], a: "yes" }),
		});
		const ask = await serve(t, express().use(site));
		assert.equal((await ask("/files/a/b")).body, "/a/b");
		assert.equal((await ask("/site/a")).body, "yes");
	}
});

test("an app that publishers of both copies find is mounted once", async (t) => {
	let mounted = 0;
	const found = express().on("mount", () => mounted++);
	found.get("/", (_req, res) => {
		res.send("yes");
	});
	const app = express();
	builds.forEach(({ publisher }, index) => {
		app.use(`/${index}`, publisher({ _q_exports: ["found"], found }));
	});
	const ask = await serve(t, app);
	assert.equal((await ask("/0/found")).body, "yes");
	assert.equal((await ask("/1/found")).body, "yes");
	assert.equal(mounted, 1);
});

test("the inspector and the check of the CommonJS build do what those of the ES module do", async (t) => {
	const folder = writeFiles(t, {
		"index.js": 'export const _q_exports = ["a"];',
		"a.js": "export default 1;",
	});
	const { problems } = await check.check(new URL("index.js", folder));
	assert.deepEqual(
		problems.map(({ path }) => path),
		["/a"],
	);
	const site = imported.publisher({ _q_exports: [] });
	const app = express().use("/_site", inspector.inspector(site));
	const ask = await serve(t, app);
	assert.match((await ask("/_site/")).body, /^<!doctype html>/);
});

test("of two copies, one prints what DEBUG asks for", async (t) => {
	const folder = writeFiles(t, {
		"main.mjs": `
			import imported from "express-publisher";
			import { createRequire } from "node:module";
			const required = createRequire(import.meta.url)("express-publisher");
			for (const publisher of [imported, required]) {
				await publisher({ _q_exports: ["a"], _q_import: () => "a" }).preload();
			}
			if (imported === required) throw new Error("one copy");`,
	});
	linkPackage(folder, "express-publisher", "..");
	const child = spawn(
		process.execPath,
		[new URL("main.mjs", folder).pathname],
		{ env: { ...process.env, DEBUG: "express-publisher" } },
	);
	const [stderr, [code]] = await Promise.all([
		text(child.stderr),
		once(child, "exit"),
	]);
	assert.equal(code, 0, stderr);
	assert.equal(stderr.match(/importing \/a/g)?.length, 2, stderr);
});
