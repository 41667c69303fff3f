import { isObject } from "./object.js";

/**
 * Whether `value` is a promise: it has a callable `then` and no export list.
 *
 * A namespace may publish a page called `then`; the export list tells the two apart (README,
 * "Differences from Quixote"). A promise from elsewhere counts: its `then` is called only by
 * `toPromise`.
 */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
	if (!isObject(value)) {
		return false;
	}
	const { then, _q_exports } = value as {
		then?: unknown;
		_q_exports?: unknown;
	};
	return typeof then === "function" && _q_exports === undefined;
}

/**
 * Returns a promise of Node's own for what `value` is or promises: it settles once, however often
 * another's `then` calls back. `Promise.resolve` would return a promise of Node's as it is, also
 * one on which somebody has put a `then` of his own.
 */
export function toPromise<T>(value: T | PromiseLike<T>): Promise<T> {
	return new Promise((resolve) => resolve(value));
}
