// The option `memoize: false`: importers are asked at each request.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import express from "express";
import publisher from "express-publisher";
import { run } from "../support/consumer.js";
import { linkPackage, writeFiles } from "../support/files.js";
import { type Ask, askPort, serve } from "../support/serve.js";
import { serveRoot } from "../support/serve-root.js";
import { until } from "../support/until.js";
import { watchedImports } from "../support/watched-imports.js";

const options = { memoize: false };

test("importers are asked at each request, at every level", async (t) => {
	let calls = 0;
	const deep = () => ({
		_q_exports: ["x"],
		_q_import: async () => `${++calls}`,
	});
	for (const root of [
		async () => ({ _q_exports: ["a"], _q_import: async () => deep() }),
		() => ({ _q_exports: ["a"], _q_import: () => deep() }),
	]) {
		const { ask, errors } = await serveRoot(t, root, options);
		const first = Number((await ask("/a/x")).body);
		assert.equal((await ask("/a/x")).body, String(first + 1));
		assert.equal((await ask("/a/x")).body, String(first + 2));
		assert.deepEqual(errors, []);
	}
});

test("requests at the same time share one call", async (t) => {
	const { asked, give, fail, until: imports, _q_import } = watchedImports();
	let arrived = 0;
	const _q_access = () => void arrived++;
	const root = { _q_exports: ["a"], _q_access, _q_import };
	const { ask } = await serveRoot(t, root, options);
	const together = [ask("/a"), ask("/a"), ask("/a")];
	await until(() => arrived === together.length);
	await setImmediate();
	give("a", "first");
	for (const answer of together) {
		assert.equal((await answer).body, "first");
	}
	assert.equal(asked.length, 1);

	const second = ask("/a");
	await imports(2);
	fail("a", new Error("down"));
	assert.equal((await second).status, 500);
	const third = ask("/a");
	await imports(3);
	give("a", "third");
	assert.equal((await third).body, "third");
});

test("the tree and preload work without memo", async (t) => {
	let calls = 0;
	const site = publisher(
		{ _q_exports: ["a"], _q_import: async () => `${++calls}` },
		options,
	);
	const ask = await serve(t, express().use(site));
	await ask("/a");
	const { imports } = await site.preload();
	assert.deepEqual(
		imports.map(({ path, outcome }) => `${path} ${outcome}`),
		["/a imported"],
	);
	assert.equal((await ask("/a")).body, "3");
	assert.deepEqual(
		site.tree().exports?.map(({ state, requests }) => [state, requests]),
		[["imported", 2]],
	);
});

test("hot-hook replaces a module that was edited", async (t) => {
	const folder = writeFiles(t, {
		"package.json": JSON.stringify({
			type: "module",
			hotHook: { root: "server.js", boundaries: ["./site/*.js"] },
		}),
		"server.js": `import express from "express";
			import publisher from "express-publisher";
			const root = {
				_q_exports: ["page", "section"],
				_q_import: (name) => import(\`./site/\${name}.js\`),
			};
			express().use(publisher(root, { memoize: false })).listen(0, function () {
				process.send(this.address().port);
			});`,
		"site/page.js": 'import text from "../text.js"; export default () => text;',
		"text.js": 'export default "first";',
		"site/section.js":
			'export const _q_exports = ["a"]; export const a = () => "first";',
	});
	await run(
		folder,
		"npm",
		"install",
		...["--no-audit", "--no-fund", "--prefer-offline", "hot-hook@1"],
	);
	linkPackage(folder, "express-publisher");
	linkPackage(folder, "express");
	const ask = await startHot(t, folder);
	assert.equal((await ask("/page")).body, "first");
	assert.equal((await ask("/section/a")).body, "first");
	writeFileSync(new URL("text.js", folder), 'export default "second";');
	writeFileSync(
		new URL("site/section.js", folder),
		'export const _q_exports = ["b"]; export const b = () => "second";',
	);
	// It watches the files: some time passes before it knows.
	await until(async () => (await ask("/page")).body === "second");
	await until(async () => (await ask("/section/b")).body === "second");
	assert.equal((await ask("/section/a")).status, 404);
});

/** Runs `server.js` of `folder` under hot-hook until the test ends; gives the function that asks it. */
async function startHot(t: TestContext, folder: URL): Promise<Ask> {
	const cwd = fileURLToPath(folder);
	const execArgv = ["--import", "hot-hook/register"];
	const child = fork("server.js", { cwd, execArgv });
	const exited = once(child, "exit");
	t.after(async () => {
		child.kill();
		await exited;
	});
	for (;;) {
		const [message] = await Promise.race([
			once(child, "message"),
			exited.then(() => assert.fail("the server has ended")),
		]);
		// hot-hook sends messages of its own.
		if (typeof message === "number") {
			return askPort(message);
		}
	}
}
