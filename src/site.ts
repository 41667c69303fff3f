import { inspect } from "node:util";
import { invalidArgument, NamespaceFault } from "./errors.js";
import { exportTableOf } from "./export-table.js";
import { createGuesser, type Guesser } from "./guesser.js";
import type { Loaded } from "./import.js";
import { faultOf, kindOf } from "./kind.js";
import { createEntry, type Entry, type Memos } from "./memo.js";
import { isNamespace, type Namespace } from "./namespace.js";
import {
	checkOptions,
	type Options,
	type PublisherOptions,
} from "./options.js";
import { isPromise } from "./promise.js";
import { unwrap } from "./unwrap.js";

/** What `publisher` takes: a namespace, a function that imports one, or the URL of its module. */
export type Root = Namespace | (() => unknown) | URL | string;

/** All that one publisher keeps between requests. */
export interface Site {
	readonly rootSource: RootSource;
	/** Has the root, once the first request has asked for it. */
	readonly rootEntry: Entry;
	readonly options: Options;
	readonly guesser: Guesser;
	readonly memos: Memos;
}

/** Where the root comes from, and what to make of what comes. */
export interface RootSource {
	supply(): unknown;
	unwrapped(supplied: unknown): unknown;
}

/**
 * Checks the arguments of `publisher` and makes a site of them; imports nothing. Throws a
 * `TypeError` that names the argument, the value and the fix.
 */
export function createSite(
	root: Root,
	given: PublisherOptions | undefined,
): Site {
	refuseRequest(root);
	const options = checkOptions(given);
	const guesser = createGuesser(options.guess);
	return {
		rootSource: rootSourceOf(root, guesser),
		rootEntry: createEntry(""),
		options,
		guesser,
		memos: new WeakMap(),
	};
}

function rootSourceOf(root: Root, guesser: Guesser): RootSource {
	if (typeof root === "string" || root instanceof URL) {
		const url = parseUrl(root);
		return {
			supply: () => guesser.loadUrl(url),
			unwrapped: (loaded) => guesser.adopt(loaded as Loaded),
		};
	}
	if (typeof root === "function" && !isNamespace(root)) {
		refuseUnlessThunk(root);
		return { supply: root, unwrapped: unwrap };
	}
	if (isPromise(root)) {
		throw refused(
			"a promise",
			'Give the function that makes it: publisher(() => import("./site/index.js"))',
		);
	}
	if (
		(typeof root !== "object" && typeof root !== "function") ||
		root === null
	) {
		throw refused(
			inspect(root),
			"Give a namespace, a function that imports one, or a module's URL",
		);
	}
	if (!isNamespace(root)) {
		throw isNamespace(Object(unwrap(root)))
			? refused(
					"a module whose default export is the namespace",
					'Import that: import root from "./site/index.js"',
				)
			: refused(
					"an object without _q_exports",
					"Give it an export list of the names that URLs can reach: _q_exports = []",
				);
	}
	try {
		exportTableOf(root);
	} catch (fault) {
		throw fault instanceof NamespaceFault
			? refused(fault.what, fault.remedy)
			: fault;
	}
	return { supply: () => root, unwrapped: () => root };
}

function parseUrl(root: string | URL): URL {
	if (!URL.canParse(String(root))) {
		throw refused(
			`the string ${inspect(root)}`,
			'Give a URL: publisher(new URL("./site/index.js", import.meta.url))',
		);
	}
	return new URL(root);
}

function refuseUnlessThunk(root: () => unknown): void {
	const kind = kindOf(root);
	if (kind === "mount") {
		throw refused(
			"a Router, an app or a mount",
			"Give it to app.use() itself, or a namespace that exports it",
		);
	}
	if (kind !== "page") {
		const { what, remedy } = faultOf(root);
		throw refused(what, remedy);
	}
	if (root.length > 0) {
		throw refused(
			`a function of ${root.length} parameters`,
			'A function given as root is called without any and gives a namespace: () => import("./site/index.js")',
		);
	}
}

/** Catches `app.use(publisher)`: Express then calls `publisher` with a request. */
function refuseRequest(root: unknown): void {
	if (
		typeof root === "object" &&
		root !== null &&
		"originalUrl" in root &&
		"method" in root
	) {
		throw invalidArgument(
			"publisher was given to Express without being called: write app.use(publisher(root))",
		);
	}
}

function refused(what: string, remedy: string): TypeError {
	return invalidArgument(`publisher(root): root is ${what}. ${remedy}`);
}
