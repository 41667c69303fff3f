import type { Request, Response } from "express";
import { nothingThrown, type Place } from "./errors.js";
import type { ErrorHandler, Handlers, PageFunction } from "./namespace.js";
import { callNested } from "./nested.js";
import { createOutcome, type Done, isError, type Outcome } from "./outcome.js";
import { isPromise, toPromise } from "./promise.js";
import { isText, sendText } from "./text.js";

type Handler = PageFunction | ErrorHandler;

/** A request under way, and where its walk stands. */
export interface Visit extends Place {
	readonly req: Request;
	readonly res: Response;
}

/**
 * Calls `page` as Express calls a handler, with `container` as `this`, and sends the string or
 * `Uint8Array` that it returns or resolves to. However it behaves, `done` is called at most once:
 * with what it throws, rejects with or passes to `next`.
 */
export function callPage(
	page: PageFunction,
	container: unknown,
	visit: Visit,
	done: Done,
): void {
	const { req, res } = visit;
	const outcome = createOutcome(done);
	try {
		const returned = page.call(container, req, res, outcome.next);
		if (isPromise(returned)) {
			toPromise(returned)
				.then((settled) => sendReturned(settled, outcome, res))
				.catch((error: unknown) => fail(outcome, error, visit));
		} else {
			sendReturned(returned, outcome, res);
		}
	} catch (error) {
		fail(outcome, error, visit);
	}
}

/** Sends what a page returned, if it is text and the page has neither sent anything nor passed on. */
function sendReturned(value: unknown, outcome: Outcome, res: Response): void {
	if (isText(value) && !res.headersSent && outcome.isOpen) {
		sendText(res, value);
		outcome.isOpen = false;
	}
}

function fail(outcome: Outcome, error: unknown, visit: Visit): void {
	outcome.next(error || nothingThrown(visit, error));
}

/**
 * Calls `handlers` in turn, each when the one before calls `next`, as Express runs the handlers of
 * a route (`as` is `"route"`: what one returns is sent, and `next("route")` skips the rest) or what
 * `app.use` was given (`"mount"`). Error handlers among them are called while there is an error,
 * all others while there is none. Calls `done` with what the last one passes on.
 */
export function callInTurn(
	handlers: Handlers,
	as: "route" | "mount",
	container: unknown,
	visit: Visit,
	done: Done,
): void {
	const { req, res } = visit;
	const flat = (handlers as readonly unknown[]).flat(
		Number.POSITIVE_INFINITY,
	) as Handler[];
	callFrom(0, undefined);

	function callFrom(index: number, signal: unknown): void {
		const handler = flat[index];
		if (
			handler === undefined ||
			signal === "router" ||
			(signal === "route" && as === "route")
		) {
			done(signal === "route" ? undefined : signal);
			return;
		}
		const next: Done = (given) => callFrom(index + 1, given);
		if (isError(signal)) {
			if (handler.length === 4) {
				callErrorHandler(
					handler as ErrorHandler,
					signal,
					container,
					visit,
					next,
				);
			} else {
				next(signal);
			}
		} else if (handler.length > 3) {
			next();
		} else if (as === "route") {
			callPage(handler as PageFunction, container, visit, next);
		} else {
			settle(
				(passOn) => (handler as PageFunction)(req, res, passOn),
				visit,
				next,
			);
		}
	}
}

/**
 * Calls the error handler `handler` with `container` as `this`. Calls `done` at most once: with
 * what it passes to `next`, nothing if it takes the error for handled, or with what it throws or
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

/** Runs a user's function, whose result does not matter, to its one outcome. */
function settle(run: (next: Done) => unknown, visit: Visit, done: Done): void {
	const outcome = createOutcome(done);
	callNested(() => {
		try {
			const result = run(outcome.next);
			if (isPromise(result)) {
				toPromise(result).catch((error: unknown) =>
					fail(outcome, error, visit),
				);
			}
		} catch (error) {
			fail(outcome, error, visit);
		}
	});
}
