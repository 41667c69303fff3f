import { readFileSync } from "node:fs";

const { exports } = JSON.parse(
	readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);

/** The sources of the modules that package.json exports: `src/NAME.ts` for `./dist/NAME.js`. */
export const entries = Object.values(exports)
	.filter((file) => file.endsWith(".js"))
	.map((file) => file.replace(/^\.\/dist\/(.+)\.js$/, "src/$1.ts"));
