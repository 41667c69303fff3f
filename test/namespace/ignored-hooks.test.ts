// A hook that would be ignored leaves a door open: any name that begins with `_q_` on something without an export list is a
// fault, wherever it stands and however it is spelt, and on a mount even with one.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Express, Request, RequestHandler, Response } from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import { linkPackage, writeFiles } from "../support/files.js";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

const secret = (_req: Request, res: Response) => void res.send("SECRET");

for (const { version, express } of expresses) {
	const things: Readonly<Record<string, () => object>> = {
		"a Router": () => express.Router().use(secret),
		"an app": () => (express() as Express).use(secret),
		"a mount(...)": () => mount(secret),
		"a publisher": () => publisher({ _q_exports: [], _q_index: "SECRET" }),
		"a page":
			() =>
			(...given: Parameters<RequestHandler>) =>
				secret(given[0], given[1]),
		"a resource": () => ({ GET: () => "SECRET" }),
		"an array": () => [secret],
		"an object": () => ({}),
	};
	const hooks = [
		...["_q_access", "_q_acess", "_q_lookup", "_q_url", "_q_"],
		...["_qaccess", "q_access", "_qAccess", "__q_access", "_Q_ACCESS"],
	];

	for (const [what, make] of Object.entries(things)) {
		test(`${what} with a hook that it would ignore is a fault on Express ${version}`, async (t) => {
			for (const hook of hooks) {
				const thing = Object.assign(make(), { [hook]: () => false });
				for (const root of [
					{ _q_exports: ["a"], a: thing },
					{ _q_exports: ["a"], _q_import: () => thing },
					{ _q_exports: ["a"], _q_import: async () => ({ default: thing }) },
					{ _q_exports: [], _q_lookup: () => thing },
					{ _q_exports: ["a"], a: [thing, secret] },
				]) {
					const { ask, outcomes } = await observe(
						t,
						express,
						root as Namespace,
					);
					for (const path of ["/a", "/a/"]) {
						const { status, body } = await ask(path);
						assert.equal(status, 500, `${hook} ${path}`);
						assert.doesNotMatch(body, /SECRET/);
					}
					assert.equal(outcomes.length, 2);
				}
			}
		});
	}

	test(`a hook beside a default export, on Express ${version}`, async (t) => {
		const folder = writeFiles(t, {
			"router.js": `import express from "express";
				export const _q_acess = () => false;
				export default express.Router().use((req, res) => res.send("SECRET"));`,
			"page.js":
				'export const _q_access = () => false; export default () => "SECRET";',
			"commonjs.cjs":
				'module.exports = Object.assign(() => "SECRET", { _q_access: () => false });',
		});
		linkPackage(folder, "express", version === 4 ? "express4" : "express");
		const names = ["router.js", "page.js", "commonjs.cjs"];
		const { ask } = await observe(t, express, {
			_q_exports: names,
			_q_import: (name: string) => import(new URL(name, folder).href),
		});
		for (const name of names) {
			const { status, body } = await ask(`/${name}`);
			assert.equal(status, 500, name);
			assert.doesNotMatch(body, /SECRET/);
		}
	});

	test(`a Router with an export list would ignore its hooks, too, on Express ${version}`, async (t) => {
		const router = Object.assign(express.Router().use(secret), {
			_q_exports: [],
			_q_access: () => false,
		});
		const { ask } = await observe(t, express, {
			_q_exports: ["a"],
			a: router,
		} as Namespace);
		const { status, body } = await ask("/a");
		assert.equal(status, 500);
		assert.doesNotMatch(body, /SECRET/);
	});
}
