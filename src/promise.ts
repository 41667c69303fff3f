/**
 * Tells whether `value` is a promise: it has a callable `then` and no export list.
 *
 * A namespace may publish a page called `then`; the export list tells the two apart (README,
 * "Differences from Quixote"). A promise from elsewhere counts: its `then` is called only by
 * `Promise.resolve`, which holds a badly behaved one to a single outcome.
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
