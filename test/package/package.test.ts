// What the package is made of, as npm packs it: its files, types, imports and manifest.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pack, packTo, repository, run } from "../support/consumer.js";
import { writeFiles } from "../support/files.js";

const { bin, exports } = JSON.parse(readFileSync("package.json", "utf8"));
const modules = Object.values(
	exports as Record<string, string | Record<"import" | "require", string>>,
)
	.filter((files) => typeof files === "object")
	.flatMap((files) => [files.import, files.require])
	.map((file) => file.replace("./", ""));

const processes = [
	...Object.values(bin as Record<string, string>),
	"dist/check/trial-process.js",
	"dist/processes/guard-process.js",
	"dist/profile/index.js",
];

/** What the command `adopt` loads, with the packages bundled in it, and their licences. */
const adopt = "dist/adopt/index.js";
const licences = "dist/adopt/LICENSES.txt";

/** What the command `profile` puts into a server. */
const recorder = ["dist/profile/preload.cjs", "dist/profile/recorder.cjs"];

test("the package is two modules and their types for each entry, its commands, and its papers, and small", async () => {
	const { files, unpackedSize } = await pack("--dry-run");
	const types = modules.map((file) => file.replace(/(c?)js$/, "d.$1ts"));
	assert.deepEqual(
		files.map(({ path }) => path).sort(),
		[
			...["CHANGELOG.md", "LICENSE", "README.md", "package.json"],
			...modules,
			...processes,
			...[...recorder, adopt, licences],
			...types,
		].sort(),
	);
	// Of what `adopt` loads, Babel's parser is 319 kB: as much as the rest, and a third of TypeScript's least.
	const ofAdopt = files
		.filter(({ path }) => path.startsWith("dist/adopt/"))
		.reduce((sum, { size }) => sum + size, 0);
	assert.ok(ofAdopt <= 410_000, `${ofAdopt} bytes for adopt`);
	// The modules are there twice, for import and for require: neither build can use the other. All publishers
	// as one, and the check of an application, took 15 kB of it.
	const rest = unpackedSize - ofAdopt;
	assert.ok(rest <= 395_000, `${rest} bytes`);
});

test("the types that are shipped hold what users write in their terms, with its doc comments", () => {
	const types = readFileSync("dist/index.d.cts", "utf8");
	assert.match(
		types,
		/\* Returns Express middleware that walks each request's/,
	);
	assert.match(types, /\/\*\* How long a request waits for an import/);
	assert.doesNotMatch(types, /\b(Walk|Memo|Found|Entry|Site)\b/);
});

test("nothing is imported at run time but Node's own modules, and what the guesser is asked for", () => {
	for (const file of [...modules, ...processes, adopt]) {
		const source = readFileSync(file, "utf8");
		const imported = [
			...source.matchAll(
				/\b(?:from|import|require\(|getBuiltinModule\()"([\w@:./-]+)"/g,
			),
		];
		assert.ok(imported.length > 0);
		for (const [, specifier = ""] of imported) {
			assert.match(
				specifier,
				/^(node:|\.\.\/((check|profile)\/)?index\.c?js$)/,
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
	await run(repository, "npx", ...["attw", tarball]);
});

test("what has the right to publish runs nothing but npm, on the file that was packed", () => {
	const workflow = readFileSync(".github/workflows/release.yml", "utf8");
	const [head = "", pack = "", publish = "", ...others] = workflow.split(
		/^ {2}(?:pack|publish):\n/m,
	);
	assert.deepEqual(others, []);
	assert.doesNotMatch(head + pack, /: write/);
	assert.match(pack, /npm ci\n.*npm test\n.*npm pack /s);
	assert.match(publish, /^ {4}needs: pack\n/m);
	assert.match(publish, /^ {4}environment: npm\n/m);
	assert.match(publish, /^ {4}permissions:\n {6}id-token: write\n {4}steps:/m);
	const runs = [...publish.matchAll(/ run: (.*)/g)].map(([, run]) => run);
	assert.equal(runs.length, 2);
	assert.match(String(runs[0]), /sha256sum --check/);
	assert.match(
		String(runs[1]),
		/^npm publish \.\/package\.tgz --ignore-scripts --provenance /,
	);
	for (const [, action = ""] of workflow.matchAll(/uses: (.*)/g)) {
		assert.match(action, /^actions\/[\w-]+@[\da-f]{40} # v/);
	}
	assert.doesNotMatch(publish, /checkout/);
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
