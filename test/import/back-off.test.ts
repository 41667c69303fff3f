// When the guesser asks for a module again that has failed, and under which URL.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { beforeEach, type TestContext, test } from "node:test";
import { writeFiles } from "../support/files.js";
import { serveFrom, serveRoot } from "../support/serve-root.js";

// What the modules below count their evaluations in, and look at to decide whether to throw.
const state = { fails: false, evaluations: 0 };
Object.assign(globalThis, { backOffTest: state });
const THROWS =
	"backOffTest.evaluations++; if (backOffTest.fails) throw new Error('down');";
beforeEach(() => Object.assign(state, { fails: true, evaluations: 0 }));

/** Stops the clock that the back-off goes by; gives the function that moves it on. */
function stopClock(t: TestContext): (milliseconds: number) => void {
	let now = performance.now();
	t.mock.method(performance, "now", () => now);
	return (milliseconds) => {
		now += milliseconds;
	};
}

for (const [file, what] of [
	["a.js", "an ES module"],
	["a.cjs", "a CommonJS module"],
] as const) {
	test(`${what} that failed is evaluated anew, once per back-off step`, async (t) => {
		const base = writeFiles(t, { [file]: THROWS });
		const container = file.replace("a", "index");
		const { failure } = await serveFrom(t, base, container, ["a"]);
		const wait = stopClock(t);
		let { cause } = await failure("/a");
		let evaluations = 1;
		for (const step of [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
			wait(step * 1000 - 1);
			assert.equal((await failure("/a")).cause, cause);
			assert.equal(state.evaluations, evaluations);
			wait(1);
			const next = await failure("/a");
			assert.notEqual(next.cause, cause);
			assert.equal(state.evaluations, ++evaluations);
			cause = next.cause;
		}
	});
}

test("a module that failed heals, and is memoized", async (t) => {
	const base = writeFiles(t, {
		"a.js": `${THROWS} export default "healed " + import.meta.url;`,
	});
	const { ask, failure } = await serveFrom(t, base, "index.js", ["a"]);
	const wait = stopClock(t);
	await failure("/a");
	state.fails = false;
	await failure("/a");
	assert.equal(state.evaluations, 1);
	wait(1000);
	const { body } = await ask("/a");
	const url = new URL("a.js", base).href;
	assert.ok(body.startsWith(`healed ${url}?`), body);
	assert.equal((await ask("/a")).body, body);
	assert.equal(state.evaluations, 2);
});

test("what heals guesses from its own URL, not from the fresh one", async (t) => {
	const base = writeFiles(t, {
		"a.js": `${THROWS} export const _q_exports = ["b"];`,
		"a/b.js": 'export default "b"',
	});
	const containers = new Set<string>();
	const { ask } = await serveFrom(t, base, "index.js", ["a"], {
		guess: (name, from) => {
			containers.add(from.href);
			return [name === "a" ? "./a.js" : `./a/${name}.js`];
		},
	});
	const wait = stopClock(t);
	await ask("/a/b");
	state.fails = false;
	wait(1000);
	assert.equal((await ask("/a/b")).body, "b");
	assert.deepEqual(
		[...containers],
		["index.js", "a.js"].map((path) => new URL(path, base).href),
	);
});

test("a root by URL that failed heals", async (t) => {
	const base = writeFiles(t, {
		"index.js": `${THROWS} export const _q_exports = ["b"];`,
		"b.js": 'export default "b"',
	});
	const { ask, failure } = await serveRoot(t, new URL("index.js", base));
	const wait = stopClock(t);
	await failure("/b");
	state.fails = false;
	await failure("/b");
	wait(1000);
	assert.equal((await ask("/b")).body, "b");
});

for (const query of ["", "?v=a%20b"]) {
	test(`a module that failed and was taken away is passed over like any missing one: a.js${query}`, async (t) => {
		const base = writeFiles(t, {
			"a.js": THROWS,
			"b.js": 'export default "b"',
		});
		const { ask, failure } = await serveFrom(t, base, "index.js", ["a"], {
			guess: () => [`./a.js${query}`, "./b.js"],
		});
		const wait = stopClock(t);
		await failure("/a");
		rmSync(new URL("a.js", base));
		await failure("/a");
		wait(1000);
		assert.equal((await ask("/a")).body, "b");
	});
}

test("a syntax error that is mended heals after the step", async (t) => {
	const base = writeFiles(t, { "a.js": "export default =" });
	const { ask, failure } = await serveFrom(t, base, "index.js", ["a"]);
	const wait = stopClock(t);
	await failure("/a");
	writeFileSync(new URL("a.js", base), 'export default "mended"');
	await failure("/a");
	wait(1000);
	assert.equal((await ask("/a")).body, "mended");
});

test("requests at the same time share one evaluation, and one failure", async (t) => {
	const base = writeFiles(t, {
		"a.js": `${THROWS} export default "a"`,
		"index.js": "",
	});
	const { ask, errors, failure } = await serveFrom(t, base, "index.js", [
		"a",
		["b", "a"],
	]);
	const wait = stopClock(t);
	const paths = ["/a", "/b", "/a", "/b", "/a"];
	await Promise.all(paths.map(failure));
	assert.equal(errors.length, paths.length);
	assert.equal(new Set(errors.map(({ cause }) => cause)).size, 1);
	assert.equal(state.evaluations, 1);
	state.fails = false;
	wait(1000);
	const answers = await Promise.all(paths.map((path) => ask(path)));
	assert.deepEqual(
		answers.map(({ body }) => body),
		["a", "a", "a", "a", "a"],
	);
	assert.equal(state.evaluations, 2);
});

test("an ES module whose CommonJS dependency threw keeps its error, and the process lives", {
	skip:
		process.versions.node.startsWith("20.") &&
		"Node 20 ends the process at the first import (nodejs/node#51603)",
}, async (t) => {
	const base = writeFiles(t, {
		"a.js": 'import b from "./b.cjs"; export default String(b);',
		"b.cjs": `${THROWS} module.exports = "b";`,
	});
	const { failure } = await serveFrom(t, base, "index.js", ["a"]);
	const wait = stopClock(t);
	const { cause } = await failure("/a");
	state.fails = false;
	for (const step of [1, 2, 4]) {
		wait(step * 1000);
		assert.equal((await failure("/a")).cause, cause);
	}
});
