import type { Express, NextFunction, Request, Response } from "express";
import { invalidArgument } from "./errors.js";
import type { ErrorHandler, Handlers, PageFunction } from "./namespace.js";
import type { Done } from "./outcome.js";
import { callInTurn, type Visit } from "./page.js";
import { decodeSegment, hostLength } from "./path.js";

/** Middleware that takes the rest of the path when a walk finds it. */
export interface Mount {
	(req: Request, res: Response, next: NextFunction): void;
	/** @hidden */
	readonly [MOUNT]: readonly Layer[];
}

/** One of the things that are mounted together: a Router, an app, or any other middleware. */
type Layer = PageFunction | ErrorHandler;

// Registered, so that a second copy of this package in the same process knows what the first made.
const MOUNT: unique symbol = Symbol.for("express-publisher.mount") as never;

/**
 * Wraps any Express middleware, or several, so that a walk that finds the result mounts them as
 * `app.use(path, ...)` would: `mount(express.static("public"))`. Throws a `TypeError` if one of
 * them is not a function.
 */
export function mount(...middleware: readonly PageFunction[]): Mount;
// Apart, since a function literal gets no types from a union with error handlers.
export function mount(...middleware: Handlers): Mount;
export function mount(...middleware: Handlers): Mount {
	const layers = layersOf(middleware);
	const wrong = layers.find((layer) => typeof layer !== "function");
	if (layers.length === 0 || wrong !== undefined) {
		throw invalidArgument(
			`mount() takes middleware, not ${layers.length === 0 ? "nothing" : typeof wrong}: mount(express.static("public"))`,
		);
	}
	return Object.assign(
		(req: Request, res: Response, next: NextFunction) => {
			const { baseUrl, path } = req;
			const visit = { req, res, baseUrl, path, slash: 0, component: "" };
			callInTurn(mounted(layers, "", visit), "mount", undefined, visit, next);
		},
		{ [MOUNT]: layers },
	);
}

/** Marks `middleware` so that a walk that finds it mounts it: a publisher is mounted by another. */
export function markAsMount<T extends PageFunction>(middleware: T): T {
	return Object.assign(middleware, { [MOUNT]: [middleware] });
}

/** Tells whether the function `value` is mounted when it is found: an Express Router or app, a publisher, or a `mount(...)`. */
export function isMount(value: object): boolean {
	return (
		typeof value === "function" &&
		("handle" in value ? typeof value.handle === "function" : MOUNT in value)
	);
}

/**
 * Mounts `found`, which a walk reached at `end` in `visit.path`, as `app.use(path, found)` does:
 * `req.url` is what lies beyond, `req.baseUrl` what lies before, until `found` calls `next`; then
 * both are put back, and `done` is called. `template` is the path as walked, for an app's `mountpath`.
 */
export function callMount(
	found: Handlers[number] | Handlers,
	visit: Visit,
	end: number,
	template: string,
	done: Done,
): void {
	const layers = mounted(layersOf([found]), template, visit);
	const leave = enter(visit, end);
	callInTurn(layers, "mount", undefined, visit, (error) => {
		leave();
		done(error);
	});
}

function layersOf(middleware: Handlers): readonly Layer[] {
	return middleware.flatMap((item): readonly Layer[] => {
		if (typeof item === "function") {
			return MOUNT in item ? (item as Mount)[MOUNT] : [item];
		}
		return Array.isArray(item) ? layersOf(item) : [item as never];
	});
}

/** Gives `layers`, fit to be called: an app's `mount` event happens here, and who listens for it may throw. */
function mounted(
	layers: readonly Layer[],
	template: string,
	visit: Visit,
): readonly Layer[] {
	return layers.map((layer) =>
		isApplication(layer) ? mountApplication(layer, template, visit) : layer,
	);
}

/**
 * Strips what was walked from `req.url` and adds it to `req.baseUrl`, by the same arithmetic as
 * Express, since a mounted Router rewrites `req.url` and expects to find that where Express puts
 * it. Gives the function that undoes it.
 */
function enter({ req, path }: Visit, end: number): () => void {
	const { url, baseUrl } = req;
	const host = url.slice(0, hostLength(url));
	// Express's own pattern for a mount path takes a last slash with it.
	const removed = path.slice(0, end) + (path.slice(end) === "/" ? "/" : "");
	const rest = url.slice(host.length + removed.length);
	const isSlashAdded = host === "" && !rest.startsWith("/");
	const mountedUrl = host + (isSlashAdded ? "/" : "") + rest;
	req.baseUrl = baseUrl + removed.replace(/\/$/, "");
	req.url = mountedUrl;

	return () => {
		req.baseUrl = baseUrl;
		if (req.url === mountedUrl) {
			req.url = url;
			return;
		}
		const rewritten = req.url.slice(host.length);
		const isSlashLeftOut =
			isSlashAdded &&
			(/^\/(\?|$)/.test(rewritten) ||
				(removed.endsWith("/") && rewritten.startsWith("/")));
		req.url = host + removed + rewritten.slice(isSlashLeftOut ? 1 : 0);
	};
}

function isApplication(layer: Layer): layer is Express {
	return "handle" in layer && "set" in layer;
}

// By app and not by publisher: two publishers in one parent are still one parent.
const parents = new WeakMap<Express, WeakSet<Express>>();

/**
 * Makes `app` a sub-app of the request's app, as `app.use` does, the first time it is found there;
 * gives the layer that puts the request's and the response's prototypes back when `app` passes on.
 */
function mountApplication(
	app: Express,
	template: string,
	visit: Visit,
): PageFunction {
	const parent = visit.req.app as Express;
	const known = parents.get(app) ?? new WeakSet();
	if (!known.has(parent)) {
		// `parent` is not in the types of Express, yet what `app.path()` goes by.
		const mountpath = mountPattern(visit) + template.replace(/\/$/, "") || "/";
		Object.assign(app, { mountpath, parent });
		app.emit("mount", parent);
		parents.set(app, known.add(parent));
	}
	return (request, response, next) => {
		app(request, response, (error?: unknown) => {
			Object.setPrototypeOf(request, parent.request);
			Object.setPrototypeOf(response, parent.response);
			next(error);
		});
	};
}

/**
 * Gives the pattern by which the request's app got here, as `app.use` was given it: the base URL
 * below the app's own path, with `:name` for the parameters of the request.
 */
function mountPattern({ baseUrl, req: { app, params } }: Visit): string {
	const names = new Map(
		Object.entries(params).map(([name, value]) => [value, `:${name}`]),
	);
	const depth = segmentsOf(app.path()).length;
	return segmentsOf(baseUrl)
		.slice(depth)
		.map((segment) => names.get(decodeSegment(segment) ?? segment) ?? segment)
		.map((segment) => `/${segment}`)
		.join("");
}

function segmentsOf(path: string): string[] {
	return path.split("/").filter((segment) => segment !== "");
}
