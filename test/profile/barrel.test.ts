// Which line is named if a module only re-exports, and if many lines import one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFiles } from "../support/files.js";
import { profileSteadily } from "../support/profile.js";

const HEAVY = Object.fromEntries(
	["one", "two", "three"].flatMap((name) => [
		[`node_modules/${name}/package.json`, "{}"],
		[`node_modules/${name}/index.js`, "busy(50);"],
	]),
);

/** Returns what is told to import later. */
async function cutsOf(folder: URL, script: string): Promise<string[]> {
	const { stdout, code } = await profileSteadily(folder, script);
	assert.equal(code, 0, stdout);
	const [table = ""] =
		/(?<=at start:\n)(?: .*\n)+/.exec(stdout) ?? assert.fail(stdout);
	return table
		.replaceAll(/\n {10,}/g, " ")
		.split("\n")
		.filter((line) => line.includes(" import"))
		.map((line) => line.replace(/^.* modules? {2}/, ""))
		.sort();
}

for (const kind of ["ES modules", "CommonJS"] as const) {
	const [name, script, listen, head, reexport] =
		kind === "ES modules"
			? [
					"mjs",
					'import "./graphql/index.mjs";',
					'import { createServer } from "node:http"; createServer((req, res) => res.end()).listen(0);',
					(file: string) => `import "${file}";`,
					(file: string) => `export * from "${file}";`,
				]
			: [
					"cjs",
					'require("./graphql/index.cjs");',
					'require("node:http").createServer((req, res) => res.end()).listen(0);',
					(file: string) => `require("${file}");`,
					(file: string) => `__exportStar(require("${file}"), exports);`,
				];
	const star =
		kind === "CommonJS"
			? "const __exportStar = (from, to) => Object.assign(to, from);\n"
			: "";
	test(`of a barrel, the lines are named that import what is heavy: ${kind}`, async (t) => {
		const folder = writeFiles(t, {
			...HEAVY,
			[`server.${name}`]: `${script}\n${listen}`,
			[`graphql/index.${name}`]: `${star}${reexport(`./types.${name}`)}
${reexport(`./names.${name}`)}`,
			[`graphql/types.${name}`]: `\n${head("one")}\n${head("two")} busy(5);`,
			[`graphql/names.${name}`]: `${head("three")} busy(5);`,
		});
		assert.deepEqual(await cutsOf(folder, `server.${name}`), [
			`graphql/names.${name}:1 imports three`,
			`graphql/types.${name}:2 imports one`,
			`graphql/types.${name}:3 imports two`,
		]);
	});

	test(`a barrel that re-exports a package, or what is heavy itself, is named, as that line cannot change: ${kind}`, async (t) => {
		const folder = writeFiles(t, {
			...HEAVY,
			[`server.${name}`]: `${script}\n${listen}`,
			[`graphql/index.${name}`]: `${star}${reexport("one")}
${reexport(`./types.${name}`)}`,
			[`graphql/types.${name}`]: "busy(50);",
		});
		assert.deepEqual(await cutsOf(folder, `server.${name}`), [
			`server.${name}:1 imports ./graphql/index.${name}`,
		]);
	});

	test(`of what many lines import, that is named which saves more for each: ${kind}`, async (t) => {
		const users = Array.from({ length: 12 }, (_, n) => `./user-${n}.${name}`);
		const folder = writeFiles(t, {
			...HEAVY,
			[`server.${name}`]: `${users.map(head).join("\n")}\n${listen}`,
			...Object.fromEntries(
				users.map((file) => [file, `${head(`./tools.${name}`)}`]),
			),
			[`tools.${name}`]: `${head("one")} busy(80);`,
		});
		assert.deepEqual(
			(await cutsOf(folder, `server.${name}`)).filter((cut) =>
				/tools|one/.test(cut),
			),
			[`tools.${name}:1 imports one`],
		);
	});
}
