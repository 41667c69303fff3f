import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import * as all from "express-publisher";
import { pack, packTo, repository, run } from "./support/consumer.js";
import { writeFiles } from "./support/files.js";
import required from "./support/required.cjs";

const { bin, exports } = JSON.parse(readFileSync("package.json", "utf8"));
const modules = Object.values(exports as Record<string, string>)
	.map((file) => file.replace("./", ""))
	.filter((file) => file.endsWith(".js"));

const processes = [
	...Object.values(bin as Record<string, string>),
	"dist/check/world-process.js",
	"dist/profile/index.js",
];

/** What the command `profile` puts into a server. */
const recorder = "dist/profile/recorder.cjs";

test("the package is one module and its types for each entry, its commands, and its papers, and small", async () => {
	const { files, unpackedSize } = await pack("--dry-run");
	const types = modules.map((file) => file.replace(/\.js$/, ".d.ts"));
	assert.deepEqual(
		files.map(({ path }) => path).sort(),
		[
			...["CHANGELOG.md", "LICENSE", "README.md", "package.json"],
			...modules,
			...processes,
			recorder,
			...types,
		].sort(),
	);
	assert.ok(unpackedSize <= 210_000, `${unpackedSize} bytes`);
});

test("the types that are shipped hold what users write in their terms, with its doc comments", () => {
	const types = readFileSync("dist/index.d.ts", "utf8");
	assert.match(types, /\* Gives Express middleware that walks each request's/);
	assert.match(types, /\/\*\* How long a request waits for an import/);
	assert.doesNotMatch(types, /\b(Walk|Memo|Found|Entry|Site)\b/);
});

test("nothing is imported at run time but Node's own modules, and what the guesser is asked for", () => {
	for (const file of [...modules, ...processes]) {
		const source = readFileSync(file, "utf8");
		const imported = [...source.matchAll(/\b(?:from|import)"([\w@:./-]+)"/g)];
		assert.ok(imported.length > 0);
		for (const [, specifier = ""] of imported) {
			assert.match(
				specifier,
				/^(node:|\.\.\/((check|profile)\/)?index\.js$)/,
				`${file} imports ${specifier}`,
			);
		}
	}
});

test("the command can be run as it was built", async () => {
	for (const file of Object.values(bin as Record<string, string>)) {
		assert.match(await run(repository, resolve(file), "--help"), /^Usage:\n/);
	}
});

test("publint finds nothing wrong with the package", async (t) => {
	const tarball = await packTo(t);
	assert.match(
		await run(repository, "npx", "publint", "--strict", tarball),
		/All good!/,
	);
});

test("the types are those of the modules, whichever way they are resolved", async (t) => {
	const tarball = await packTo(t);
	await run(
		repository,
		"npx",
		...["attw", tarball, "--profile", "node16"],
		// Which Node has been able to do since before the oldest version that the package supports.
		...["--ignore-rules", "cjs-resolves-to-esm"],
	);
});

test("a release names the repository that publishes it, as npm wants it named", async (t) => {
	const workflow = readFileSync(".github/workflows/release.yml", "utf8");
	const step = /names the repository.*\n +run: \|\n((?: {10}.*\n)+)/;
	const [, script = ""] = step.exec(workflow) ?? [];
	const manifest = readFileSync("package.json", "utf8");
	const folder = writeFiles(t, { "package.json": manifest });
	const read = () =>
		JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
	await run(
		folder,
		"env",
		"GITHUB_SERVER_URL=https://github.com",
		"GITHUB_REPOSITORY=someone/express-publisher",
		...["bash", "-ec", script],
	);
	const named = read();
	const url = "https://github.com/someone/express-publisher";
	assert.deepEqual(named, {
		...JSON.parse(manifest),
		repository: { type: "git", url: `git+${url}.git` },
		bugs: { url: `${url}/issues` },
		homepage: `${url}#readme`,
	});
	await run(folder, "npm", "pkg", "fix");
	assert.deepEqual(read(), named);
});

test("the documentation of all that is exported can be made from the doc comments", async () => {
	await run(new URL(".packaging/", repository), "npx", "typedoc");
});

test("require gives the publisher itself, with all the exports as its properties", () => {
	assert.equal(required, all.publisher);
	assert.equal(typeof required({ _q_exports: [] }), "function");
	const { "module.exports": _, ...exports } = all as Record<string, unknown>;
	assert.deepEqual({ ...required }, exports);
});
