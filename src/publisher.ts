import type { NextFunction, Request, Response } from "express";
import { endNotFound, endWithError } from "./ending.js";
import { markAsMount } from "./mount.js";
import type { PublisherOptions } from "./options.js";
import { type Done, isError } from "./outcome.js";
import { pathOf } from "./path.js";
import { isPromise } from "./promise.js";
import { isPublishable, publish } from "./publish.js";
import { createSite, type Root } from "./site.js";
import { type Arrival, createWalk, type Walk, walkPath } from "./walk.js";

/** Express middleware that publishes a namespace; another namespace may export it, as it may a Router. */
export type Publisher = (
	req: Request,
	res: Response,
	next: NextFunction,
) => void;

/**
 * Gives Express middleware that walks each request's path through `root` and the namespaces below
 * it, imports what it needs on the way, and publishes what it reaches. Returns at once and imports
 * nothing. Throws a `TypeError` if an argument is wrong.
 */
export function publisher(root: Root, options?: PublisherOptions): Publisher {
	const site = createSite(root, options);

	return markAsMount((req: Request, res: Response, next: NextFunction) => {
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
			arrival.then(
				(settled) => conclude(walk, settled, next),
				(error: unknown) => endWithError(walk, error, next),
			);
		} else {
			conclude(walk, arrival, next);
		}
	});
}

function conclude(walk: Walk, arrival: Arrival, next: Done): void {
	if (arrival === "stopped") {
		return;
	}
	try {
		if (arrival === "reached" && isPublishable(walk)) {
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
