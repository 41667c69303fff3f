import { importFailed, importTimedOut, type Place } from "./errors.js";

/** An import that is not settled yet, and the requests that wait for it. */
export class Importing {
	readonly kind = "importing";
	readonly #waiting = new Set<() => void>();
	#failure: { readonly cause: unknown } | undefined;

	/**
	 * Waits until the import is settled; rejects with what a request at `place` gets if it failed,
	 * or is not settled after `milliseconds`.
	 *
	 * What was imported is in the memo alone: a namespace may publish a page called `then`, and a
	 * promise that is resolved with such a namespace calls that page.
	 */
	settled(milliseconds: number, place: Place): Promise<void> {
		return new Promise((resolve, reject) => {
			const wake = () => {
				clearTimeout(timer);
				if (this.#failure === undefined) {
					resolve();
				} else {
					reject(importFailed(place, this.#failure.cause));
				}
			};
			// Who gives up leaves the set: an import that never settles must not hold on to requests.
			const timer = setTimeout(() => {
				this.#waiting.delete(wake);
				reject(importTimedOut(place, milliseconds));
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
