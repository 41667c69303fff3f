import type { Response } from "express";
import { warnOfLateError } from "../warnings.js";
import { type AnswerWatch, isOver, type Nowhere, type Walk } from "./walk.js";

/**
 * The methods by which one answers. Express reads a file or renders a view first, and answers then: nothing
 * of the response shows until then that an answer is coming, and these methods return nothing. So it is with
 * all others where middleware has put its own in their place, to save a session or to sign a body first.
 */
const ANSWERING = [
	...["render", "sendFile", "sendfile", "download"],
	...["send", "json", "jsonp", "sendStatus", "redirect", "end", "write"],
] as const;

/** The watch over the hook that is under way, by response. */
const watches = new WeakMap<Response, AnswerWatch>();

/** By prototype of responses: one that inherits from it and whose methods tell the watch. */
const watchedPrototypes = new WeakMap<object, object>();

/**
 * Calls a hook by `call`, and watches whether it answers, until `endOfHook`. Returns what the hook
 * returns, `undefined` if it throws after it has begun to answer; throws what it throws before.
 * `onFailure` is called if the answer fails that it has begun.
 */
export function callHook<Returned>(
	walk: Walk,
	call: () => Returned,
	{
		decidesByNext = false,
		onFailure = () => {},
	}: Partial<Pick<AnswerWatch, "decidesByNext" | "onFailure">> = {},
): Returned | undefined {
	const { res } = walk;
	walk.watch = {
		hasBegun: false,
		failure: undefined,
		decidesByNext,
		onFailure,
		streams: res.listenerCount("unpipe"),
		restore: watchMethods(res),
	};
	watches.set(res, walk.watch);
	try {
		return call();
	} catch (error) {
		throwUnlessAnswered(walk, error);
		return undefined;
	}
}

/**
 * Ends the watch over the hook that was called last. Returns how the walk ends if the hook has answered, or
 * begun to, or if the client has left; `undefined` if the walk goes on.
 */
export function endOfHook(walk: Walk): Nowhere | Promise<Nowhere> | undefined {
	const watch = endWatch(walk);
	if (isOver(walk)) {
		return "stopped";
	}
	return watch?.hasBegun ? whenFailed(watch) : undefined;
}

/** Throws `error`, with which the hook that was called last has failed, unless it has begun to answer: there is one outcome. */
export function throwUnlessAnswered(walk: Walk, error: unknown): void {
	const { watch } = walk;
	if (watch === undefined || !hasBegun(watch, walk.res)) {
		endWatch(walk);
		throw error;
	}
	warnOfLateError(walk, error);
}

function endWatch(walk: Walk): AnswerWatch | undefined {
	const { watch, res } = walk;
	if (watch !== undefined) {
		watch.hasBegun = hasBegun(watch, res);
		watch.restore?.();
		watches.delete(res);
		walk.watch = undefined;
	}
	return watch;
}

/** Whether the hook has begun to answer: by one of Express's methods, or by a stream, which listens for being unpiped. */
function hasBegun(watch: AnswerWatch, res: Response): boolean {
	return watch.hasBegun || res.listenerCount("unpipe") > watch.streams;
}

/** Settles if the answer fails that a hook has begun: rejects with the error, or resolves if there was nothing to send. */
function whenFailed(watch: AnswerWatch): Promise<"not found"> {
	return new Promise((resolve, reject) => {
		watch.onFailure = () => {
			if (watch.failure?.error) {
				reject(watch.failure.error);
			} else {
				resolve("not found");
			}
		};
		if (watch.failure !== undefined) {
			watch.onFailure();
		}
	});
}

/**
 * Has the methods of `res` tell its watch when they begin. By a prototype of its own, which costs less than
 * properties would; only those that somebody has put on `res` itself are replaced. Returns the
 * function that puts these back, `undefined` if there are none.
 */
function watchMethods(res: Response): (() => void) | undefined {
	const prototype: object = Object.getPrototypeOf(res);
	if (!Object.hasOwn(prototype, WATCHED)) {
		let watched = watchedPrototypes.get(prototype);
		if (watched === undefined) {
			watched = Object.create(prototype, { [WATCHED]: { value: true } });
			replaceMethods(watched as Response, (name) => name in prototype);
			watchedPrototypes.set(prototype, watched as object);
		}
		Object.setPrototypeOf(res, watched as object);
	}
	return ANSWERING.some((name) => Object.hasOwn(res, name))
		? replaceMethods(res, (name) => Object.hasOwn(res, name))
		: undefined;
}

const WATCHED = Symbol("watched");

/** Replaces those methods of `holder` that are `chosen` by ones that tell the watch; returns the function that undoes it. */
function replaceMethods(
	holder: Response,
	chosen: (name: string) => boolean,
): () => void {
	const methods = holder as unknown as Record<string, unknown>;
	const replaced = ANSWERING.filter(chosen).map((name) => {
		const method = methods[name] as (...given: unknown[]) => unknown;
		const replacement = function (this: Response, ...given: unknown[]) {
			return begin(this, method, given);
		};
		methods[name] = replacement;
		return { name, method, replacement };
	});
	return () => {
		for (const { name, method, replacement } of replaced) {
			// If the hook has put a method of its own there, that one calls what was there before.
			if (methods[name] === replacement) {
				methods[name] = method;
			}
		}
	};
}

/** Answers by the method `answer` of `res`, at once or later, and tells the watch over the hook that has called it. */
function begin(
	res: Response,
	answer: (...given: unknown[]) => unknown,
	given: unknown[],
): unknown {
	const watch = watches.get(res);
	const callback = given.at(-1);
	const hasCallback = isCallback(callback);
	if (
		watch === undefined ||
		watch.hasBegun ||
		(hasCallback && watch.decidesByNext)
	) {
		return answer.apply(res, given);
	}
	const { req } = res;
	const { next } = req;
	const fail = (error: unknown) => {
		if (req.next === report) {
			req.next = next;
		}
		watch.failure ??= { error };
		watch.onFailure();
	};
	const report = (error?: unknown) => fail(error);
	// Both before it runs, as it may fail, or answer, at once. What it fails with goes to `req.next`, or to its callback.
	watch.hasBegun = true;
	req.next = report;
	try {
		return answer.apply(
			res,
			hasCallback
				? [...given.slice(0, -1), failing(callback, res, fail)]
				: given,
		);
	} catch (error) {
		watch.hasBegun = false;
		req.next = next;
		throw error;
	}
}

/** Returns `callback`, after which the answer has failed if that gets an error and does not answer by itself. */
function failing(
	callback: (...given: unknown[]) => unknown,
	res: Response,
	fail: (error: unknown) => void,
): (...given: unknown[]) => unknown {
	return function (this: unknown, ...given) {
		const returned = callback.apply(this, given);
		const [error] = given;
		if (error && !res.headersSent) {
			fail(error);
		}
		return returned;
	};
}

function isCallback(value: unknown): value is (...given: unknown[]) => unknown {
	return typeof value === "function";
}
