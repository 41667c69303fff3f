import { types } from "node:util";
import type { NextFunction } from "express";
import { accessRefused, asked, errorThrown } from "../errors.js";
import type { AccessHook, Hooks } from "../namespace/namespace.js";
import { isOpaque, mayTakeMore } from "../namespace/parameters.js";
import { isPromise, toPromise } from "../namespace/promise.js";
import { warn, warnOfLateError } from "../warnings.js";
import { callHook, endOfHook, throwUnlessAnswered } from "./answer.js";
import { isOver, type Nowhere, type Walk } from "./walk.js";

/** How a walk ends that is not let in; `undefined` if it is. */
type Refusal = Nowhere | undefined;

/**
 * Calls the container's access hook, or each of its guards until one refuses. Returns how the
 * walk ends if one has answered, `undefined` if all let it in, at once if they decide at once. Throws
 * or rejects with the error of a refusal.
 */
export function admit(
	walk: Walk,
	hook: NonNullable<Hooks["_q_access"]>,
): Refusal | Promise<Refusal> {
	return typeof hook === "function"
		? callGuard(walk, hook)
		: callGuards(
				walk,
				(hook as readonly unknown[]).flat(
					Number.POSITIVE_INFINITY,
				) as AccessHook[],
			);
}

function callGuards(
	walk: Walk,
	guards: readonly AccessHook[],
): Refusal | Promise<Refusal> {
	if (guards.length === 0) {
		return undefined;
	}
	const [guard, ...others] = guards as [AccessHook, ...AccessHook[]];
	const refusal = callGuard(walk, guard);
	// Asked again after a wait: a guard may call `next()`, and answer all the same.
	return isPromise(refusal)
		? refusal.then(
				(settled) =>
					settled ?? (isOver(walk) ? "stopped" : callGuards(walk, others)),
			)
		: (refusal ?? callGuards(walk, others));
}

function callGuard(walk: Walk, guard: AccessHook): Refusal | Promise<Refusal> {
	return isMiddleware(guard)
		? callMiddleware(walk, guard)
		: callPlainGuard(walk, guard);
}

/** Calls a guard that lets the walk in by returning: anything but a refusal, without an answer. */
function callPlainGuard(
	walk: Walk,
	guard: AccessHook,
): Refusal | Promise<Refusal> {
	const { memo, req, res } = walk;
	const decide = (returned: unknown): Refusal | Promise<Refusal> => {
		const end = endOfHook(walk);
		if (end === undefined && isRefusal(returned)) {
			throw accessRefused(walk, returned);
		}
		return end;
	};
	const returned = callHook(walk, () =>
		(guard as (...given: unknown[]) => unknown).call(memo.container, req, res),
	);
	if (!isPromise(returned)) {
		return decide(returned);
	}
	return toPromise(returned).then(decide, (error: unknown) => {
		throwUnlessAnswered(walk, error);
		return endOfHook(walk);
	});
}

/**
 * Calls a guard as `app.use` calls middleware: only its `next()` lets the walk in. If it never calls
 * that, it answers, and the promise is never settled.
 */
function callMiddleware(
	walk: Walk,
	guard: AccessHook,
): Refusal | Promise<Refusal> {
	const { memo, req, res } = walk;
	let given: { readonly error: unknown } | undefined;
	let onDecision = () => {};
	const next: NextFunction = (error?: unknown) => {
		if (given === undefined) {
			given = { error };
			onDecision();
		} else if (error) {
			warnOfLateError(walk, error);
		}
	};
	const decide = (): Refusal | Promise<Refusal> => {
		const end = endOfHook(walk);
		if (given?.error) {
			if (end === undefined) {
				throw given.error;
			}
			warnOfLateError(walk, given.error);
		}
		return end;
	};
	const returned = callHook(
		walk,
		() => guard.call(memo.container, req, res, next),
		{ decidesByNext: true, onFailure: () => onDecision() },
	);
	const refuse = (refusal: unknown) => {
		// A guard that is no middleware after all may refuse by what it returns; it never lets in by that.
		if (guard.length < 3 && isRefusal(refusal)) {
			next(accessRefused(walk, refusal));
		}
	};
	if (isPromise(returned)) {
		toPromise(returned).then(refuse, (error: unknown) =>
			next(errorThrown(error, walk)),
		);
	} else {
		refuse(returned);
	}
	if (given !== undefined || isOver(walk) || walk.watch?.failure) {
		return decide();
	}
	return new Promise((resolve, reject) => {
		const reminder = remindOf(guard, walk);
		onDecision = () => {
			clearTimeout(reminder);
			try {
				resolve(decide());
			} catch (error) {
				reject(error);
			}
		};
	});
}

/** How long a guard may take, in milliseconds, before a warning says for what it is taken. */
const REMINDER = 1_000;

const reminded = new WeakSet<AccessHook>();

/** Warns, once for each guard that is taken for middleware though it has not three parameters, if it neither decides nor answers. */
function remindOf(guard: AccessHook, walk: Walk): NodeJS.Timeout | undefined {
	if (guard.length === 3 || reminded.has(guard)) {
		return undefined;
	}
	const { res } = walk;
	const about = guard.name === "" ? "" : ` (${guard.name})`;
	return setTimeout(() => {
		if (!res.headersSent && !res.destroyed && !reminded.has(guard)) {
			reminded.add(guard);
			warn(
				`A guard${about} keeps the request for ${asked(walk)} waiting: its parameters cannot be counted, so it is taken for Express middleware, ` +
					"and it has not called next(). Give it the parameters (req, res) if it lets in by returning, else (req, res, next)",
			);
		}
	}, REMINDER).unref();
}

/** Whether a guard refuses by what it has returned. */
function isRefusal(returned: unknown): returned is false | string | Error {
	return (
		returned === false ||
		typeof returned === "string" ||
		types.isNativeError(returned) ||
		returned instanceof Error
	);
}

/**
 * Whether `guard` is Express middleware: it has three parameters, or may take a third one that nobody counts:
 * a wrapper that passes on all its arguments may have a guard inside that calls `next` later. What is bound
 * to two parameters is taken for what it seems.
 */
function isMiddleware(guard: AccessHook): boolean {
	const { length } = guard;
	return (
		length > 2 || (mayTakeMore(guard) && !(length === 2 && isOpaque(guard)))
	);
}
