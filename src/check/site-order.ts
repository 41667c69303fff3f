import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { shown } from "../error-text.js";
import { invalidArgument } from "../errors.js";
import { nodeOptionsFor } from "../node-options.js";
import { LONGEST_TIMEOUT, TIMEOUT_RANGE } from "../site/options.js";
import type { Order } from "./trial-protocol.js";

/** What is to be given as a site. */
const WANTED =
	"give the module that makes the application, such as ./server.js, or the site's root";

/** How a site's modules are imported. */
export interface SiteOptions {
	/**
	 * Whether the server gives the root's URL to `publisher`; else it gives a function, or the namespace,
	 * and the guesser works only from a `_q_url`. Default: false.
	 */
	readonly url?: boolean | undefined;
	/** How long each import may take, in milliseconds. Default: 30,000. */
	readonly timeout?: number | undefined;
	/** Where all goes that the site's modules print. Default: `process.stderr`. */
	readonly output?: Writable | undefined;
}

/**
 * Returns the order to import the site whose root is the module `site`, a file URL or a path from
 * the working directory, and the stream for what it prints. Throws a `TypeError` that names the fix
 * if there is no such file, or if an option is wrong.
 */
export function siteOrder(
	site: string | URL,
	{ url = false, timeout = 30_000, output = process.stderr }: SiteOptions,
): { readonly order: Order; readonly output: Writable } {
	if (!(timeout >= 1 && timeout <= LONGEST_TIMEOUT)) {
		throw invalidArgument(
			`timeout is ${shown(timeout)}; it must be ${TIMEOUT_RANGE}`,
		);
	}
	const module = urlOf(site);
	return {
		order: {
			site: module.href,
			nodeOptions: process.execArgv.some(loads)
				? []
				: nodeOptionsFor(fileURLToPath(module)),
			isGivenAsUrl: url,
			timeout,
			isRecorded: false,
		},
		output,
	};
}

/** Whether a process that was started with `option` has its own way with modules: what it starts gets that, too. */
function loads(option: string): boolean {
	return /^(?:-r|--require|--import|--(?:experimental-)?loader)\b/.test(option);
}

function urlOf(site: string | URL): URL {
	const text = String(site);
	const url = text.startsWith("file:")
		? new URL(text)
		: pathToFileURL(resolve(text));
	const found = statSync(url, { throwIfNoEntry: false });
	if (found === undefined) {
		throw invalidArgument(`there is no file ${text}; ${WANTED}`);
	}
	if (found.isDirectory()) {
		throw invalidArgument(
			`${text} is a folder; ${WANTED}, such as ${text.replace(/\/?$/, "/index.js")}`,
		);
	}
	if (!found.isFile()) {
		throw invalidArgument(`${text} is no file; ${WANTED}`);
	}
	if (url.pathname.endsWith(".json")) {
		throw invalidArgument(`${text} is no module; ${WANTED}`);
	}
	return url;
}
