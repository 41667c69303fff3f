/** An import that is not settled yet, and the requests that wait for it. */
export class Importing {
	readonly kind = "importing";
	readonly #waiting = new Set<() => void>();
	#failure: { readonly cause: unknown } | undefined;

	/**
	 * Gives a promise that resolves to `true` once the import is settled, or to `false` after
	 * `milliseconds`, and rejects with what the import failed with.
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
