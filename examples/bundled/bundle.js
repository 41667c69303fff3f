// Writes `dist/server.js`: the server, Express and the publisher in one file. Each Router that an
// importer of the publisher can give gets a file of its own, with what only that Router needs.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

await build({
	absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
	entryPoints: ["server.js"],
	outdir: "dist",
	bundle: true,
	splitting: true,
	minify: true,
	format: "esm",
	platform: "node",
	target: "node20.19",
	// Express is a CommonJS package: in an ES module, what it requires of Node needs a `require`.
	banner: {
		js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
	},
});
