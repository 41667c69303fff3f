import { relative } from "node:path";
import { described } from "../error-text.js";
import type { Fault } from "../errors.js";
import { toFile } from "../import/module-url.js";
import { isText } from "../namespace/kind.js";
import { isMount } from "../namespace/mountable.js";
import { hookNameOf } from "../namespace/namespace.js";
import { isObject } from "../namespace/object.js";

/**
 * Returns what is wrong with the module at the URL `site`, which makes no publisher and stands for `value`, no namespace.
 * Returns `undefined` if that has hooks: it was meant to be a namespace, and lacks something.
 */
export function noPublisher(site: string, value: unknown): Fault | undefined {
	if (isObject(value) && hookNameOf(value) !== undefined) {
		return undefined;
	}
	return {
		what: `a module that exports ${exported(value)}, and makes no publisher when it is imported`,
		remedy: `Give the module that calls publisher(...), or a site's root, which exports _q_exports. Where nothing calls it yet, begin with npx express-publisher adopt ${typed(site)}`,
	};
}

/** Whether a module that stands for `value` exports nothing; a CommonJS one then has an empty object for its default. */
export function exportsNothing(value: unknown): boolean {
	return (
		typeof value === "object" &&
		Object.entries(value ?? {}).every(
			([name, each]) =>
				["default", "module.exports"].includes(name) && exportsNothing(each),
		)
	);
}

function exported(value: unknown): string {
	if (exportsNothing(value)) {
		return "nothing";
	}
	if (typeof value === "function" && isMount(value)) {
		return "listen" in value ? "an app" : "a Router";
	}
	return isText(value) ? "text" : described(value);
}

/** Returns the path of the file at `url` as one would type it. */
function typed(url: string): string {
	const path = relative("", toFile(url));
	return path.startsWith("..") ? path : `./${path}`;
}
