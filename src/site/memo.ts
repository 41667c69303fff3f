import { types } from "node:util";
import { NamespaceFault, type Place, unpublishable } from "../errors.js";
import type { ImportRecord } from "../import/import-record.js";
import type { PendingImport } from "../import/pending-import.js";
import { unwrapModule } from "../import/unwrap.js";
import { type ExportTable, exportTableOf } from "../namespace/export-list.js";
import { type Kind, kindOf, type Text } from "../namespace/kind.js";
import type { Mountable } from "../namespace/mountable.js";
import {
	type Handlers,
	type Hooks,
	hooksOf,
	type PageFunction,
} from "../namespace/namespace.js";
import { isResource } from "../namespace/resource.js";
import { copied, encodeComponent, isNeedlesslyEscaped } from "../path.js";
import type { ImportBound } from "./import-bound.js";

/** What each kind of thing found on a walk is. */
interface Values {
	readonly promise: PromiseLike<unknown>;
	readonly text: Text;
	readonly page: PageFunction;
	readonly handlers: Handlers;
	readonly mount: Mountable;
	readonly resource: object;
	readonly unpublishable: unknown;
}

type Thing = Exclude<Kind, "namespace">;

/** Something found on a walk; of a namespace, its memo as well. */
export type Found =
	| { readonly kind: "namespace"; readonly value: Hooks; readonly memo: Memo }
	| {
			[K in Thing]: {
				readonly kind: K;
				readonly value: Values[K];
				readonly memo: undefined;
			};
	  }[Thing];

/** That something is being imported. */
export interface Importing {
	readonly kind: "importing";
	readonly value: PendingImport<Found>;
	readonly memo: undefined;
}

interface FromWhere {
	/** Whether it is known from an import, done or under way, or else as the container's own value. */
	readonly isImported: boolean;
}

interface Unknown {
	readonly kind: "unknown";
	readonly value: undefined;
	readonly memo: undefined;
	readonly isImported: false;
}

/**
 * What a publisher remembers of one exported name of a container: what was found, or is being imported. What was
 * imported stays. Of the container's own value only the classification is remembered, for that very value: another
 * value is used as soon as the container has it.
 *
 * All that a walk reads of it is in this one object, as where there are many names, each object more is one that the
 * processor does not have at hand.
 */
export type Entry = (((Found | Importing) & FromWhere) | Unknown) & {
	/** The internal name. */
	readonly name: string;
	/** How many walks came through here. */
	requests: number;
	/** How many ended here, as the import failed, or was not there in time. */
	failedRequests: number;
	/** The last import: under way, done or failed. */
	record: ImportRecord | undefined;
};

/** Returns an entry for the internal name `name` that remembers nothing yet. */
export function createEntry(name: string): Entry {
	return {
		name,
		kind: "unknown",
		value: undefined,
		memo: undefined,
		isImported: false,
		requests: 0,
		failedRequests: 0,
		record: undefined,
	};
}

/** Has `entry` remember what was found, or that it is being imported; returns it. */
export function remember<Seen extends Found | Importing>(
	entry: Entry,
	{ kind, value, memo }: Seen,
	isImported: boolean,
): Entry & Seen {
	const known = { kind, value, memo, isImported };
	return Object.assign(entry, known) as unknown as Entry & Seen;
}

/** Has `entry` forget what it knows. */
export function forget(entry: Entry): void {
	const nothing: Unknown = {
		kind: "unknown",
		value: undefined,
		memo: undefined,
		isImported: false,
	};
	Object.assign(entry, nothing);
}

/** Returns `found` without the rest of the entry that it may be, which can change. */
export function copyOf({ kind, value, memo }: Found): Found {
	return { kind, value, memo } as Found;
}

/** Returns what was found, as far as `entry` knows. */
export function foundOf(entry: Entry): Found | undefined {
	return entry.kind === "unknown" || entry.kind === "importing"
		? undefined
		: entry;
}

