// Bundles each entry that package.json exports: `./dist/NAME.js` from `src/NAME.ts`, as one module that
// imports nothing but Node's own and, of this package, other entries; and beside it one file of the
// types that it exports. The command, and the process that it starts, have no types.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { build } from "esbuild";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { entries, processes } from "./entries.js";
import { definePages } from "./page.js";

const main = "src/index.ts";
const siblings = ["../index.js", "../check/index.js", "../profile/index.js"];

rmSync("dist", { recursive: true, force: true });
await bundle([main], { minifyWhitespace: true });
await bundle(
	[...entries, ...processes].filter((source) => source !== main),
	{ minify: true, external: siblings, define: await definePages() },
);
await bundle(["src/profile/recorder/main.ts"], {
	// Node's option --require loads it into the server.
	format: "cjs",
	minify: true,
	outfile: "dist/profile/recorder.cjs",
	outbase: undefined,
	outdir: undefined,
});
// Those of the profile are not shipped: nobody but our own tests imports it.
for (const input of [...entries, "src/profile/index.ts"]) {
	const types = await rollup({
		input,
		external: [/^(node:|diagnostics_channel$|express)/, ...siblings],
		makeAbsoluteExternalsRelative: false,
		plugins: [dts()],
	});
	const file = input.replace(/^src(.+)\.ts$/, "dist$1.d.ts");
	await types.write({ file });
}

async function bundle(entryPoints, options) {
	const { outputFiles } = await build({
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
		const marked = text.replaceAll(
			"await import(",
			"await import(/* webpackIgnore: true *//* @vite-ignore */",
		);
		mkdirSync(dirname(path), { recursive: true });
		// npm lets commands be run that it installs, but not those of a workspace, built only then.
		const mode = text.startsWith("#!") ? 0o755 : 0o644;
		writeFileSync(path, marked, { mode });
	}
}
