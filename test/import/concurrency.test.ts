// Hundreds of first requests at once: each thing is imported once, and all get what came of it.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import type { Namespace } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { observe } from "../support/observe.js";
import { type Ask, expresses } from "../support/serve.js";

const COUNT = 200;

/** Asks for `path` with many clients at once; gives their answers, each distinct one with its number. */
async function askAtOnce(ask: Ask, path: string): Promise<object> {
	const answers = await Promise.all(
		Array.from({ length: COUNT }, () => ask(path)),
	);
	const numbers: Record<string, number> = {};
	for (const { status, body } of answers) {
		const answer = `${status} ${body}`.trim();
		numbers[answer] = (numbers[answer] ?? 0) + 1;
	}
	return numbers;
}

type Importer = NonNullable<Namespace["_q_import"]>;

interface Row {
	/** Gives the importer: `supply` returns or throws, `arrived` resolves when all requests are there. */
	readonly importer: (supply: Importer, arrived: Promise<void>) => Importer;
	/** How often the importer is called by requests that all fail: who comes after a failure tries again. */
	readonly tries: number;
}

const importers: Record<string, Row> = {
	"a sync importer": { importer: (supply) => supply, tries: COUNT },
	"an async importer": {
		importer: (supply) => async (name) => supply(name),
		tries: COUNT,
	},
	"an async importer, settled when all have come": {
		importer: (supply, arrived) => async (name) => {
			await arrived;
			return supply(name);
		},
		tries: 1,
	},
	"an importer of thenables": {
		importer: (supply) => (name) => ({
			// biome-ignore lint/suspicious/noThenProperty: a promise from elsewhere is what is tested
			then(...[resolve, reject]: Settle) {
				try {
					resolve(supply(name));
				} catch (error) {
					reject(error);
				}
			},
		}),
		tries: COUNT,
	},
	"an importer of thenables, settled when all have come": {
		importer: (supply, arrived) => (name) => ({
			// biome-ignore lint/suspicious/noThenProperty: a promise from elsewhere is what is tested
			then(...[resolve, reject]: Settle) {
				arrived.then(() => resolve(supply(name))).catch(reject);
			},
		}),
		tries: 1,
	},
};
type Settle = [
	resolve: (found: unknown) => void,
	reject: (error: unknown) => void,
];

/** Gives a site with `/a/b/c`, each level of it imported; `calls` counts by name, and what is in `broken` fails. */
function createSite(importer: Row["importer"], broken: Set<string>) {
	const calls: Record<string, number> = {};
	let requests = 0;
	let allArrived: () => void = () => {};
	const arrived = new Promise<void>((resolve) => {
		allArrived = resolve;
	});
	const level = (name: string, found: unknown): Namespace => ({
		_q_exports: [name],
		_q_import: importer((asked) => {
			calls[asked] = (calls[asked] ?? 0) + 1;
			if (broken.has(asked)) {
				throw new Error(`${asked} is broken`);
			}
			return found;
		}, arrived),
	});
	const root: Namespace = {
		...level(
			"a",
			level(
				"b",
				level("c", () => "reached"),
			),
		),
		_q_access() {
			requests++;
			if (requests === COUNT) {
				allArrived();
			}
		},
	};
	return { root, calls };
}

/** Gives the folder of a site of real files with `/a/b/c`, each of which fails as long as there is a file of its name and the extension `down`. */
function writeSite(
	t: Parameters<typeof writeFiles>[0],
	files: Record<string, string> = {},
) {
	const module = (exports: string) => `
		import { existsSync } from "node:fs";
		import { setImmediate } from "node:timers/promises";
		(globalThis.evaluated ??= []).push(import.meta.url);
		await setImmediate();
		if (existsSync(new URL(import.meta.url.replace(/js([?].*)?$/, "down")))) throw new Error("down");
		${exports}`;
	return writeFiles(t, {
		"index.js": module("export const _q_exports = ['a'];"),
		"a/index.js": module("export const _q_exports = ['b'];"),
		"a/b/index.js": module("export const _q_exports = ['c'];"),
		"a/b/c.js": module("export default () => 'reached';"),
		...files,
	});
}

