import { errorThrown } from "../errors.js";
import type {
	ErrorHandler,
	Handlers,
	PageFunction,
} from "../namespace/namespace.js";
import type { Visit } from "../walk/walk.js";
import {
	callNested,
	createOutcome,
	type Done,
	isError,
	type Next,
	type Outcome,
} from "./outcome.js";
import { promiseOf, sendReturned } from "./returned.js";

type Handler = PageFunction | ErrorHandler;

/**
 * Calls `page` as Express calls a handler, with `container` as `this`, and sends the string or
 * `Uint8Array` that it returns or resolves to; another value is an error if it cannot answer
 * otherwise. However it behaves, `done` is called as an outcome allows: with what it throws, rejects
 * with or passes to `next`.
 */
export function callPage<At extends Visit>(
	page: PageFunction,
	container: unknown,
	visit: At,
	done: Done<At>,
): void {
	const { req, res } = visit;
	const outcome = createOutcome(done, visit);
	try {
		const returned = page.call(container, req, res, outcome.next);
		const promise = promiseOf(returned, res);
		if (promise === undefined) {
			sendReturned(returned, page, outcome, visit);
		} else {
			sendSettled(promise, page, outcome, visit);
		}
	} catch (error) {
		fail(outcome, error, visit);
	}
}

function sendSettled(
	promise: Promise<unknown>,
	page: PageFunction,
	outcome: Outcome,
	visit: Visit,
): void {
	promise
		.then((settled) => sendReturned(settled, page, outcome, visit))
		.catch((error: unknown) => fail(outcome, error, visit));
}

function fail(outcome: Outcome, error: unknown, visit: Visit): void {
	outcome.next(errorThrown(error, visit));
}

/**
 * How handlers are called in turn: as those of a `"route"` of their own, where what one returns is sent, and
 * `next("route")` skips the rest; as `"part of a route"` of Express's, which gets that signal; or as what
 * `app.use` was given, a `"mount"`.
 */
export type Mode = "route" | "part of a route" | "mount";

/** Returns `handlers` without the arrays within them, as Express calls them. */
export function flattened(handlers: Handlers): readonly Handler[] {
	return (handlers as readonly unknown[]).flat(
		Number.POSITIVE_INFINITY,
	) as Handler[];
}

/**
 * Calls `handlers` in turn, each when the one before calls `next`. Error handlers among them are
 * called while there is an error, all others while there is none. An error that comes after `next()`
 * goes on behind the last one called. Calls `done`, as an outcome allows, with what is passed on
 * behind the last one.
 */
export function callInTurn<At extends Visit>(
	handlers: readonly Handler[],
	mode: Mode,
	container: unknown,
	visit: At,
	done: Done<At>,
): void {
	const { req, res } = visit;
	const outcome = createOutcome(done, visit);
	let index = 0;
	goOn(undefined);

	function goOn(signal: unknown): void {
		const isLeft =
			signal === "router" || (signal === "route" && mode !== "mount");
		const handler = isLeft ? undefined : following(isError(signal));
		if (handler === undefined) {
			const isHandled = signal === "route" && mode !== "part of a route";
			outcome.next(isHandled ? undefined : signal);
		} else if (isError(signal)) {
			const handle = handler as ErrorHandler;
			callErrorHandler(handle, signal, container, visit, goOn);
		} else if (mode !== "mount") {
			callPage(handler as PageFunction, container, visit, goOn);
		} else {
			const layer = handler as PageFunction;
			settle((next) => layer(req, res, next), visit, goOn);
		}
	}

	/** Returns the next handler for an error, or for none, and leaves those before it behind. */
	function following(isFailing: boolean): Handler | undefined {
		while (index < handlers.length) {
			const handler = handlers[index++] as Handler;
			if (isFailing ? handler.length === 4 : handler.length < 4) {
				return handler;
			}
		}
		return undefined;
	}
}

/**
 * Calls the error handler `handler` with `container` as `this`. Calls `done`, as an outcome allows,
 * with what it passes to `next`, nothing if it takes the error for handled, or with what it throws or
 * rejects with.
 */
export function callErrorHandler(
	handler: ErrorHandler,
	error: unknown,
	container: unknown,
	visit: Visit,
	done: Done,
): void {
	const { req, res } = visit;
	settle((next) => handler.call(container, error, req, res, next), visit, done);
}

/** Runs a user's function, whose result does not matter, to its outcome. */
function settle(run: (next: Next) => unknown, visit: Visit, done: Done): void {
	const outcome = createOutcome(done, visit);
	callNested(() => {
		try {
			promiseOf(run(outcome.next), visit.res)?.catch((error: unknown) =>
				fail(outcome, error, visit),
			);
		} catch (error) {
			fail(outcome, error, visit);
		}
	});
}
