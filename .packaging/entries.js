import { readFileSync } from "node:fs";

const { bin, exports } = JSON.parse(
	readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The sources of the modules that package.json exports: `src/NAME.ts` for `./dist/NAME.js`. */
export const entries = Object.values(exports)
	.filter((file) => typeof file === "object")
	.map((file) => sourceOf(file.import));

/**
 * The sources of the modules that nobody imports by name: the command, what it loads for a profile,
 * the process that guards what a check or a profile has started, and the one in which a site is imported.
 */
export const processes = [
	...Object.values(bin).map(sourceOf),
	"src/profile/index.ts",
	"src/check/trial-process.ts",
	"src/processes/guard-process.ts",
];

/** The source of what the command `adopt` loads, which has a parser in it. */
export const adopt = "src/adopt/index.ts";

function sourceOf(file) {
	return file.replace(/^(?:\.\/)?dist\/(.+)\.js$/, "src/$1.ts");
}
