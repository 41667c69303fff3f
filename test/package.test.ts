import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { run, start } from "./support/consumer.js";
import { writeFiles } from "./support/files.js";

const repository = pathToFileURL(`${resolve()}/`);

interface Packed {
	readonly filename: string;
	readonly unpackedSize: number;
	readonly files: readonly { readonly path: string }[];
}

// Without scripts: `prepare` would build `dist` anew under the feet of the tests that run beside this one.
async function pack(...args: string[]): Promise<Packed> {
	const options = ["--json", "--ignore-scripts", ...args];
	const [packed] = JSON.parse(await run(repository, "npm", "pack", ...options));
	return packed;
}

test("the package is one module and its types for each entry, and its papers, and small", async () => {
	const { files, unpackedSize } = await pack("--dry-run");
	const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
	const modules = Object.values(exports as Record<string, string>)
		.map((file) => file.replace("./", ""))
		.filter((file) => file.endsWith(".js"));
	const types = modules.map((file) => file.replace(/\.js$/, ".d.ts"));
	assert.deepEqual(
		files.map(({ path }) => path).sort(),
		[
			...["CHANGELOG.md", "LICENSE", "README.md", "package.json"],
			...modules,
			...types,
		].sort(),
	);
	assert.ok(unpackedSize <= 115_000, `${unpackedSize} bytes`);
});

test("the types that are shipped hold what users write in their terms, with its doc comments", () => {
	const types = readFileSync("dist/index.d.ts", "utf8");
	assert.match(types, /\* Gives Express middleware that walks each request's/);
	assert.match(types, /\/\*\* How long a request waits for an import/);
	assert.doesNotMatch(types, /\b(Walk|Memo|Found|Entry|Site)\b/);
});

test("nothing is imported at run time but Node's own modules", () => {
	for (const file of readdirSync("dist").filter((name) =>
		name.endsWith(".js"),
	)) {
		const imported = readFileSync(`dist/${file}`, "utf8").matchAll(
			/\bfrom "([^"]+)";$/gm,
		);
		for (const [, specifier = ""] of imported) {
			assert.match(specifier, /^(node:|\.\/)/, `${file} imports ${specifier}`);
		}
	}
});

const site = `{
	_q_exports: ["files", "lazy"],
	_q_import: (name) => import("./" + name + ".mjs"),
	files: mount((req, res) => res.send(req.url)),
}`;

const consumers = {
	"an ES module": {
		"server.mjs": `
			import express from "express";
			import publisher, { mount, publisher as named } from "express-publisher";
			if (named !== publisher) throw new Error("two publishers");
			express().use(publisher(${site})).listen(0);`,
	},
	"a CommonJS module": {
		"server.cjs": `
			const express = require("express");
			const { publisher, mount, default: byDefault } = require("express-publisher");
			if (byDefault !== publisher) throw new Error("two publishers");
			express().use(publisher(${site})).listen(0);`,
	},
};

for (const version of ["4.18", "5"]) {
	test(`the packed package, installed beside Express ${version}`, async (t) => {
		const folder = writeFiles(t, {
			"package.json": "{}",
			"lazy.mjs": 'export default () => "imported";',
			...Object.assign({}, ...Object.values(consumers)),
		});
		const { filename } = await pack("--pack-destination", folder.pathname);
		await run(
			folder,
			"npm",
			"install",
			...["--no-audit", "--no-fund", "--prefer-offline"],
			...[`./${filename}`, `express@${version}`],
		);
		for (const [about, files] of Object.entries(consumers)) {
			await t.test(about, async (t) => {
				for (const script of Object.keys(files)) {
					const url = `http://localhost:${await start(t, folder, script)}`;
					assert.equal(await (await fetch(`${url}/lazy`)).text(), "imported");
					const mounted = await fetch(`${url}/files/a?b`);
					assert.equal(await mounted.text(), "/a?b");
				}
			});
		}
	});
}
