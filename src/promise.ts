/**
 * Tells whether `value` is a promise: it has a callable `then` and no export list.
 *
 * A namespace may publish a page called `then`; the export list tells the two apart (README,
 * "Differences from Quixote"). A promise from elsewhere counts: its `then` is called only by
 * `toPromise`.
 */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
	if (
		(typeof value !== "object" && typeof value !== "function") ||
		value === null
	) {
		return false;
	}
	const { then, _q_exports } = value as {
		then?: unknown;
		_q_exports?: unknown;
	};
	return typeof then === "function" && _q_exports === undefined;
}

/**
 * Gives a promise for what `value` is or promises, whose `then` is Node's own: it holds a badly behaved
 * `then` of another to a single outcome. `Promise.resolve` does not, if someone has put that `then` on
 * a promise of Node's, which it gives as it is.
 */
export function toPromise<T>(value: T | PromiseLike<T>): Promise<T> {
	return new Promise((resolve) => resolve(value));
}
