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
import { encodeComponent, isNeedlesslyEscaped } from "../path.js";
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

/** Something found on a walk: of a namespace, its memo, which is one object less to read for each component. */
export type Found =
	| Memo
	| {
			[K in Thing]: { readonly kind: K; readonly value: Values[K] };
	  }[Thing];

/**
 * What a publisher remembers of one exported name of a container. What was imported stays. Of the
 * container's own value only the classification is remembered, for that very value: another value
 * is used as soon as the container has it.
 */
export interface Entry {
	/** The internal name. */
	readonly name: string;
	own: Found | undefined;
	imported: Found | PendingImport | undefined;
	/** The last import: under way, done or failed. */
	record: ImportRecord | undefined;
	/** How many walks came through here. */
	requests: number;
	/** How many ended here, as the import failed, or was not there in time. */
	failedRequests: number;
}

/** Returns an entry for the internal name `name` that remembers nothing yet. */
export function createEntry(name: string): Entry {
	return {
		name,
		own: undefined,
		imported: undefined,
		record: undefined,
		requests: 0,
		failedRequests: 0,
	};
}

/** What one publisher remembers of one container. */
export class Memo {
	readonly kind = "namespace";
	/**
	 * Where the container's hooks are read: the container itself, but a copy of its hooks if it is a
	 * module that has been read. The exports of a module are read once, as Express reads a Router once,
	 * when it is mounted: reading one of them costs as much as all else on a walk.
	 */
	hooks: Hooks;
	/** Whether the container is a module, whose exports are taken for constant. */
	readonly isModule: boolean;
	/** The export list when it was last read, made fit for look-up, and the list itself, to see whether it is still the same. */
	exportTable: ExportTable | undefined;
	exportList: unknown;
	/**
	 * By segment, as a path has it, each made when it is first asked for. Only exported names enter, so no stream of
	 * requests makes it grow.
	 */
	readonly entries = new Map<string, Entry>();
	/** By internal name: what two pairs export under two names is imported once. */
	readonly entriesByName = new Map([["_q_index", createEntry("_q_index")]]);
	/** Bounds what is kept below the container, once an import has made something there; and whether that is where the container comes from. */
	importBound: ImportBound | undefined;
	isMadeAnew = false;
	#isResource: boolean | undefined;
	/** The first exported name of each spelling in lower case, made when it is first asked for. */
	#namesByLowerCase: ReadonlyMap<string, string> | undefined;

	constructor(readonly container: Hooks) {
		this.hooks = container;
		this.isModule = types.isModuleNamespaceObject(container);
	}

	/** The container, as what was found. */
	get value(): Hooks {
		return this.container;
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
		this.entries.clear();
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
			this.entries.set(segment, entry);
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
	// `kindOf` is what makes a value of this kind.
	return kind === "namespace"
		? memoOf(memos, value as Hooks)
		: ({ kind, value } as Found);
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
