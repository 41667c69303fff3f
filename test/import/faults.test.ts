// Sites of real files that are really broken: what a request comes to, and that the rest of the site goes on.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { PublisherOptions } from "express-publisher";
import { collectGarbage } from "../support/collect-garbage.js";
import { writeFiles } from "../support/files.js";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";
import { serveFrom, serveRoot } from "../support/serve-root.js";

/** Serves the modules of `files`, all of which the root exports, beside one that is well. */
async function serveBroken(
	t: TestContext,
	express: (typeof expresses)[number]["express"],
	files: Record<string, string>,
	options?: PublisherOptions,
) {
	const names = Object.keys(files)
		.filter((file) => !file.includes("/"))
		.map((file) => file.replace(/\.c?js$/, ""));
	const folder = writeFiles(t, {
		...files,
		"index.js": `
			export const _q_exports = ${JSON.stringify([...names, "well"])};
			export const _q_access = () => void faultsTest.arrived++;`,
		"well.js": 'export default "well";',
	});
	const root = new URL("index.js", folder);
	const observed = await observe(t, express, root, options);
	const codes = () =>
		observed.outcomes.map(
			(outcome) =>
				(outcome as { error?: { code?: string } }).error?.code ?? outcome,
		);
	return { ...observed, folder, codes };
}

// What the modules below wait for, or look at to decide whether to throw.
const state = {
	isDown: false,
	arrived: 0,
	evaluations: 0,
	wait: () => Promise.resolve(),
	left: () => {},
};
Object.assign(globalThis, { faultsTest: state });

/** Modules that do not settle, and whether they do when the test lets them. */
const unsettled: Record<
	string,
	{ files: Record<string, string>; settles?: boolean; status?: number }
> = {
	"awaits what never comes": {
		files: { "a.js": "await faultsTest.wait(); export default 'here';" },
		settles: true,
	},
	"imports one that awaits what never comes": {
		files: {
			"a.js": 'import "./lib/b.js"; export default "here";',
			"lib/b.js": "await faultsTest.wait();",
		},
		settles: true,
	},
	"awaits the import of one that awaits the import of it": {
		files: {
			"a.js": 'await import("./b.js"); export default "a";',
			"b.js": 'await import("./a.js"); export default "b";',
		},
	},
	"exports a `then` that does not call back": {
		files: {
			"a.js": "export const then = () => {}; export const _q_exports = [];",
		},
	},
	"exports a page called `then`": {
		files: {
			"a.js":
				'export const then = (req, res) => { res.send("page"); }; export const _q_exports = ["then"];',
		},
		status: 500, // It is called with two functions, and throws.
	},
};

