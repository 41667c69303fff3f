import type { NextFunction, Request, Response } from "express";
import { debugImports } from "./debug.js";
import { endNotFound, endWithError } from "./ending.js";
import { markAsMount } from "./mount.js";
import type { PublisherOptions } from "./options.js";
import { type Done, isError } from "./outcome.js";
import { pathOf } from "./path.js";
import { type Profile, profileOf } from "./paths-in-use.js";
import { type PreloadReport, preload } from "./preload.js";
import { checkPreload, type PreloadOptions } from "./preload-arguments.js";
import { isPromise } from "./promise.js";
import { isPublishable, publish } from "./publish.js";
import { createSite, type Root } from "./site.js";
import { type Tree, treeOf } from "./tree.js";
import { createUnderWay } from "./under-way.js";
import {
	type Arrival,
	createWalk,
	templateOf,
	type Walk,
	walkPath,
} from "./walk.js";

/** Express middleware that publishes a namespace; another namespace may export it, as it may a Router. */
export interface Publisher {
	(req: Request, res: Response, next: NextFunction): void;
	/**
	 * Imports what is exported before a request asks for it: everything, or what `paths` or a
	 * profile lead to. One module at a time, while no request is under way. Calls no `_q_access` and
	 * no `_q_lookup`, and resolves whatever fails. Throws a `TypeError` if an argument is wrong;
	 * rejects with the reason of `options.signal` when that is aborted.
	 */
	preload(
		paths?: readonly string[] | Profile,
		options?: PreloadOptions,
	): Promise<PreloadReport>;
	/** Gives the paths in use since the process started, most requested first; plain JSON, which `preload` takes. */
	profile(): Profile;
	/** Gives what is known of the site as it is now; plain JSON. Imports nothing, and calls nothing of yours. */
	tree(): Tree;
}

/**
 * Gives Express middleware that walks each request's path through `root` and the namespaces below
 * it, imports what it needs on the way, and publishes what it reaches. Returns at once and imports
 * nothing. Throws a `TypeError` if an argument is wrong.
 */
export function publisher(root: Root, options?: PublisherOptions): Publisher {
	const site = createSite(root, options);
	debugImports();
	const underWay = createUnderWay();

	// Named for those who list the middleware of an app, or trace it: they show no more of it than that.
	const middleware = markAsMount(function publisherMiddleware(
		req: Request,
		res: Response,
		next: NextFunction,
	) {
		const path = pathOf(req.url);
		if (path !== "" && !path.startsWith("/")) {
			next(); // `OPTIONS *` asks for no path at all.
			return;
		}
		const walk = createWalk(site, path, req, res);
		let arrival: Arrival | Promise<Arrival>;
		try {
			arrival = walkPath(walk);
		} catch (error) {
			endWithError(walk, error, next);
			return;
		}
		if (isPromise(arrival)) {
			underWay.add(res);
			arrival.then(
				(settled) => conclude(walk, settled, next),
				(error: unknown) => endWithError(walk, error, next),
			);
		} else {
			conclude(walk, arrival, next);
			if (arrival === "reached" && !res.writableEnded) {
				underWay.add(res);
			}
		}
	});

	return Object.assign(middleware, {
		preload: (paths: unknown, given: PreloadOptions = {}) =>
			preload(site, underWay, checkPreload(paths, given), given),
		profile: () => profileOf(treeOf(site)),
		tree: () => treeOf(site),
	});
}

/** Now that the path is known as it was walked: what was imported on the way was imported on its account. */
function noteTemplate(walk: Walk): void {
	for (const record of walk.imports ?? []) {
		record.by = templateOf(walk);
	}
}

function conclude(walk: Walk, arrival: Arrival, next: Done): void {
	if (arrival === "stopped") {
		return;
	}
	try {
		if (arrival === "reached" && isPublishable(walk)) {
			noteTemplate(walk);
			publish(walk, (signal) => {
				if (isError(signal)) {
					endWithError(walk, signal, next);
				} else {
					next(signal);
				}
			});
			return;
		}
	} catch (error) {
		// No page or mount threw that, those are held to an outcome of their own; but Express on headers
		// that are out, a getter, or who listens for an app's `mount` event.
		endWithError(walk, error, next);
		return;
	}
	endNotFound(walk, next);
}
