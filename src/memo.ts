import { isPromise } from "./promise.js";

/**
 * What importers and the guesser gave, or the imports under way: by container, then by internal
 * name. Only exported names enter, so no stream of requests makes it grow; and a container that a
 * look-up made for one request takes what was imported in it along when it goes.
 */
export type Memo = WeakMap<object, Map<string, unknown>>;

/** An import that is not settled yet, and the requests that wait for it. */
export class Importing {
	readonly #waiting = new Set<() => void>();
	#failure: { readonly cause: unknown } | undefined;

	/**
	 * Gives a promise that resolves to `true` once the memo has what was imported, or to `false`
	 * after `milliseconds`, and rejects with what the import failed with.
	 *
	 * What was imported is in the memo alone: a namespace may publish a page called `then`, and a
	 * promise that is resolved with such a namespace calls that page.
	 */
	settled(milliseconds: number): Promise<boolean> {
		return new Promise((resolve, reject) => {
			const wake = () => {
				clearTimeout(timer);
				if (this.#failure === undefined) {
					resolve(true);
				} else {
					reject(this.#failure.cause);
				}
			};
			// Who gives up leaves the set: an import that never settles must not hold on to requests.
			const timer = setTimeout(() => {
				this.#waiting.delete(wake);
				resolve(false);
			}, milliseconds).unref();
			this.#waiting.add(wake);
		});
	}

	/** Wakes all who wait, with the failure if there is one. */
	settle(failure?: { readonly cause: unknown }): void {
		this.#failure = failure;
		for (const wake of this.#waiting) {
			wake();
		}
	}
}

/** Gives what `memo` has for `name` in `container`: what was imported, an `Importing`, or `undefined`. */
export function recall(memo: Memo, container: object, name: string): unknown {
	return memo.get(container)?.get(name);
}

/**
 * Has `supply` import `name` for `container`, and gives and keeps what `accept` makes of the
 * result, or the `Importing` if that is a promise. Throws what either throws. A failure is not
 * kept: the next request tries again.
 */
export function remember<Supplied>(
	memo: Memo,
	container: object,
	name: string,
	supply: () => Supplied | PromiseLike<Supplied>,
	accept: (supplied: Supplied) => unknown,
): unknown {
	const supplied: Supplied | PromiseLike<Supplied> = supply();
	const names = memo.get(container) ?? new Map<string, unknown>();
	memo.set(container, names);
	if (!isPromise(supplied)) {
		const accepted = accept(supplied as Supplied);
		names.set(name, accepted);
		return accepted;
	}
	// In the memo before anything is awaited: a second request in the same tick must find it.
	const importing = new Importing();
	names.set(name, importing);
	Promise.resolve(supplied as PromiseLike<Supplied>)
		.then((settled) => {
			names.set(name, accept(settled));
			importing.settle();
		})
		.catch((cause: unknown) => {
			names.delete(name);
			importing.settle({ cause });
		});
	return importing;
}