for (const { version, express } of expresses) {
	for (const [what, row] of Object.entries(unsettled)) {
		const { files, settles = false, status = 503 } = row;
		test(`a module that ${what} is a ${status}, and the rest of the site goes on, on Express ${version}`, async (t) => {
			let settle: () => void = () => {};
			const waited = new Promise<void>((resolve) => {
				settle = resolve;
			});
			state.wait = () => waited;
			// No time passes but what the test lets pass: however slow the machine, all else is imported.
			t.mock.timers.enable({ apis: ["setTimeout"] });
			const { ask, codes } = await serveBroken(t, express, files);
			const code = `ERR_PUBLISHER_IMPORT_${status === 503 ? "TIMEOUT" : "FAILED"}`;
			const paths = Object.keys(files)
				.filter((file) => !file.includes("/"))
				.map((file) => `/${file.replace(".js", "")}`);
			assert.equal((await ask("/well")).body, "well");
			for (const _time of ["first", "second"]) {
				state.arrived = 0;
				const asked = paths.map((path) => ask(path));
				while (state.arrived < paths.length) {
					await setImmediate();
				}
				assert.equal((await ask("/well")).body, "well");
				if (status === 503) {
					t.mock.timers.tick(30_000);
				}
				for (const answer of asked) {
					assert.equal((await answer).status, status);
				}
			}
			assert.deepEqual(new Set(codes()), new Set(["answer", code]));
			settle();
			if (settles) {
				assert.equal((await ask("/a")).body, "here");
			}
		});
	}

	/** Pages that misbehave in files of their own: the status and the body, as far as it came. */
	const pages: Record<string, [source: string, status: number, body: string]> =
		{
			"answers twice": [
				'(req, res) => { res.send("first"); res.send("second"); }',
				200,
				"first",
			],
			"answers and gives a string": [
				'async (req, res) => { res.send("first"); return "second"; }',
				200,
				"first",
			],
			"throws when its headers are out": [
				'(req, res) => { res.write("first"); throw new Error("too late"); }',
				200,
				"first",
			],
			"rejects when its headers are out": [
				'async (req, res) => { res.flushHeaders(); throw new Error("too late"); }',
				200,
				"",
			],
			"throws when it has answered": [
				'async (req, res) => { res.send("first"); throw new Error("too late"); }',
				200,
				"first",
			],
		};
	for (const [what, [source, status, body]] of Object.entries(pages)) {
		test(`a page that ${what}, and nothing is left unhandled, on Express ${version}`, async (t) => {
			const { ask, outcomes } = await serveBroken(t, express, {
				"a.js": `export default ${source};`,
			});
			const answer = await ask("/a");
			assert.deepEqual([answer.status, answer.body], [status, body]);
			assert.equal((await ask("/well")).body, "well");
			const unhandled = /unhandledRejection|uncaughtException/;
			const errors = outcomes.map((outcome) =>
				String((outcome as { error?: unknown }).error),
			);
			assert.doesNotMatch(errors.join(), unhandled);
		});
	}

	test(`a page that never answers, and its client leaves, on Express ${version}`, async (t) => {
		const { ask, outcomes, clientLeft } = await serveBroken(t, express, {
			"a.js": `export default (req, res) => {
				res.on("close", () => faultsTest.left());
				faultsTest.evaluations++;
			};`,
		});
		state.evaluations = 0;
		const left = new Promise<void>((resolve) => {
			state.left = resolve;
		});
		const client = new AbortController();
		const asked = ask("/a", { signal: client.signal });
		while (state.evaluations === 0) {
			await setImmediate();
		}
		client.abort();
		await assert.rejects(asked, { name: "AbortError" });
		await Promise.all([left, clientLeft]);
		assert.deepEqual(outcomes, []);
		assert.equal((await ask("/well")).body, "well");
	});
}

/** Rows of a table, as a database with hostile users has them. */
const hostileKeys = [
	"__proto__",
	"constructor",
	"prototype",
	"toString",
	"hasOwnProperty",
	"__defineGetter__",
	"then",
	"default",
	"__esModule",
	"GET",
	"handle",
	"set",
	"length",
	"name",
	"call",
	"value",
	"path",
	"status",
	"code",
];

test("a look-up that gives rows with hostile keys: of each just that value, and nobody's prototype", async (t) => {
	const row = JSON.parse(
		`{${hostileKeys.map((key) => `${JSON.stringify(key)}: ${JSON.stringify(`value of ${key}`)}`).join()}}`,
	);
	const { ask, failure } = await serveRoot(t, {
		_q_exports: [],
		_q_lookup: (_req, component) => {
			switch (component) {
				case "row":
					return row;
				case "row-as-namespace":
					return Object.defineProperty(row, "_q_exports", {
						value: hostileKeys,
						configurable: true,
					});
				case "empty-row-as-namespace":
					return { _q_exports: hostileKeys };
				default:
					return undefined;
			}
		},
	});
	for (const path of ["/row", "/row/", "/row/constructor"]) {
		assert.equal((await failure(path)).code, "ERR_PUBLISHER_UNPUBLISHABLE");
	}
	for (const key of hostileKeys) {
		const { status, body } = await ask(`/row-as-namespace/${key}`);
		assert.deepEqual([status, body], [200, `value of ${key}`]);
		const { code } = await failure(`/empty-row-as-namespace/${key}`);
		assert.equal(code, "ERR_PUBLISHER_IMPORT_FAILED");
	}
	for (const key of ["x", "_q_exports", "valueOf", "isPrototypeOf"]) {
		assert.equal((await ask(`/row-as-namespace/${key}`)).status, 404);
	}
	assert.equal(Object.getPrototypeOf({}), Object.prototype);
});

