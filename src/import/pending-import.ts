import { importFailed, importTimedOut, type Place } from "../errors.js";

/** What an import failed with. */
interface Failure {
	readonly cause: unknown;
}

/** An import that is not settled yet, and the requests that wait for it. */
export class PendingImport<Imported = unknown> {
	readonly kind = "importing";
	readonly #waiting = new Set<(failure?: Failure) => void>();
	#hasTimedOut = false;

	/** Takes the promise of what is imported; whoever waits is woken once that is settled. */
	constructor(readonly promise: Promise<Imported>) {
		promise.then(
			() => this.#wake(),
			(cause: unknown) => this.#wake({ cause }),
		);
	}

	/**
	 * Resolves once the import is settled, to nothing: what was imported is in the memo. Rejects
	 * with the `PublisherError` for a request at `place` if the import has failed, or has not
	 * settled after `milliseconds`. Resolves before if `whenLeft` calls the function that it is given, as
	 * whoever waits has left; what it returns is called in the end.
	 */
	settled(
		milliseconds: number,
		place: Place,
		whenLeft?: (leave: () => void) => () => void,
	): Promise<void> {
		return new Promise((resolve, reject) => {
			// What has timed out or left leaves the set, for an import that never settles must not keep its
			// requests in memory.
			const leave = () => {
				this.#waiting.delete(wake);
				wake();
			};
			const wake = (failure?: Failure) => {
				clearTimeout(timer);
				stopWatching?.();
				if (failure === undefined) {
					resolve();
				} else {
					reject(importFailed(place, failure.cause));
				}
			};
			const timer = setTimeout(() => {
				this.#hasTimedOut = true;
				reject(importTimedOut(place, milliseconds));
				leave();
			}, milliseconds).unref();
			this.#waiting.add(wake);
			const stopWatching = whenLeft?.(leave);
		});
	}

	/** Whether nobody waits any more, and somebody was told to ask again later. */
	get isOwed(): boolean {
		return this.#hasTimedOut && this.#waiting.size === 0;
	}

	#wake(failure?: Failure): void {
		for (const wake of this.#waiting) {
			wake(failure);
		}
	}
}
