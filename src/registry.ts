import { isNamespace } from "./namespace/namespace.js";
import type { PreloadOptions } from "./preload/arguments.js";
import type { PreloadReport } from "./preload/preload.js";
import { printable, shortened } from "./printable.js";
import type { Root } from "./site/site.js";
import type { Tree } from "./site/tree.js";
import type { Usage } from "./site/usage.js";

/** What can be asked of a publisher, or of all publishers of the process. */
export interface PublisherTools {
	/**
	 * Imports what is exported before a request needs it: everything, or what the given paths, or
	 * those of a usage, lead to. One module at a time, while no request is under way. Calls no
	 * `_q_access` and no `_q_lookup`, and resolves whatever fails. Throws a `TypeError` if an argument is wrong;
	 * rejects with the reason of `options.signal` when that is aborted.
	 */
	preload(
		paths?: readonly string[] | Usage,
		options?: PreloadOptions,
	): Promise<PreloadReport>;
	/** Returns the paths in use since the process started, most requested first; plain JSON, which `preload` takes. */
	usage(): Usage;
	/** Returns what is known of the site as it is now; plain JSON. Imports nothing, and calls nothing of yours. */
	tree(): Tree;
}

/** What the list of all publishers has of one. It does not keep the publisher in memory, nor its root. */
export interface Registration {
	readonly publisher: WeakRef<PublisherTools>;
	/** What its root says, in one line. */
	readonly root: string;
	/** The path at which a request first reached it: as its route has it, or else as the URL does. */
	reachedAt: string | undefined;
}

/** A publisher that is still there. */
export interface Registered {
	readonly publisher: PublisherTools;
	/** What its root says; of those that say the same, the second has ` (2)` behind it. */
	readonly label: string;
	readonly reachedAt: string | undefined;
}

/** Where the list of all publishers is; registered, so that all copies of this package have one. */
const REGISTRY = Symbol.for("express-publisher.publishers");

/** How long a label can be. */
const LONGEST_LABEL = 120;

/** How many of the names that a namespace exports are in its label: there may be thousands. */
const NAMES = 6;

/** What tsx puts behind each `import()`: without it, a publisher is called the same as where the code is compiled. */
const BY_TSX =
	/\.then\((\w+)=>\{const (\w+)="default";return \1\[\2\][^;{}]*\}\)/g;

/** How long the list may be before it is looked through for publishers that are gone. */
let pruneAt = 64;

/** Adds a publisher to the list of all, as long as something else holds it; returns what the list has of it. */
export function register(publisher: PublisherTools, root: Root): Registration {
	const list = registry();
	const registration: Registration = {
		publisher: new WeakRef(publisher),
		root: labelOf(root),
		reachedAt: undefined,
	};
	list.push(registration);
	if (list.length >= pruneAt) {
		replace(list, (entry) => toolsOf(entry) !== undefined);
		pruneAt = Math.max(64, 2 * list.length);
	}
	return registration;
}

/** Takes a publisher off the list: a tool's own is none of the application's. */
export function unregister(publisher: PublisherTools): void {
	replace(registry(), (entry) => toolsOf(entry) !== publisher);
}

/** Returns all publishers that are still there, in the order in which they were made. */
export function registered(): Registered[] {
	const counts = new Map<string, number>();
	return registry().flatMap((entry) => {
		const publisher = toolsOf(entry);
		if (publisher === undefined) {
			return [];
		}
		const { root, reachedAt } = entry as Registration;
		const count = (counts.get(root) ?? 0) + 1;
		counts.set(root, count);
		const label = count === 1 ? root : `${root} (${count})`;
		return [{ publisher, label, reachedAt }];
	});
}

/** The list; it may have entries of other versions of this package, whatever those are. */
function registry(): unknown[] {
	const known: unknown = Reflect.get(globalThis, REGISTRY);
	if (Array.isArray(known)) {
		return known;
	}
	const list: unknown[] = [];
	Object.defineProperty(globalThis, REGISTRY, {
		value: list,
		configurable: true,
	});
	return list;
}

/** Changes the list in place: other copies of this package hold it, too. */
function replace(list: unknown[], stays: (entry: unknown) => boolean): void {
	list.splice(0, list.length, ...list.filter(stays));
}

/** Returns the publisher of an entry, unless it is gone, or not one that this version can ask. */
function toolsOf(entry: unknown): PublisherTools | undefined {
	const { publisher, root } = Object(entry) as Partial<Registration>;
	if (typeof publisher?.deref !== "function" || typeof root !== "string") {
		return undefined;
	}
	const tools = publisher.deref();
	const { preload, usage, tree } = Object(tools) as Partial<PublisherTools>;
	const isKnown = [preload, usage, tree].every(
		(method) => typeof method === "function",
	);
	return isKnown ? tools : undefined;
}

/** Returns what `root` says: of a function, what it calls, of a URL itself, of a namespace what it exports. */
function labelOf(root: Root): string {
	return shortened(printable(sourceOf(root)), LONGEST_LABEL);
}

function sourceOf(root: Root): string {
	if (typeof root === "string" || root instanceof URL) {
		return String(root);
	}
	if (isNamespace(root)) {
		const list = root._q_exports ?? [];
		const names = list
			.slice(0, NAMES)
			.map((entry) => (typeof entry === "string" ? entry : entry[0]));
		const more = list.length > NAMES ? [`and ${list.length - NAMES} more`] : [];
		return `{ ${[...names, ...more].join(", ")} }`;
	}
	const source = String(root)
		.slice(0, 10 * LONGEST_LABEL)
		.replace(/\s+/g, " ");
	return source.replace(/^(?:async )?\(\) ?=> ?/, "").replaceAll(BY_TSX, "");
}
