import { AsyncResource } from "node:async_hooks";
import { shown } from "../error-text.js";
import { invalidArgument, NamespaceFault } from "../errors.js";
import {
	createGuesser,
	type Guesser,
	type NoteUrl,
} from "../import/guesser.js";
import type { Loaded } from "../import/load.js";
import { parseModuleUrl } from "../import/module-url.js";
import { unwrap } from "../import/unwrap.js";
import { exportTableOf } from "../namespace/export-list.js";
import { faultOf, methodNameIn } from "../namespace/fault.js";
import { isMereImport, kindOf } from "../namespace/kind.js";
import {
	isMeantAsHook,
	isNamespace,
	misspeltExportsOf,
	type Namespace,
} from "../namespace/namespace.js";
import { isObject } from "../namespace/object.js";
import { isPromise } from "../namespace/promise.js";
import {
	createEntry,
	type Entry,
	lookAt,
	type Memos,
	remember,
} from "./memo.js";
import {
	checkOptions,
	type Options,
	type PublisherOptions,
} from "./options.js";
import type { Trails } from "./trail.js";

/** What `publisher` takes: a namespace, a function that imports one, or the URL of its module. */
export type Root = Namespace | (() => unknown) | URL | string;

/** All that one publisher keeps between requests. */
export interface Site {
	readonly rootSource: ImportSource<unknown>;
	/** Has the root: as its own value if it was given as a namespace, else once it was imported. */
	readonly rootEntry: Entry;
	readonly options: Options;
	readonly guesser: Guesser;
	readonly memos: Memos;
	readonly trails: Trails;
	/**
	 * Without memo: the entries whose last import came too late for all who waited for it. The next request takes
	 * what it gave, or one that takes longer than `importTimeout` would never reach anybody.
	 */
	readonly owed: WeakSet<Entry>;
	/**
	 * The async context in which the publisher was created. Imports run there: the timers and pools of a module outlive
	 * the request that caused its import, and must not belong to whoever sent that. (`AsyncLocalStorage.snapshot()`
	 * gives the same, and takes twice as long when it is first called.)
	 */
	readonly creation: AsyncResource;
}

/** How something is imported. */
export interface ImportSource<Imported> {
	/** Begins the import; calls `noteUrl` with the URL of the module, where that is known. */
	begin(noteUrl: NoteUrl): Imported | PromiseLike<Imported>;
	/** Returns what `imported` stands for. */
	unwrapped(imported: Imported): unknown;
}

/**
 * Checks the arguments of `publisher` and makes a site of them; imports nothing. Throws a
 * `TypeError` that names the argument, the value and the fix.
 */
export function createSite(
	root: Root,
	given: PublisherOptions | undefined,
): Site {
	refuseMisuse(root);
	const options = checkOptions(given);
	const guesser = createGuesser(options.guess);
	const rootSource = rootSourceOf(root, guesser);
	const memos: Memos = new WeakMap();
	const rootEntry = createEntry("");
	if (isNamespace(root as object)) {
		remember(rootEntry, lookAt(memos, root), false);
	}
	return {
		rootSource,
		rootEntry,
		options,
		guesser,
		memos,
		trails: new Map(),
		owed: new WeakSet(),
		creation: new AsyncResource("express-publisher"),
	};
}

function rootSourceOf(root: Root, guesser: Guesser): ImportSource<unknown> {
	if (typeof root === "string" || root instanceof URL) {
		const url = new URL(root);
		return {
			begin(noteUrl) {
				noteUrl(url);
				return guesser.load(url);
			},
			unwrapped: (loaded) => guesser.adopt(loaded as Loaded),
		};
	}
	if (typeof root === "function" && !isNamespace(root)) {
		refuseUnlessThunk(root);
		return { begin: root, unwrapped: unwrap };
	}
	if (isPromise(root)) {
		throw refused("a promise", `Give the function that makes it: ${EXAMPLE}`);
	}
	if (!isObject(root)) {
		throw refused(
			shown(root),
			`Give a namespace, a function that imports one, or a module's URL: ${EXAMPLE}`,
		);
	}
	if (!isNamespace(root)) {
		throw isNamespace(Object(unwrap(root)))
			? refused(
					"a module whose default export is the namespace",
					'Import that: import root from "./site/index.js"',
				)
			: withoutExportList(root);
	}
	try {
		exportTableOf(root);
	} catch (fault) {
		throw fault instanceof NamespaceFault
			? refused(fault.what, fault.remedy)
			: fault;
	}
	return { begin: () => root, unwrapped: () => root };
}

function refuseUnlessThunk(root: () => unknown): void {
	if (isMereImport(root)) {
		return; // No page, but what is asked for here.
	}
	const kind = kindOf(root);
	if (kind === "mount") {
		throw refused(
			"a Router, an app or a mount",
			`Give it to app.use() itself, or a function that imports it: ${EXAMPLE}`,
		);
	}
	if (kind !== "page") {
		const { what, remedy } = faultOf(root);
		throw refused(what, remedy);
	}
	if (root.length > 0) {
		throw refused(
			`a function of ${root.length} parameters`,
			`Give a handler to app.use() itself, or a function without parameters that imports it: ${EXAMPLE}`,
		);
	}
}

/** Returns the error for `root`, an object that has no export list. */
function withoutExportList(root: object): TypeError {
	if (Array.isArray(root)) {
		return refused(
			"an array, without _q_exports",
			`Give handlers to app.use() themselves, or a function that imports them: ${EXAMPLE}`,
		);
	}
	const misspelt = misspeltExportsOf(root);
	if (misspelt !== undefined) {
		return refused(
			`an object with ${misspelt}, without _q_exports`,
			"Did you mean _q_exports?",
		);
	}
	const method = methodNameIn(root);
	if (method !== undefined) {
		return refused(
			`an object with ${method}, without _q_exports`,
			`Give a function that returns it: publisher(() => ({ ${method}: … }))`,
		);
	}
	const names = Object.keys(root).filter((name) => !isMeantAsHook(name));
	return refused(
		"an object without _q_exports",
		`List in it the names that URLs can reach: _q_exports: ${shown(names)}`,
	);
}

/**
 * Throws if `root` is a request, with which Express calls `publisher` after `app.use(publisher)`, or a string that
 * is no URL. Before the options are checked, as what somebody has put behind a path is none.
 */
function refuseMisuse(root: unknown): void {
	if (typeof root === "string" && parseModuleUrl(root) === undefined) {
		throw refused(
			`the string ${shown(root)}`,
			'A path goes to app.use(path, publisher(root)), and a module is given by its URL: publisher(new URL("./site/index.js", import.meta.url))',
		);
	}
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

/** How a publisher is made. */
const EXAMPLE = 'publisher(() => import("./site/index.js"))';

function refused(what: string, remedy: string): TypeError {
	return invalidArgument(`publisher(root): root is ${what}. ${remedy}`);
}
