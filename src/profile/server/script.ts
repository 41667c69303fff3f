import { createRequire } from "node:module";

/**
 * Returns the file that Node runs for `script`, an absolute path: links are followed, an extension is
 * added, and a folder stands for its main module. Throws a `TypeError` if there is none.
 */
export function fileOf(script: string): string {
	try {
		return createRequire(script).resolve(script);
	} catch {
		throw new TypeError(
			`there is no file ${script}; give the script that starts the server`,
		);
	}
}
