import { errorThrown, isImportError, notFound } from "../errors.js";
import type { ImportRecord } from "../import/import-record.js";
import type { ErrorHandler } from "../namespace/namespace.js";
import {
	type Arrival,
	type Nowhere,
	templateOf,
	type Walk,
} from "../walk/walk.js";
import { warnOfLateError } from "../warnings.js";
import { callErrorHandler } from "./call.js";
import { warnOfNamespaceInRoute } from "./namespace-in-route.js";
import { isError, type Next } from "./outcome.js";
import { isPublishable, isRoot, publish } from "./publish.js";

/** Brings `walk`, which ended by `arrival`, to its outcome: publishes what it reached, or calls its `next`. */
export function conclude(walk: Walk, arrival: Arrival): void {
	// By type first: V8 makes a call to compare an object with a string, and most walks end at an object.
	if (typeof arrival === "string") {
		concludeNowhere(walk, arrival);
		return;
	}
	try {
		if (isPublishable(walk, arrival)) {
			if (walk.imports !== undefined) {
				recordCause(walk.imports, templateOf(walk));
			}
			publish(walk, arrival, passOn);
			return;
		}
	} catch (error) {
		// Pages and mounts cannot throw here. Express can, once the headers are sent; so can a getter,
		// and a listener of an app's `mount` event.
		concludeWithError(walk, error);
		return;
	}
	concludeNotFound(walk);
}

function concludeNowhere(walk: Walk, end: Nowhere): void {
	if (end === "not found") {
		concludeNotFound(walk);
	} else if (end === "passed on") {
		walk.next();
	}
	// Of a walk that was stopped, the response is given, or nobody waits for it.
}

/** Ends `walk` with what the thing that it reached passes on: once, as whoever gets the request by that may be answering it when a later error comes. */
function passOn(signal: unknown, walk: Walk): void {
	// A root that stands in the place of a handler may report after `next()`, as that handler may.
	if (!walk.isPassedOn || isRoot(walk)) {
		walk.isPassedOn = true;
		offer(walk, signal);
	} else if (isError(signal)) {
		warnOfLateError(walk, signal);
	}
}

/**
 * Ends `walk` with what a hook threw or a page passed on. The namespaces that were walked into get
 * an error, innermost first; one that throws or passes it on hands it to the next one out, and
 * the last hands it to `next`.
 */
export function concludeWithError(walk: Walk, error: unknown): void {
	if (isImportError(error)) {
		const { site, entry, slash } = walk;
		const failed = slash === -1 ? site.rootEntry : entry;
		if (failed !== undefined) {
			failed.failedRequests++;
		}
	}
	offer(walk, errorThrown(error, walk));
}

/** Offers `error` to the exception handlers of the namespaces on `walk`, from the one at `index` outwards, and then to `next`. */
function offer(
	walk: Walk,
	error: unknown,
	index = (walk.exceptionHandlers?.length ?? 0) - 1,
): void {
	const namespace = walk.exceptionHandlers?.[index];
	if (namespace === undefined || !isError(error)) {
		walk.next(error);
		return;
	}
	// The hook is read inside, where what reading it throws is caught: the namespace may be a revoked proxy.
	const handle: ErrorHandler = (error, req, res, passOn) =>
		namespace._q_exception_handler === undefined
			? passOn(error)
			: namespace._q_exception_handler(error, req, res, passOn);
	callErrorHandler(
		handle,
		error,
		namespace,
		walk,
		once(walk, (signal) => offer(walk, signal, index - 1)),
	);
}

/** Returns `done`, called once for `walk`, as `passOn`. */
function once(walk: Walk, done: Next): Next {
	let isDone = false;
	return (signal) => {
		if (!isDone) {
			isDone = true;
			done(signal);
		} else if (isError(signal)) {
			warnOfLateError(walk, signal);
		}
	};
}

/** Ends `walk` at nothing: the request falls through to `next`, unless the option says that it is an error. */
function concludeNotFound(walk: Walk): void {
	warnOfNamespaceInRoute(walk);
	if (walk.site.options.fallthrough) {
		walk.next();
	} else {
		concludeWithError(walk, notFound(walk));
	}
}

/** Records the path as walked as the cause of each import that the walk made; it is known only on arrival. */
function recordCause(imports: readonly ImportRecord[], template: string): void {
	for (const record of imports) {
		record.by = template;
	}
}
