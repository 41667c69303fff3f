import { types } from "node:util";
import { NamespaceFault, type Place, unpublishable } from "./errors.js";
import { type ExportTable, exportTableOf } from "./export-table.js";
import type { ImportRecord } from "./import-record.js";
import type { Importing } from "./importing.js";
import { type Kind, kindOf } from "./kind.js";
import { type Hooks, hooksOf } from "./namespace.js";
import { isResource } from "./resource.js";

/** Something found on a walk: what kind of thing it is, and the memo of it, if it is a namespace. */
export interface Found {
	readonly value: unknown;
	readonly kind: Kind;
	readonly memo: Memo | undefined;
}

/**
 * What a publisher remembers of one exported name of a container. What was imported stays. Of the
 * container's own value only the look at it is remembered, and good for that very value: a
 * namespace that gets another one, or its first, is believed at once.
 */
export interface Entry {
	/** The internal name. */
	readonly name: string;
	own: Found | undefined;
	imported: Found | Importing | undefined;
	/** The last import, under way, had or failed. */
	record: ImportRecord | undefined;
	/** How many walks came through here. */
	requests: number;
}

/** Gives an entry of the internal name `name` that remembers nothing yet. */
export function createEntry(name: string): Entry {
	return {
		name,
		own: undefined,
		imported: undefined,
		record: undefined,
		requests: 0,
	};
}

/** What one publisher remembers of one container. */
export class Memo {
	/**
	 * The container's hooks: itself, or, once it was read, a copy if it is a module. The exports of
	 * a module are read but once, as Express reads a Router but once, when it is mounted: reading
	 * any of them costs as much as all else on a walk.
	 */
	hooks: Hooks;
	/** Whether the container is a module: then its exports are taken for constant. */
	readonly isModule: boolean;
	/** What the export list said when it was read, and the list, which tells whether that still holds. */
	exportTable: ExportTable | undefined;
	exportList: unknown;
	/**
	 * By component, made when one is first asked for. Only exported names enter, so no stream of
	 * requests makes it grow.
	 */
	readonly entries = new Map<string, Entry>();
	/** By internal name: what pairs export under two names is imported once. */
	readonly entriesByName = new Map([["_q_index", createEntry("_q_index")]]);
	#isResource: boolean | undefined;

	constructor(readonly container: Hooks) {
		this.hooks = container;
		this.isModule = types.isModuleNamespaceObject(container);
	}

	/** Whether the container is a resource as well as a namespace. */
	get isResource(): boolean {
		this.#isResource ??= isResource(this.container);
		return this.#isResource;
	}

	/** Reads the export list and the hooks that the container has now; throws what a request at `place` gets if they are wrong. */
	read(place: Place): void {
		const { container } = this;
		try {
			this.exportTable = exportTableOf(container);
		} catch (fault) {
			throw fault instanceof NamespaceFault
				? unpublishable(place, fault.what, fault.remedy)
				: fault;
		}
		this.exportList = container._q_exports;
		this.entries.clear();
		if (this.isModule) {
			this.hooks = hooksOf(container);
		}
	}

	/** Whether the container has been read, and has the same export list since. */
	get isRead(): boolean {
		return this.exportList === this.hooks._q_exports;
	}

	/** Gives the entry of the index or of what is exported as `component`; `undefined` if nothing is. */
	entryOf(component: string): Entry | undefined {
		const known = this.entries.get(component);
		if (known !== undefined) {
			return known;
		}
		const name =
			component === "" ? "_q_index" : this.exportTable?.get(component);
		if (name === undefined) {
			return undefined;
		}
		const entry = this.entriesByName.get(name) ?? createEntry(name);
		this.entriesByName.set(name, entry);
		this.entries.set(component, entry);
		return entry;
	}
}

/** The memos of one publisher, by container: one that a look-up made for a request goes with it. */
export type Memos = WeakMap<object, Memo>;

/** Looks at `value`, and gives it with its kind and, if it is a namespace, its memo. */
export function lookAt(memos: Memos, value: unknown): Found {
	const kind = kindOf(value);
	return {
		value,
		kind,
		memo: kind === "namespace" ? memoOf(memos, value as Hooks) : undefined,
	};
}

function memoOf(memos: Memos, container: Hooks): Memo {
	let memo = memos.get(container);
	if (memo === undefined) {
		memo = new Memo(container);
		memos.set(container, memo);
	}
	return memo;
}