/** What one publisher remembers of one container. */
export class Memo {
	/**
	 * Where the container's hooks are read: the container itself, but a copy of its hooks if it is a
	 * module that has been read. The exports of a module are read once, as Express reads a Router once,
	 * when it is mounted: reading one of them costs as much as all else on a walk.
	 */
	hooks: Hooks;
	/** The export list when it was last read, to see whether it is still the same. */
	exportList: unknown;
	/**
	 * By segment, as a path has it, each made when it is first asked for. Only exported names enter, so no stream of
	 * requests makes it grow. A new map each time the export list is read, by which a trail is seen to be out of date.
	 */
	entries = new Map<string, Entry>();
	/** Whether the container is a module, whose exports are taken for constant. */
	readonly isModule: boolean;
	/** The export list made fit for look-up. */
	exportTable: ExportTable | undefined;
	/** By internal name: what two pairs export under two names is imported once. */
	readonly entriesByName = new Map([["_q_index", createEntry("_q_index")]]);
	/** Bounds what is kept below the container, once an import has made something there; and whether that is where the container comes from. */
	importBound: ImportBound<Entry> | undefined;
	isMadeAnew = false;
	#isResource: boolean | undefined;
	/** The first exported name of each spelling in lower case, made when it is first asked for. */
	#namesByLowerCase: ReadonlyMap<string, string> | undefined;

	constructor(readonly container: Hooks) {
		this.hooks = container;
		this.isModule = types.isModuleNamespaceObject(container);
	}

	/** Whether the container is a resource as well as a namespace. */
	get isResource(): boolean {
		this.#isResource ??= isResource(this.container);
		return this.#isResource;
	}

	/** Reads the container's export list and hooks as they are now; throws the `PublisherError` for `place` if they are wrong. */
	read(place: Place): void {
		const { container } = this;
		try {
			this.exportTable = exportTableOf(container);
		} catch (fault) {
			throw fault instanceof NamespaceFault
				? unpublishable(place, fault)
				: fault;
		}
		this.exportList = container._q_exports;
		this.entries = new Map();
		this.#namesByLowerCase = undefined;
		if (this.isModule) {
			this.hooks = hooksOf(container);
		}
	}

	/** Whether the container has been read, and still has the same export list. */
	get isRead(): boolean {
		return this.exportList === this.hooks._q_exports;
	}

	/**
	 * Returns the entry of what is exported as `component`, or of the index if that is empty;
	 * `undefined` if it is not exported, or if `segment`, by which the path spells it, has a needless escape.
	 */
	entryOf(
		component: string,
		segment = encodeComponent(component),
	): Entry | undefined {
		return this.entries.get(segment) ?? this.#makeEntry(component, segment);
	}

	#makeEntry(component: string, segment: string): Entry | undefined {
		const name =
			component === "" ? "_q_index" : this.exportTable?.get(component);
		if (name === undefined || isNeedlesslyEscaped(segment)) {
			return undefined;
		}
		const entry = this.entriesByName.get(name) ?? createEntry(name);
		this.entriesByName.set(name, entry);
		// Under one spelling of several: what requests may choose must not make the memo grow.
		if (segment === encodeComponent(component)) {
			// By the name itself where it is the same: containers that export the same names share it.
			this.entries.set(segment === name ? name : copied(segment), entry);
		}
		return entry;
	}

	/** Returns the exported name that `segment` spells if upper and lower case are taken for the same. */
	nameIgnoringCase(segment: string): string | undefined {
		if (this.#namesByLowerCase === undefined) {
			const names = new Map<string, string>();
			for (const name of this.exportTable?.keys() ?? []) {
				const spelling = encodeComponent(name).toLowerCase();
				names.set(spelling, names.get(spelling) ?? name);
			}
			this.#namesByLowerCase = names;
		}
		return this.#namesByLowerCase.get(segment.toLowerCase());
	}
}

/** The memos of one publisher, by container, held weakly: the memo of a container made for one request goes with it. */
export type Memos = WeakMap<object, Memo>;

/** Returns `given`, or what it stands for if it is a module, with its kind and, if it is a namespace, its memo. */
export function lookAt(memos: Memos, given: unknown): Found {
	const value = unwrapModule(given);
	const kind = kindOf(value);
	const memo = kind === "namespace" ? memoOf(memos, value as Hooks) : undefined;
	// `kindOf` is what makes a value of this kind.
	return { kind, value, memo } as Found;
}

function memoOf(memos: Memos, container: Hooks): Memo {
	let memo = memos.get(container);
	if (memo === undefined) {
		memo = new Memo(container);
		memos.set(container, memo);
	}
	return memo;
}

/** Whether what was found is nothing: `undefined` or `null`, by which a look-up says that it did not find the component. */
export function isNothing({ value }: Found): boolean {
	return value === undefined || value === null;
}

/** The memo of no container: where a walk stands before it has the root. */
export const nowhere = new Memo({ _q_exports: [] });
