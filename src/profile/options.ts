import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Gives the options that Node needs to run `script`: for TypeScript `--import tsx`, if the script
 * finds that package, or none if Node strips types itself, or is told otherwise by `NODE_OPTIONS`.
 * Throws a `TypeError` if there is nothing to run it with.
 */
export function nodeOptionsFor(script: string): string[] {
	if (!/\.[cm]?tsx?$/.test(script) || process.env.NODE_OPTIONS) {
		return [];
	}
	try {
		const tsx = createRequire(script).resolve("tsx");
		return ["--import", pathToFileURL(tsx).href];
	} catch {
		// Let Node try.
	}
	if ("typescript" in process.features && process.features.typescript) {
		return [];
	}
	throw new TypeError(
		`${process.version} does not run TypeScript: install tsx, or compile ${script}`,
	);
}
