// Bundles each entry that package.json exports: `./dist/NAME.js` from `src/NAME.ts`, as one module that
// imports nothing but Node's own and, of this package, other entries; `./dist/NAME.cjs`, the same for
// `require`; and beside each one file of the types that it exports. The command, and the processes that it
// starts, are ES modules, and have no types.
//
// Neither build imports the other: `import()` of an ES module that has only to read a CommonJS one takes
// more than twice as long as importing the package, and Jest, ncc and others cannot `require` an ES module.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";
import { adopt, entries, processes } from "./entries.js";
import { definePages } from "./page.js";
import { writeTypes } from "./types.js";

const main = "src/index.ts";
const siblings = [
	...["../index.js", "../check/index.js", "../profile/index.js"],
	"../adopt/index.js",
];
// A first request waits for the package to be read. Lines stay short: an error's stack shows the one that threw.
const shortened = { minify: true, lineLimit: 120 };
const commonJs = { format: "cjs", outExtension: { ".js": ".cjs" } };

rmSync("dist", { recursive: true, force: true });
const pages = await definePages();
const others = entries.filter((source) => source !== main);
await bundle([main], shortened, withoutFacades);
await bundle([...others, ...processes], {
	minify: true,
	external: siblings,
	define: pages,
});
await bundle([{ in: "src/commonjs.ts", out: "index" }], {
	...commonJs,
	...shortened,
	// It is told the format by the line above, and not by package.json.
	logOverride: { "commonjs-variable-in-esm": "silent" },
});
await bundle(others, {
	...commonJs,
	minify: true,
	external: siblings,
	define: { ...pages, "import.meta.url": "moduleUrl" },
	inject: [".packaging/module-url.js"],
});
writeLicences(
	await bundle([adopt], { minify: true, packages: "bundle", metafile: true }),
);
// Node's option --require loads the one into the server, and that the other.
await bundle(
	[
		{ in: "src/profile/recorder/preload.ts", out: "profile/preload" },
		{ in: "src/profile/recorder/main.ts", out: "profile/recorder" },
	],
	{ format: "cjs", minify: true, outExtension: { ".js": ".cjs" } },
);
// Those of the profile and of `adopt` are not shipped: nobody but our own tests imports them.
await writeTypes([...entries, "src/profile/index.ts", adopt], siblings);

/**
 * Returns `text` with Node's modules had without an import, which the loader would resolve, link and make
 * an ES module of, each: together they would be a third of what importing the package takes.
 */
function withoutFacades(text) {
	return text.replaceAll(
		/\bimport ?\{([^{}]*)\} ?from ?("node:[^"]+");?/g,
		(_, names, module) =>
			`const{${names.replaceAll(" as ", ":")}}=process.getBuiltinModule(${module});`,
	);
}

async function bundle(entryPoints, options, finish = (text) => text) {
	const { outputFiles, metafile } = await build({
		entryPoints,
		outbase: "src",
		outdir: "dist",
		bundle: true,
		packages: "external",
		format: "esm",
		platform: "node",
		target: "node20.19",
		charset: "utf8",
		write: false,
		...options,
	});
	for (const { path, text } of outputFiles) {
		// What the guesser imports is never in a bundle. These comments keep bundlers from looking for
		// it there, and would have gone with the white space.
		const marked = text
			.replaceAll(
				"await import(",
				"await import(/* webpackIgnore: true *//* @vite-ignore */",
			)
			.replaceAll(/(?<=require\("\.\.\/[\w/]+)\.js(?="\))/g, ".cjs");
		mkdirSync(dirname(path), { recursive: true });
		// npm lets commands be run that it installs, but not those of a workspace, built only then.
		const mode = text.startsWith("#!") ? 0o755 : 0o644;
		writeFileSync(path, finish(marked), { mode });
	}
	return metafile;
}

/** Writes the licences of the packages that are bundled with the command `adopt` beside it. */
function writeLicences({ inputs }) {
	const packages = Object.keys(inputs).flatMap(
		(path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
	);
	const licences = [...new Set(packages)].sort().map((folder) => {
		const { name, version } = JSON.parse(
			readFileSync(`${folder}/package.json`, "utf8"),
		);
		return `${name} ${version}\n\n${readFileSync(`${folder}/LICENSE`, "utf8").trim()}\n`;
	});
	writeFileSync("dist/adopt/LICENSES.txt", licences.join("\n\n"));
}
