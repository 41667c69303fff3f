import { readFileSync } from "node:fs";

const { bin, exports } = JSON.parse(
	readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The sources of the modules that package.json exports: `src/NAME.ts` for `./dist/NAME.js`. */
export const entries = Object.values(exports)
	.filter((file) => file.endsWith(".js"))
	.map(sourceOf);

/**
 * The sources of the modules that nobody imports by name: the command, what it loads for a profile,
 * and the process in which it imports a site.
 */
export const processes = [
	...Object.values(bin).map(sourceOf),
	"src/profile/index.ts",
	"src/check/world-process.ts",
];

function sourceOf(file) {
	return file.replace(/^(?:\.\/)?dist\/(.+)\.js$/, "src/$1.ts");
}
