// Random hostile paths: nothing breaks, and nothing outside of the site is reached.
import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import publisher, { mount } from "express-publisher";
import fc from "fast-check";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";

/** What attackers of routers, static servers and JavaScript objects put into a path. */
const hostileSegments = [
	..."constructor __proto__ prototype toString valueOf hasOwnProperty then".split(
		" ",
	),
	..."__defineGetter__ __lookupSetter__ isPrototypeOf name length call".split(
		" ",
	),
	..."_q_exports _q_index _q_access _q_lookup _q_import _q_url %5fq_access".split(
		" ",
	),
	..."_q_exception_handler _q_ default module.exports __esModule".split(" "),
	..." . .. ... %2e %2e%2e %252e%252e ..%2f ..%5c .%00 %00 %00.js".split(" "),
	..."%2F %5C \\ \\\\evil.example //evil.example %2F%2Fevil.example".split(" "),
	..."%09 %0a %0d%0aX-Injected:1 %zz % %E0%A4%A %ff %C0%AE %u002e".split(" "),
	..."evil.example http: javascript:alert(1) ; ;x=1 @evil.example * ? # &".split(
		" ",
	),
	..."outside outside.js ..\\outside file:".split(" "),
	"a".repeat(2_000),
	"%2e%2e%2f".repeat(200),
];

const names = ["page", "files", "namespace", "guessed", "router", "imported"];

const path = fc
	.tuple(
		fc.constantFrom("", "", "", "", "/", "/\\", "http://evil.example"),
		fc.array(
			fc.oneof(
				{ weight: 3, arbitrary: fc.constantFrom(...names, "42") },
				{ weight: 4, arbitrary: fc.constantFrom(...hostileSegments) },
				{ weight: 1, arbitrary: fc.string().map(encodeURIComponent) },
				{
					weight: 1,
					arbitrary: fc.string({
						unit: fc
							// Node's parser refuses all others itself.
							.integer({ min: 0x21, max: 0x7e })
							.map((code) => String.fromCharCode(code)),
					}),
				},
			),
			{ maxLength: 6 },
		),
		fc.constantFrom("", "", "/", "?", "?x=/../y", "#", "?//evil.example"),
	)
	.map(([host, segments, rest]) => `${host}/${segments.join("/")}${rest}`);

test("ten thousand random and hostile paths: nothing breaks, nothing outside the site is reached", async (t) => {
	const folder = writeFiles(t, {
		"outside.js": "globalThis.hostileTest.loaded.push(import.meta.url);",
		"site/index.js": `
			globalThis.hostileTest.loaded.push(import.meta.url);
			export const _q_exports = ["guessed", "missing"];
			export const _q_index = "site: index";`,
		"site/guessed.js": `
			globalThis.hostileTest.loaded.push(import.meta.url);
			export default () => "site: guessed";`,
	});
	const loaded: string[] = [];
	const imported: string[] = [];
	Object.assign(globalThis, { hostileTest: { loaded } });
	const faults: unknown[] = [];
	const fault = (error: unknown) => faults.push(error);
	process.on("unhandledRejection", fault);
	process.on("uncaughtException", fault);
	t.after(() => {
		process.off("unhandledRejection", fault);
		process.off("uncaughtException", fault);
	});

	class Article {
		readonly _q_exports = ["edit", "constructor"];
		readonly _q_index = "site: article";
		edit() {
			return "site: edit";
		}
	}
	const router = express.Router();
	router.get("/", (_req, res) => void res.send("site: router"));
	const app = express();
	app.use(
		publisher({
			_q_exports: [...names, "toString", ["__proto__", "secret"]],
			_q_index: "site: root",
			_q_lookup: (_req, component) =>
				component === "42" ? new Article() : undefined,
			_q_import: (name) => {
				imported.push(name);
				if (name === "namespace") {
					return import(new URL("site/index.js", folder).href).then(
						(module) => ({ ...module, _q_url: `${folder}site/index.js` }),
					);
				}
				return name === "imported" ? () => "site: imported" : undefined;
			},
			page: () => "site: page",
			router,
			guessed: new Article(),
			// Of its own accord, serve-static redirects `http://evil.example/files` to that very host.
			files: mount(
				express.static(new URL("site/", folder).pathname, { redirect: false }),
			),
		}),
	);
	app.use((_req, res) => void res.status(404).send("site: not found"));
	app.use(((_err, _req, res, _next) => {
		res.status(_err.status ?? 500).send("site: error");
	}) satisfies express.ErrorRequestHandler);
	const ask = await serve(t, app);

	await fc.assert(
		fc.asyncProperty(path, async (hostilePath) => {
			const { status, headers, body } = await ask(hostilePath);
			if (headers.location !== undefined) {
				const target = new URL(headers.location, "http://here.example");
				assert.equal(target.host, "here.example", headers.location);
				assert.match(headers.location, /^[\x21-\x7e]+$/);
			} else if (!headers["last-modified"]) {
				// Express itself gives up on paths such as `//@#` and `//]@#`, before it calls anything.
				assert.match(body, /^site: |Cannot GET (null|resource)/);
			}
			assert.ok([200, 301, 400, 404, 500].includes(status), String(status));
			assert.equal(headers["x-injected"], undefined);
		}),
		{ numRuns: 10_000, includeErrorInReport: true },
	);

	assert.deepEqual(faults, []);
	const files = loaded.map((url) => url.slice(folder.href.length)).sort();
	assert.deepEqual(files, ["site/guessed.js", "site/index.js"]);
	const asked = new Set(imported.filter((name) => name !== "toString"));
	assert.deepEqual([...asked].sort(), ["imported", "namespace", "secret"]);
	assert.equal(imported.filter((name) => name === "namespace").length, 1);
	assert.equal(imported.filter((name) => name === "imported").length, 1);
});
