import { unpublishable } from "../errors.js";
import { faultOfMethod } from "../namespace/fault.js";
import { kindOf } from "../namespace/kind.js";
import type { Hooks } from "../namespace/namespace.js";
import { ownValue } from "../namespace/own-value.js";
import { allowedMethods, handlerFor } from "../namespace/resource.js";
import { withFinalSlash } from "../path.js";
import { type Found, nowhere } from "../site/memo.js";
import { templateOf, type Walk } from "../walk/walk.js";
import { callInTurn, callPage, flattened, type Mode } from "./call.js";
import { callMount } from "./mount.js";
import type { Done } from "./outcome.js";
import { sendText } from "./returned.js";

/**
 * Whether there is something to publish in `found`, at which `walk` arrived: a namespace is not published
 * itself, but one that has an index, or may look one up, is redirected to, unless that would loop
 * or lose the body of a request. A root that is a text or a resource answers at its own path.
 */
export function isPublishable(walk: Walk, found: Found): boolean {
	if (found.kind === "namespace") {
		return isRedirected(walk, found.value);
	}
	return !isRoot(walk) || isAtItsPath(walk, found);
}

function isRedirected({ component, req }: Walk, namespace: Hooks): boolean {
	return (
		component !== "" &&
		(req.method === "GET" || req.method === "HEAD") &&
		(ownValue(namespace, "_q_index") !== undefined ||
			namespace._q_lookup !== undefined)
	);
}

/** Whether the path is one at which the root answers. */
function isAtItsPath(walk: Walk, { kind }: Found): boolean {
	const hasOnePath = kind === "text" || kind === "resource";
	return !hasOnePath || walk.path.length < 2 || isInRoute(walk);
}

/**
 * Publishes `found`, which `walk` reached: the table "What is published" of the README, line by line. Calls
 * `done` with what a page or a mount passes on.
 */
export function publish(walk: Walk, found: Found, done: Done<Walk>): void {
	const { req, res } = walk;
	let container: Hooks | undefined;
	if (!isRoot(walk)) {
		container = walk.memo.container;
		if (found.kind !== "mount") {
			// A mount sets `req.route` itself, or leaves it, as under `app.use`; Express has set it for a route.
			req.route = { path: templateOf(walk) };
		}
	}
	switch (found.kind) {
		case "text":
			sendText(res, found.value);
			break;
		case "page":
			callPage(found.value, container, walk, done);
			break;
		case "handlers":
			callInTurn(flattened(found.value), modeOf(walk), container, walk, done);
			break;
		case "mount":
			callMount(found.value, walk, walk.end, templateOf(walk), done);
			break;
		case "resource":
			dispatch(found.value, walk, done);
			break;
		case "namespace":
			res.redirect(301, withFinalSlash(req.originalUrl));
	}
}

/** Whether what `walk` reached is the root, which has no container: the publisher is that very thing. */
export function isRoot({ memo }: Walk): boolean {
	return memo === nowhere;
}

/** Whether Express has called the publisher as a handler of a route, which has matched the whole path. */
export function isInRoute({ req, middleware }: Walk): boolean {
	const { stack = [] } = (req.route ?? {}) as {
		stack?: readonly { readonly handle: unknown }[];
	};
	return stack.some(({ handle }) => handle === middleware);
}

/** Returns how Express would call the handlers that `walk` reached. */
function modeOf(walk: Walk): Mode {
	if (!isRoot(walk)) {
		return "route";
	}
	return isInRoute(walk) ? "part of a route" : "mount";
}

/** Has a resource answer by what it holds for the request's method, or says which methods there are. */
function dispatch(resource: object, walk: Walk, done: Done<Walk>): void {
	const { req, res } = walk;
	const handler = handlerFor(resource, req.method);
	if (handler !== undefined && kindOf(handler) === "unpublishable") {
		throw unpublishable(walk, faultOfMethod(req.method, handler));
	}
	if (typeof handler === "function") {
		callPage(handler, resource, walk, done);
		return;
	}
	if (handler !== undefined) {
		callInTurn(flattened(handler), "route", resource, walk, done);
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
