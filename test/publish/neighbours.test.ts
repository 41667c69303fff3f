// What surrounds a publisher in an application: other publishers in a row, modules that export more than their Router, and
// what reads the status of an error.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import publisher, { type PublisherError } from "express-publisher";
import { linkPackage, writeFiles } from "../support/files.js";
import { expresses, serve } from "../support/serve.js";

for (const { version, express } of expresses) {
	test(`twenty publishers in a row that walk asynchronously leave no trace on the response, on Express ${version}`, async (t) => {
		const warnings: Error[] = [];
		const keep = (warning: Error) => warnings.push(warning);
		process.on("warning", keep);
		t.after(() => process.off("warning", keep));
		const app = express();
		const sites = Array.from({ length: 20 }, () =>
			publisher({ _q_exports: [], _q_lookup: async () => undefined }),
		);
		app.use(sites, (_req: unknown, res: { send(text: string): void }) => {
			res.send("passed on");
		});
		const ask = await serve(t, app);
		assert.equal((await ask("/a")).body, "passed on");
		await setImmediate();
		assert.deepEqual(warnings, []);
		// Each of them knows that the request is over: nothing keeps a preload waiting.
		for (const site of sites) {
			await site.preload();
		}
	});

	test(`a Router is mounted whatever lists its module exports beside it, on Express ${version}`, async (t) => {
		const folder = writeFiles(t, {
			"default.js": `import express from "express";
				export const ACL = ["admin"], SEARCH = [], LINK = [{}], LOCK = () => {};
				export default express.Router().get("/page", (req, res) => res.send("mounted"));`,
			"commonjs.cjs": `const express = require("express");
				Object.defineProperty(exports, "__esModule", { value: true });
				exports.ACL = ["admin"];
				exports.SEARCH = () => {};
				exports.default = express.Router().get("/page", (req, res) => res.send("mounted"));`,
			"resource.js": `export const ACL = ["admin"], GET = () => "got", SEARCH = [() => "found"];`,
			"list.js": `export const ACL = ["admin"]; export default () => "page";`,
		});
		linkPackage(folder, "express", version === 4 ? "express4" : "express");
		const app = express();
		app.use(
			publisher({
				_q_exports: ["default.js", "commonjs.cjs", "resource.js", "list.js"],
				_q_import: (name: string) => import(new URL(name, folder).href),
			}),
		);
		const ask = await serve(t, app);
		assert.equal((await ask("/default.js/page")).body, "mounted");
		assert.equal((await ask("/commonjs.cjs/page")).body, "mounted");
		assert.equal((await ask("/list.js")).body, "page");
		assert.equal((await ask("/resource.js")).body, "got");
		const search = await ask("/resource.js", { method: "SEARCH" });
		assert.equal(search.body, "found");
		const other = await ask("/resource.js", { method: "ACL" });
		assert.equal(other.status, 405);
		assert.equal(other.headers.allow, "GET, HEAD, SEARCH");
	});

	test(`an error has its status under both names that are looked for, on Express ${version}`, async (t) => {
		const app = express();
		app.use(
			publisher({ _q_exports: ["a"], _q_import: () => undefined }),
			(
				error: PublisherError,
				_req: unknown,
				res: { json(value: unknown): void },
				_next: unknown,
			) => res.json([error.status, error.statusCode]),
		);
		const ask = await serve(t, app);
		assert.equal((await ask("/a")).body, "[500,500]");
		assert.equal((await ask("/%zz")).body, "[400,400]");
	});
}
