import type { Request, Response } from "express";
import { nothingThrown, type Place } from "./errors.js";
import type { ErrorHandler, Handlers, PageFunction } from "./namespace.js";
import { type Done, isError, once } from "./once.js";
import { isPromise } from "./promise.js";
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
	let isPassedOn = false;
	const next = once((error) => {
		isPassedOn = true;
		done(error);
	});
	attempt(
		() => page.call(container, req, res, next),
		(error) => next(error || nothingThrown(visit, error)),
		(returned) => {
			if (isText(returned) && !isPassedOn && !res.headersSent) {
				sendText(res, returned);
			}
		},
	);
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
			const nextOnce = once(next);
			attempt(
				() => (handler as PageFunction).call(container, req, res, nextOnce),
				(error) => nextOnce(error || nothingThrown(visit, error)),
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
	const next = once(done);
	attempt(
		() => handler.call(container, error, req, res, next),
		(thrown) => next(thrown || nothingThrown(visit, thrown)),
	);
}

/** Runs a user's function to its end: exactly one of `fail` and `succeed` is called, unless its promise never settles. */
function attempt(
	run: () => unknown,
	fail: (error: unknown) => void,
	succeed: (value: unknown) => void = () => {},
): void {
	try {
		const result = run();
		if (isPromise(result)) {
			Promise.resolve(result).then(succeed).catch(fail);
		} else {
			succeed(result);
		}
	} catch (error) {
		fail(error);
	}
}
