import { createRequire } from "node:module";

/**
 * Gives the file that Node runs for `script`, an absolute path: behind links, with what it adds to
 * the name, and of a folder the module that this stands for. Throws a `TypeError` if there is none.
 */
export function fileOf(script: string): string {
	try {
		return createRequire(script).resolve(script);
	} catch {
		throw new TypeError(`there is no ${script}`);
	}
}