test("a row that a user made a namespace of, with hooks for keys, is refused", async (t) => {
	for (const key of [
		"_q_acess",
		"_q_access",
		"_q_lookup",
		"_q_import",
		"_q_exception_handler",
	]) {
		const { failure } = await serveRoot(t, {
			_q_exports: [],
			_q_lookup: () => ({ _q_exports: ["a"], a: "page", [key]: "a string" }),
		});
		const { code, message } = await failure("/row/a");
		assert.equal(code, "ERR_PUBLISHER_UNPUBLISHABLE");
		assert.ok(message.includes(key), message);
	}
});

/** Parts that fail however often they are asked for. */
const failing: Record<string, { files: Record<string, string>; name: string }> =
	{
		"a module that throws": {
			files: { "a.js": "faultsTest.evaluations++; throw new Error('down');" },
			name: "a",
		},
		"a missing module": { files: {}, name: "a" },
		"an importer": { files: {}, name: "imported" },
		"a module that never settles": {
			files: { "a.js": "await new Promise(() => {});" },
			name: "a",
		},
	};
for (const [what, { files, name }] of Object.entries(failing)) {
	test(`memory does not grow while thousands ask for ${what}`, async (t) => {
		const folder = writeFiles(t, files);
		const { ask } = await serveRoot(
			t,
			{
				_q_exports: [name],
				...(name === "imported"
					? {
							_q_import: async () => {
								throw new Error("down");
							},
						}
					: { _q_url: new URL("index.js", folder).href }),
				_q_exception_handler(err, _req, res, _next) {
					// The errors are not kept, as they are by what serves the root.
					const { status } = err as { status: number };
					res.status(status).end();
				},
			},
			{ importTimeout: 5 },
		);
		const askOften = async () => {
			for (let round = 0; round < 20; round++) {
				const answers = await Promise.all(
					Array.from({ length: 60 }, () => ask(`/${name}`)),
				);
				assert.ok(answers.every(({ status }) => status >= 500));
			}
		};
		// What is compiled and pooled grows now and then; what leaks grows each time.
		const growth: number[] = [];
		for (let time = 0; time < 4; time++) {
			const before = await heapUsed();
			await askOften();
			growth.push((await heapUsed()) - before);
		}
		const text = `${growth.join(", ")} bytes in 1,200 requests each`;
		t.diagnostic(text);
		assert.ok(Math.min(...growth) < 1_200 * 100, text);
	});
}

test("a module whose database was down heals at the next back-off step, under a thousand requests between each two", async (t) => {
	const base = writeFiles(t, {
		"a.js": `
			faultsTest.evaluations++;
			if (faultsTest.isDown) throw new Error("the database is down");
			export default "up";`,
	});
	Object.assign(state, { isDown: true, evaluations: 0 });
	const { ask } = await serveFrom(t, base, "index.js", ["a"]);
	let now = performance.now();
	t.mock.method(performance, "now", () => now);
	const askOften = async () => {
		const statuses = new Set<number>();
		for (let round = 0; round < 10; round++) {
			const answers = Array.from({ length: 100 }, () => ask("/a"));
			for (const answer of answers) {
				statuses.add((await answer).status);
			}
		}
		return [...statuses];
	};
	for (const [index, step] of [1, 2, 4].entries()) {
		assert.deepEqual(await askOften(), [500]);
		assert.equal(state.evaluations, index + 1);
		now += step * 1_000;
	}
	state.isDown = false;
	assert.deepEqual(await askOften(), [200]);
	assert.equal(state.evaluations, 4);
});

test("a broken file that is mended on disk is found at the next step, and one that is taken away is missing", async (t) => {
	const base = writeFiles(t, { "a.js": 'import "./gone.js";' });
	const { ask, failure } = await serveFrom(t, base, "index.js", ["a"]);
	let now = performance.now();
	t.mock.method(performance, "now", () => now);
	assert.match((await failure("/a")).message, /gone\.js/);
	rmSync(new URL("a.js", base));
	now += 1_000;
	assert.match((await failure("/a")).message, /no module at/);
	writeFileSync(new URL("a.js", base), 'export default "mended";');
	now += 1_000;
	assert.equal((await ask("/a")).body, "mended");
});

async function heapUsed(): Promise<number> {
	for (let turn = 0; turn < 5; turn++) {
		await setImmediate();
		collectGarbage();
	}
	return process.memoryUsage().heapUsed;
}
