// Each folder of `consumers` is an application as a user of the package has it. It is installed from
// the packed tarball, away from this repository, and built, tested and started in each way that its scripts
// say.
import assert from "node:assert/strict";
import {
	copyFileSync,
	cpSync,
	readdirSync,
	readFileSync,
	renameSync,
} from "node:fs";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { packTo, repository, run, start } from "../support/consumer.js";
import { writeFiles } from "../support/files.js";
import { askPort } from "../support/serve.js";

const consumers = new URL("test/consumers/", repository);

test("the packed package in applications of its users", {
	concurrency: true,
}, async (t) => {
	const tarball = await packTo(t);
	await Promise.all(
		readdirSync(consumers).map((name) =>
			t.test(name, async (t) => {
				const folder = writeFiles(t, {});
				cpSync(new URL(`${name}/`, consumers), folder, { recursive: true });
				copyFileSync(tarball, new URL("express-publisher.tgz", folder));
				await run(
					folder,
					"npm",
					"install",
					...["--prefer-offline", "--no-audit", "--no-fund"],
				);
				const { scripts } = JSON.parse(
					readFileSync(new URL("package.json", folder), "utf8"),
				);
				for (const script of Object.keys(scripts)) {
					if (script.startsWith("build")) {
						await run(folder, "npm", "run", script);
					} else if (script.startsWith("test")) {
						await t.test(`npm run ${script}: ${scripts[script]}`, async () => {
							await run(folder, "npm", "run", script);
						});
					} else {
						await t.test(`npm run ${script}: ${scripts[script]}`, (t) =>
							runs(t, folder, scripts[script]),
						);
					}
				}
			}),
		),
	);
});

/** Starts a server by `command`, and asks it for one part after another. */
async function runs(
	t: TestContext,
	folder: URL,
	command: string,
): Promise<void> {
	const [node = "", ...flags] = command.split(" ");
	const script = flags.pop() ?? "";
	const parts = findParts(folder, script);
	assert.ok(parts.length >= 2);

	// Whatever read the parts before they are asked for would fail.
	for (const part of parts) {
		renameSync(part, `${part}.away`);
	}
	const execPath =
		node === "node" ? process.execPath : fileURLToPath(new URL(node, folder));
	const port = await start(t, folder, script, {
		execPath,
		execArgv: flags,
	}).finally(() => {
		for (const part of parts) {
			renameSync(`${part}.away`, part);
		}
	});

	const ask = askPort(port);
	const bodyOf = async (path: string) => (await ask(path)).body;
	const loaded = async () => JSON.parse(await bodyOf("/loaded"));
	assert.deepEqual(await loaded(), []);
	assert.equal(await bodyOf("/files/a?b"), "/a?b");
	assert.equal((await ask("/missing")).status, 404);
	assert.match(await bodyOf("/_site/"), /^<!doctype html>/);
	assert.deepEqual(await loaded(), []);
	for (let times = 0; times < 2; times++) {
		assert.equal(await bodyOf("/users/ada"), "user ada");
		assert.deepEqual(await loaded(), times === 0 ? ["users"] : both);
		assert.equal(await bodyOf("/articles/1"), "1, under /articles");
		assert.deepEqual(await loaded(), both);
	}
	assert.equal(await bodyOf("/plugins/hello"), "hello");
}

const both = ["users", "articles"];

/** Gives the files of `folder` that hold a part of the site: its sources, and what they were built to, if that is not `script` itself. */
function findParts(folder: URL, script: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((path) => !path.startsWith("node_modules") && /\.[jt]s$/.test(path))
		.filter((path) => path !== script)
		.map((path) => fileURLToPath(new URL(path, folder)))
		.filter((path) =>
			/\bpush\(["'`](users|articles)/.test(readFileSync(path, "utf8")),
		);
}