/** Gives the files below `folder` that Node has evaluated, as paths, once for each time. */
function evaluated(folder: URL): string[] {
	const urls = (globalThis as { evaluated?: string[] }).evaluated ?? [];
	return urls
		.filter((url) => url.startsWith(folder.href))
		.map((url) => new URL(url).pathname.slice(folder.pathname.length));
}

for (const { version, express } of expresses) {
	for (const [name, { importer, tries }] of Object.entries(importers)) {
		test(`${COUNT} first requests call ${name} once on Express ${version}`, async (t) => {
			const { root, calls } = createSite(importer, new Set());
			const { ask, outcomes } = await observe(t, express, root);
			assert.deepEqual(await askAtOnce(ask, "/a/b/c"), {
				"200 reached": COUNT,
			});
			assert.deepEqual(calls, { a: 1, b: 1, c: 1 });
			assert.deepEqual(new Set(outcomes), new Set(["answer"]));
			assert.equal(outcomes.length, COUNT);
		});

		for (const broken of ["a", "b", "c"]) {
			test(`all get the failure at ${broken} of ${name} on Express ${version}`, async (t) => {
				const causes = new Set([broken]);
				const { root, calls } = createSite(importer, causes);
				const { ask, outcomes } = await observe(t, express, root);
				assert.deepEqual(await askAtOnce(ask, "/a/b/c"), { "500": COUNT });
				assert.equal(outcomes.length, COUNT);
				assert.equal(calls[broken], tries);

				assert.equal((await ask("/a/b/c")).status, 500);
				causes.clear();
				assert.equal((await ask("/a/b/c")).body, "reached");
				assert.equal((await ask("/a/b/c")).body, "reached");
				assert.equal(calls[broken], tries + 2);
				assert.ok(
					Object.entries(calls).every(
						([level, count]) => level === broken || count === 1,
					),
				);
			});
		}
	}

	test(`${COUNT} first requests import each root and module once on Express ${version}`, async (t) => {
		const folder = writeSite(t);
		const url = new URL("index.js", folder);
		let calls = 0;
		const thunk = async () => {
			calls++;
			const { _q_exports } = await import(url.href);
			return { _q_exports, _q_url: url.href };
		};
		const byUrl = await observe(t, express, url);
		const byThunk = await observe(t, express, thunk);
		const answers = await Promise.all([
			askAtOnce(byUrl.ask, "/a/b/c"),
			askAtOnce(byThunk.ask, "/a/b/c"),
		]);
		assert.deepEqual(answers, [
			{ "200 reached": COUNT },
			{ "200 reached": COUNT },
		]);
		assert.equal(calls, 1);
		assert.deepEqual(evaluated(folder), [
			"index.js",
			"a/index.js",
			"a/b/index.js",
			"a/b/c.js",
		]);
	});

	for (const broken of ["index.js", "a/index.js", "a/b/index.js", "a/b/c.js"]) {
		test(`all get the failure of ${broken}, until it is mended, on Express ${version}`, async (t) => {
			const down = broken.replace(/js$/, "down");
			const folder = writeSite(t, { [down]: "" });
			const root = new URL("index.js", folder);
			let now = performance.now();
			t.mock.method(performance, "now", () => now);
			const { ask, outcomes } = await observe(t, express, root);
			assert.deepEqual(await askAtOnce(ask, "/a/b/c"), { "500": COUNT });
			assert.equal(outcomes.length, COUNT);
			const times = () =>
				evaluated(folder).filter((path) => path === broken).length;
			assert.equal(times(), 1);

			rmSync(new URL(down, folder));
			now += 1_000; // The back-off is over.
			assert.deepEqual(await askAtOnce(ask, "/a/b/c"), {
				"200 reached": COUNT,
			});
			assert.equal(times(), 2);
		});
	}
}
