import { types } from "node:util";
import type { Response } from "express";
import { isText, type Text } from "../namespace/kind.js";
import type { PageFunction } from "../namespace/namespace.js";
import { isObject } from "../namespace/object.js";
import { isPromise, toPromise } from "../namespace/promise.js";
import type { Visit } from "../walk/walk.js";
import type { Outcome } from "./outcome.js";
import { checkUnanswered } from "./unanswered.js";

/**
 * Returns a promise for `returned`, what a function of the user's gave for the request of `res`, if
 * it has to be waited for; else `undefined`. A promise of the language is waited for. What merely has a `then`
 * is as with the Express at hand: Express 5 waits for it; Express 4 does not look, and there it may be
 * a query on its way, which `then` would run a second time, or which throws at that.
 */
export function promiseOf(
	returned: unknown,
	res: Response,
): Promise<unknown> | undefined {
	if (!isObject(returned)) {
		return undefined; // First, as it is quick, and nearly all functions return nothing.
	}
	return types.isPromise(returned) || (!isExpress4(res) && isPromise(returned))
		? toPromise(returned)
		: undefined;
}

/** Whether the app that has the request is of Express 4, of which no other version has `res.sendfile`. */
function isExpress4(res: Response): boolean {
	return "sendfile" in res;
}

/**
 * Sends `value`, what `page` returned or its promise gave, if it is text and nothing else has come of
 * the call. Throws a `PublisherError` if it is no text, and `page` has no other way to answer.
 */
export function sendReturned(
	value: unknown,
	page: PageFunction,
	outcome: Outcome,
	visit: Visit,
): void {
	const { res } = visit;
	if (
		!outcome.isOpen ||
		res.headersSent ||
		res.writableEnded ||
		res.destroyed
	) {
		return;
	}
	if (!isText(value)) {
		checkUnanswered(value, page, visit);
		return;
	}
	// In the place of a handler of Express's, which ignores what one returns that can answer by `res`.
	const isIgnored = visit.slash === -1 && page.length > 1;
	// A stream that is piped into the response listens for being unpiped, and will answer.
	if (!isIgnored && res.listenerCount("unpipe") === 0) {
		sendText(res, value);
		outcome.isOpen = false;
	}
}

/** Sends `text` as `res.send` would; bytes as a Buffer, as Express 4 makes JSON of a plain `Uint8Array`. */
export function sendText(res: Response, text: Text): void {
	res.send(
		typeof text === "string"
			? text
			: Buffer.from(text.buffer, text.byteOffset, text.byteLength),
	);
}
