import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { invalidArgument } from "../errors.js";
import type { Order } from "./message.js";

/** What can be said of how a site's modules are imported. */
export interface SiteOptions {
	/** How long each import may take, in milliseconds. Default: 30,000. */
	readonly timeout?: number | undefined;
	/** Gets what the site's modules print, on either stream. Default: `process.stderr`. */
	readonly output?: Writable | undefined;
}

const LONGEST_TIMEOUT = 3_600_000;

/**
 * Gives the order to import the site whose root is the module `site`, a file URL or a path from
 * the working directory, and who gets what it prints. Throws a `TypeError` that names the fix if
 * there is no such file, or if an option is wrong.
 */
export function siteOrder(
	site: string | URL,
	{ timeout = 30_000, output = process.stderr }: SiteOptions,
): { readonly order: Order; readonly output: Writable } {
	if (!(timeout >= 1 && timeout <= LONGEST_TIMEOUT)) {
		throw invalidArgument(
			`timeout is ${inspect(timeout)}; it must be milliseconds, from 1 to ${LONGEST_TIMEOUT}`,
		);
	}
	const { href } = urlOf(site);
	return { order: { site: href, timeout, isRecorded: false }, output };
}

function urlOf(site: string | URL): URL {
	const text = String(site);
	const url = text.startsWith("file:")
		? new URL(text)
		: pathToFileURL(resolve(text));
	const found = statSync(url, { throwIfNoEntry: false });
	if (found === undefined) {
		throw invalidArgument(
			`there is no file ${text}; give the module of the site's root, such as ./dist/site/index.js`,
		);
	}
	if (!found.isFile()) {
		throw invalidArgument(
			`${text} is a folder; give the module of the site's root, such as ${text.replace(/\/?$/, "/index.js")}`,
		);
	}
	return url;
}
