// Paths and URLs of files, as Linux, macOS and Windows write them: the arithmetic is the same on all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import publisher, { type PublisherError } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { serveRoot } from "../support/serve-root.js";

/** Names of folders that mean something else in a URL, or in a shell. */
const names = [
	"site",
	"My Site (1)",
	"a#b",
	"a?b",
	"50%",
	"a%20b",
	"a%2Fb",
	"%",
	"a&b=c;d,e+f",
	"é日本",
	"index.js",
];

/** Gives the paths of the files that were tried for the name `a` of the container at `path`. */
async function triedFrom(
	t: Parameters<typeof serveRoot>[0],
	path: string,
	windows: boolean,
): Promise<string[]> {
	const _q_url = pathToFileURL(path, { windows }).href;
	const { failure } = await serveRoot(t, { _q_exports: ["a"], _q_url });
	const { message } = (await failure("/a")).cause as Error;
	const [, tried = ""] = /^there is no module at (.*)$/.exec(message) ?? [];
	return tried.split(" or ").map((url) => fileURLToPath(url, { windows }));
}

for (const name of names) {
	test(`guessed on Windows, in a folder called ${name}`, async (t) => {
		for (const folder of [`C:\\${name}`, `d:\\x\\${name}`]) {
			assert.deepEqual(await triedFrom(t, `${folder}\\index.js`, true), [
				`${folder}\\a.js`,
				`${folder}\\a\\index.js`,
			]);
			assert.deepEqual(await triedFrom(t, `${folder}\\admin.mjs`, true), [
				`${folder}\\admin\\a.mjs`,
				`${folder}\\admin\\a\\index.mjs`,
			]);
		}
	});
}

for (const name of [...names, "C:"]) {
	test(`guessed elsewhere, in a folder called ${name}`, async (t) => {
		const folder = `/no such folder/${name}`;
		assert.deepEqual(await triedFrom(t, `${folder}/index.js`, false), [
			`${folder}/a.js`,
			`${folder}/a/index.js`,
		]);
		assert.deepEqual(await triedFrom(t, `${folder}/admin.mjs`, false), [
			`${folder}/admin/a.mjs`,
			`${folder}/admin/a/index.mjs`,
		]);
	});
}

test("guessed at the root of a drive, and of all files", async (t) => {
	const drive = await triedFrom(t, "C:\\index.js", true);
	assert.deepEqual(drive, ["C:\\a.js", "C:\\a\\index.js"]);
	const root = await triedFrom(t, "/index.js", false);
	assert.deepEqual(root, ["/a.js", "/a/index.js"]);
});

for (const name of names.filter(
	(name) => process.platform !== "win32" || !name.includes("?"),
)) {
	test(`a site in a folder called ${name} is served, and heals`, async (t) => {
		const base = writeFiles(t, {
			[`${name}/index.js`]: 'export const _q_exports = ["b"];',
			[`${name}/b/index.js`]: 'export const _q_exports = ["c", "bad"];',
			[`${name}/b/c.js`]: 'export default "c"',
			[`${name}/b/bad.js`]:
				'if (!import.meta.url.includes("retry")) throw new Error("once"); export default "healed"',
		});
		const url = new URL(`${encodeURIComponent(name)}/index.js`, base);
		const { ask, failure } = await serveRoot(t, url.href);
		assert.equal((await ask("/b/c")).body, "c");
		let now = performance.now();
		t.mock.method(performance, "now", () => now);
		assert.match((await failure("/b/bad")).message, /once/);
		now += 1_000; // The back-off is over.
		assert.equal((await ask("/b/bad")).body, "healed");
	});
}

for (const path of [
	"C:\\site\\index.js",
	"c:/site/index.js",
	"/site/index.js",
]) {
	test(`a path is not taken for a URL: ${path}`, async (t) => {
		assert.throws(() => publisher(path), {
			code: "ERR_PUBLISHER_INVALID_ARGUMENT",
			message: /root is the string '.*a module is given by its URL/,
		});
		const root = { _q_exports: ["a"], _q_url: path };
		const { failure } = await serveRoot(t, root);
		const error: PublisherError = await failure("/a");
		assert.match(error.message, /_q_url is '.*it has to be a URL/);
	});
}
