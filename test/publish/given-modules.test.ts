// Functions that give a module, as other routers have them, where what they give has to stand itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import express5, { type Request, type Response } from "express";
import publisher, { type Namespace } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

const files = {
	"news.mjs": "export default (req, res) => res.send('news');",
	"site.mjs": `
		export const _q_exports = ["own", "imported", "deep"];
		export const own = () => import("./news.mjs");
		export const deep = async () => import(\`./news.mjs\`);
		export const _q_import = (name) => () => import("./news.mjs");
	`,
};

/** What a function may give that is to be found itself, and that its text does not tell. */
const given: Record<string, () => unknown> = {
	"a module": async () => {
		const module = await import("../support/site-module.js");
		return module;
	},
	"a compiled module": () =>
		Object.defineProperty({ default: () => "page" }, "__esModule", {
			value: true,
		}),
	"a Router": () => express5.Router(),
	"an app": () => express5(),
	"a publisher": async () => publisher({ _q_exports: [] }),
	"a namespace": () => ({ _q_exports: [], _q_index: "index" }),
	"a resource": () => ({ GET: () => "got" }),
	"an array of handlers": () => [() => "page"],
	"a function": () => () => "page",
};

for (const { version, express } of expresses) {
	test(`a function that does nothing but import is an error wherever it stands, on Express ${version}`, async (t) => {
		const folder = writeFiles(t, files);
		const root = new URL("site.mjs", folder);
		const { ask, outcomes } = await observe(t, express, root);
		const paths = ["own", "imported", "deep"].flatMap((name) => [
			`/${name}`,
			`/${name}/`,
			`/${name}/more`,
		]);
		for (const path of paths) {
			assert.equal((await ask(path)).status, 500, path);
			const { error } = outcomes.at(-1) as { error: Error & { code: string } };
			assert.equal(error.code, "ERR_PUBLISHER_UNPUBLISHABLE");
			assert.match(
				error.message,
				/a function that gives a module\. Put the import\(\) itself in its place, or have _q_import return it$/,
			);
		}
	});

	for (const [what, give] of Object.entries(given)) {
		test(`a function that gives ${what} instead of answering is an error, on Express ${version}`, async (t) => {
			for (const root of [
				{ _q_exports: ["a"], a: give },
				{ _q_exports: ["a"], _q_import: () => give },
				{ _q_exports: [], _q_lookup: () => give },
			] as Namespace[]) {
				const { ask, outcomes } = await observe(t, express, root);
				assert.equal((await ask("/a")).status, 500);
				const [{ error }] = outcomes as [{ error: Error & { code: string } }];
				assert.equal(error.code, "ERR_PUBLISHER_UNPUBLISHABLE");
				assert.match(
					error.message,
					/Export what it returns instead of the function, or return it from _q_import$/,
				);
			}
		});
	}

	test(`a handler that imports what it calls is left alone, on Express ${version}`, async (t) => {
		const url = new URL("news.mjs", writeFiles(t, files)).href;
		const pages: Record<string, unknown> = {
			called: (req: Request, res: Response) =>
				import(url).then(({ default: page }) => page(req, res)),
			text: () => import(url).then(() => "news"),
			awaited: async (req: Request, res: Response) => {
				const module = await import(url);
				module.default(req, res);
				return module;
			},
		};
		const root = { _q_exports: Object.keys(pages), ...pages } as Namespace;
		const { ask } = await observe(t, express, root);
		for (const name of Object.keys(pages)) {
			assert.equal((await ask(`/${name}`)).body, "news", name);
		}
	});
}

test("tree tells of a function that does nothing but import", async (t) => {
	const root = new URL("site.mjs", writeFiles(t, files));
	const site = publisher(root);
	await site.preload();
	const told = JSON.stringify(site.tree()).match(
		/a function that gives a module/g,
	);
	assert.equal(told?.length, 3);
});
