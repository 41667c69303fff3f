// Bundles each entry that package.json exports: `./dist/NAME.js` from `src/NAME.ts`, as one module that
// imports nothing but Node's own, and beside it one file of the types that it exports.
import { readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
const entries = Object.values(exports)
	.filter((file) => file.endsWith(".js"))
	.map((file) => file.replace(/^\.\/dist\/(.+)\.js$/, "src/$1.ts"));

rmSync("dist", { recursive: true, force: true });
await build({
	entryPoints: entries,
	outdir: "dist",
	bundle: true,
	packages: "external",
	format: "esm",
	platform: "node",
	target: "node20.19",
	minifyWhitespace: true,
});
const types = await rollup({
	input: entries,
	external: /^(node:|express)/,
	plugins: [dts()],
});
await types.write({ dir: "dist", chunkFileNames: "[name].d.ts" });
