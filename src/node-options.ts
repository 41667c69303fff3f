import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Returns the options that Node needs to run the file `script`: `--import tsx` if it is TypeScript and
 * finds that package, but none if `NODE_OPTIONS` is set, or the runtime runs it itself. Throws a
 * `TypeError` if nothing runs it.
 */
export function nodeOptionsFor(script: string): string[] {
	const isUpToOthers =
		process.env.NODE_OPTIONS || process.versions.bun !== undefined;
	if (!/\.[cm]?tsx?$/.test(script) || isUpToOthers) {
		return [];
	}
	try {
		const tsx = createRequire(script).resolve("tsx");
		return ["--import", pathToFileURL(tsx).href];
	} catch {
		// Node itself may run it.
	}
	if ("typescript" in process.features && process.features.typescript) {
		return [];
	}
	throw new TypeError(
		`Node ${process.version} does not run TypeScript: install tsx, or compile ${script}: npm install --save-dev tsx`,
	);
}
