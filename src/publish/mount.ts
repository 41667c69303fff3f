import type { Express, NextFunction, Request, Response } from "express";
import { invalidArgument } from "../errors.js";
import { isMereImport } from "../namespace/kind.js";
import {
	type Layer,
	MOUNT,
	type Mount,
	type Mountable,
} from "../namespace/mountable.js";
import type { Handlers, PageFunction } from "../namespace/namespace.js";
import { decodeSegment, hostLength } from "../path.js";
import type { Visit } from "../walk/walk.js";
import { callInTurn } from "./call.js";
import type { Done } from "./outcome.js";

/**
 * Wraps any Express middleware, or several, so that a walk that finds the result mounts them as
 * `app.use(path, ...)` would: `mount(express.static("public"))`. Throws a `TypeError` if one of
 * them is not a function.
 */
export function mount(...middleware: readonly PageFunction[]): Mount;
// A signature of its own: a function literal gets no types from a union with error handlers.
export function mount(...middleware: Handlers): Mount;
export function mount(...middleware: Handlers): Mount {
	const layers = layersOf(middleware);
	if (layers.length === 0) {
		throw invalidArgument(
			'mount() takes middleware, not nothing: mount(express.static("public"))',
		);
	}
	for (const layer of layers as readonly unknown[]) {
		if (typeof layer !== "function") {
			throw invalidArgument(
				`mount() takes middleware, not ${typeof layer}: mount(express.static("public"))`,
			);
		}
		if (isMereImport(layer)) {
			throw invalidArgument(
				"mount() takes middleware, not a function that imports it: publisher(() => import(...))",
			);
		}
	}
	return Object.assign(
		(req: Request, res: Response, next: NextFunction) => {
			const { baseUrl, path } = req;
			const place = { baseUrl, path, slash: 0, component: "" };
			const visit = { ...place, template: undefined, req, res };
			const passOn: Done = (signal) => next(signal);
			callInTurn(mounted(layers, "", visit), "mount", undefined, visit, passOn);
		},
		{ [MOUNT]: layers },
	);
}

/**
 * Mounts `found`, which a walk reached at `end` in `visit.path`, as `app.use(path, found)` does:
 * `req.url` is what lies beyond, `req.baseUrl` what lies before, until `found` calls `next`; then
 * both are put back, and `done` is called. `template` is the path as walked, for an app's `mountpath`.
 */
export function callMount<At extends Visit>(
	found: Mountable,
	visit: At,
	end: number,
	template: string,
	done: Done<At>,
): void {
	const layers = mounted(layersOf(found), template, visit);
	const leave = enter(visit, end);
	let isLeft = false;
	callInTurn(layers, "mount", undefined, visit, (signal) => {
		if (!isLeft) {
			isLeft = true;
			leave();
		}
		done(signal, visit);
	});
}

function layersOf(found: Mountable): readonly Layer[] {
	if (typeof found === "function") {
		return MOUNT in found ? found[MOUNT] : [found];
	}
	return Array.isArray(found)
		? found.flatMap((item) => layersOf(item))
		: [found as never];
}

/** Returns `layers`, fit to be called. Emits an app's `mount` event, and throws what a listener of it throws. */
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
 * it. Returns the function that undoes it.
 */
function enter({ req, path }: Visit, end: number): () => void {
	const { url, baseUrl } = req;
	const host = url.slice(0, hostLength(url));
	// Express's own pattern for a mount path takes a last slash with it.
	const removed = path.slice(0, end) + (path.slice(end) === "/" ? "/" : "");
	// The walk went by the path that came, and so does what it mounts, if a hook has rewritten `req.url` since.
	const isRewritten = !url.startsWith(removed, host.length);
	const rest = isRewritten
		? path.slice(removed.length) + (/\?.*/s.exec(url)?.[0] ?? "")
		: url.slice(host.length + removed.length);
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

/**
 * The name under which an app has the apps that it was mounted in by a publisher: by app and not by
 * publisher, as an app that two publishers of one parent mount gets one `mount` event. Registered, as
 * the publishers may be of two copies of this package.
 */
const PARENTS = Symbol.for("express-publisher.parents");

/**
 * Makes `app` a sub-app of the request's app, as `app.use` does, the first time it is found there.
 * Returns the layer that puts the request's and the response's prototypes back when `app` passes on.
 */
function mountApplication(
	app: Express,
	template: string,
	visit: Visit,
): PageFunction {
	const parent = visit.req.app as Express;
	const known = parentsOf(app);
	if (!known.has(parent)) {
		// `app.path()` goes by `parent`, which the types of Express lack.
		const mountpath = mountPattern(visit) + template.replace(/\/$/, "") || "/";
		Object.assign(app, { mountpath, parent });
		app.emit("mount", parent);
		known.add(parent);
	}
	return (request, response, next) => {
		app(request, response, (error?: unknown) => {
			Object.setPrototypeOf(request, parent.request);
			Object.setPrototypeOf(response, parent.response);
			next(error);
		});
	};
}

function parentsOf(
	app: Express & { [PARENTS]?: WeakSet<Express> },
): WeakSet<Express> {
	app[PARENTS] ??= new WeakSet();
	return app[PARENTS];
}

/**
 * Returns the pattern by which the request's app got here, as `app.use` was given it: the base URL
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
