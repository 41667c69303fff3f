import { readFileSync } from "node:fs";

const { bin, exports } = JSON.parse(
	readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The sources of the modules that package.json exports: `src/NAME.ts` for `./dist/NAME.js`. */
export const entries = Object.values(exports)
	.filter((file) => file.endsWith(".js"))
	.map(sourceOf);

/** The sources of the modules that are run as processes: the command, and the one in which it imports a site. */
export const processes = [
	...Object.values(bin).map(sourceOf),
	"src/check/world-process.ts",
];

function sourceOf(file) {
	return file.replace(/^(?:\.\/)?dist\/(.+)\.js$/, "src/$1.ts");
}
