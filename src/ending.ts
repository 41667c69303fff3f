import { notFound, nothingThrown } from "./errors.js";
import type { ErrorHandler } from "./namespace.js";
import { type Done, isError } from "./outcome.js";
import { callErrorHandler } from "./page.js";
import type { Walk } from "./walk.js";

/** Ends `walk` at nothing: the request falls through to `next`, unless the option says that it is an error. */
export function endNotFound(walk: Walk, next: Done): void {
	if (walk.site.options.fallthrough) {
		next();
	} else {
		endWithError(walk, notFound(walk), next);
	}
}

/**
 * Ends `walk` with what a hook threw or a page passed on. The namespaces that were walked into get
 * an error, innermost first; one that throws or passes it on hands it to the next one out, and
 * the last hands it to `next`.
 */
export function endWithError(walk: Walk, error: unknown, next: Done): void {
	const handlers = walk.exceptionHandlers ?? [];
	offer(handlers.length - 1, error || nothingThrown(walk, error));

	function offer(index: number, current: unknown): void {
		const namespace = handlers[index];
		if (namespace === undefined || !isError(current)) {
			next(current);
			return;
		}
		// Read where what it throws is caught: the namespace may be a proxy, revoked since.
		const handle: ErrorHandler = (error, req, res, passOn) =>
			namespace._q_exception_handler === undefined
				? passOn(error)
				: namespace._q_exception_handler(error, req, res, passOn);
		callErrorHandler(handle, current, namespace, walk, (passedOn) =>
			offer(index - 1, passedOn),
		);
	}
}
