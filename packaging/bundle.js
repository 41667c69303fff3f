// Bundles each entry that package.json exports: `./dist/NAME.js` from `src/NAME.ts`, as one module that
// imports nothing but Node's own, and beside it one file of the types that it exports.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { entries } from "./entries.js";

const { outputFiles } = await build({
	entryPoints: entries,
	outdir: "dist",
	bundle: true,
	packages: "external",
	format: "esm",
	platform: "node",
	target: "node20.19",
	minifyWhitespace: true,
	write: false,
});
rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
for (const { path, text } of outputFiles) {
	// What the guesser imports is never in a bundle. These comments keep bundlers from looking for
	// it there, and would have gone with the white space.
	const marked = text.replaceAll(
		"await import(",
		"await import(/* webpackIgnore: true *//* @vite-ignore */",
	);
	writeFileSync(path, marked);
}
const types = await rollup({
	input: entries,
	external: /^(node:|express)/,
	plugins: [dts()],
});
await types.write({ dir: "dist", chunkFileNames: "[name].d.ts" });
