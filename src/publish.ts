import { unpublishable } from "./errors.js";
import { faultOfMethod, kindOf } from "./kind.js";
import { callMount } from "./mount.js";
import type { Handlers, PageFunction } from "./namespace.js";
import type { Done } from "./outcome.js";
import { ownValue } from "./own-value.js";
import { callInTurn, callPage } from "./page.js";
import { withFinalSlash } from "./path.js";
import { allowedMethods, handlerFor } from "./resource.js";
import { sendText, type Text } from "./text.js";
import { templateOf, type Walk } from "./walk.js";

/**
 * Tells whether there is something to publish where `walk` arrived: a namespace is not published
 * itself, but one that has an index, or may look one up, is redirected to, unless that would loop
 * or lose the body of a request.
 */
export function isPublishable({ found, component, req }: Walk): boolean {
	const namespace = found.memo?.container;
	if (namespace === undefined) {
		return true;
	}
	return (
		component !== "" &&
		(req.method === "GET" || req.method === "HEAD") &&
		(ownValue(namespace, "_q_index") !== undefined ||
			namespace._q_lookup !== undefined)
	);
}

/**
 * Publishes what `walk` reached: the table "What is published" of the README, line by line. Calls
 * `done` with what a page or a mount passes on.
 */
export function publish(walk: Walk, done: Done): void {
	const { found, container, req, res } = walk;
	const { kind, value } = found;
	if (kind !== "mount") {
		// A mount sets `req.route` itself, or leaves it, as under `app.use`.
		req.route = { path: templateOf(walk) };
	}
	switch (kind) {
		case "page":
			callPage(value as PageFunction, container, walk, done);
			break;
		case "handlers":
			callInTurn(value as Handlers, "route", container, walk, done);
			break;
		case "mount":
			callMount(value as Handlers, walk, walk.end, templateOf(walk), done);
			break;
		case "resource":
			dispatch(value as object, walk, done);
			break;
		case "text":
			sendText(res, value as Text);
			break;
		default:
			res.redirect(301, withFinalSlash(req.originalUrl));
	}
}

/** Has a resource answer by what it holds for the request's method, or says which methods there are. */
function dispatch(resource: object, walk: Walk, done: Done): void {
	const { req, res } = walk;
	const handler = handlerFor(resource, req.method);
	if (handler !== undefined && kindOf(handler) === "unpublishable") {
		const { what, remedy } = faultOfMethod(req.method, handler);
		throw unpublishable(walk, what, remedy);
	}
	if (typeof handler === "function") {
		callPage(handler, resource, walk, done);
		return;
	}
	if (handler !== undefined) {
		callInTurn(handler, "route", resource, walk, done);
		return;
	}
	const allow = allowedMethods(resource);
	res.set("Allow", allow);
	if (req.method === "OPTIONS") {
		res.type("txt").send(allow);
	} else {
		res.status(405).type("txt").send("Method Not Allowed");
	}
}
