import { inspect } from "node:util";
import { invalidArgument, NamespaceFault } from "./errors.js";
import { exportTableOf } from "./export-table.js";
import { createGuesser, type Guesser } from "./guesser.js";
import type { Loaded } from "./import.js";
import { faultOf, kindOf } from "./kind.js";
import { createEntry, type Entry, lookAt, type Memos } from "./memo.js";
import { parseModuleUrl } from "./module-url.js";
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
	readonly rootSource: Source<unknown>;
	/** Has the root: as its own value if it was given as a namespace, else once it was asked for. */
	readonly rootEntry: Entry;
	readonly options: Options;
	readonly guesser: Guesser;
	readonly memos: Memos;
}

/** Where something is imported from, and what to make of what comes. */
export interface Source<Supplied> {
	/** Calls `noteUrl` with the URL of the module that it imports, if it knows. */
	supply(noteUrl: NoteUrl): Supplied | PromiseLike<Supplied>;
	unwrapped(supplied: Supplied): unknown;
}

/** Takes the URL of a module about to be imported; `undefined` if there was none after all. */
export type NoteUrl = (url: URL | undefined) => void;

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
	const rootSource = rootSourceOf(root, guesser);
	const memos: Memos = new WeakMap();
	const rootEntry = createEntry("");
	if (isNamespace(root as object)) {
		rootEntry.own = lookAt(memos, root);
	}
	return { rootSource, rootEntry, options, guesser, memos };
}

function rootSourceOf(root: Root, guesser: Guesser): Source<unknown> {
	if (typeof root === "string" || root instanceof URL) {
		const url = parseUrl(root);
		return {
			supply(noteUrl) {
				noteUrl(url);
				return guesser.loadUrl(url);
			},
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
	const url = parseModuleUrl(root);
	if (url === undefined) {
		throw refused(
			`the string ${inspect(root)}`,
			'Give a URL: publisher(new URL("./site/index.js", import.meta.url))',
		);
	}
	return url;
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
