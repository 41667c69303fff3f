import type { NextFunction, Request, Response } from "express";
import { debugImports } from "./import/debug.js";
import { markAsMount } from "./namespace/mountable.js";
import type { PageFunction } from "./namespace/namespace.js";
import { checkPreload } from "./preload/arguments.js";
import { preload } from "./preload/preload.js";
import { countUnderWay } from "./preload/under-way.js";
import { printable, shortened } from "./printable.js";
import { conclude, concludeWithError } from "./publish/conclude.js";
import {
	type PublisherTools,
	type Registration,
	register,
} from "./registry.js";
import type { PublisherOptions } from "./site/options.js";
import { createSite, type Root } from "./site/site.js";
import { treeOf } from "./site/tree.js";
import { usageOf } from "./site/usage.js";
import { traverse } from "./walk/traverse.js";
import { type Arrival, createWalk, hasArrived } from "./walk/walk.js";

/** Express middleware that publishes a namespace; another namespace may export it, as it may a Router. */
export interface Publisher extends PublisherTools {
	(req: Request, res: Response, next: NextFunction): void;
}

/**
 * Returns Express middleware that walks each request's path through `root` and the namespaces below
 * it, imports what it needs on the way, and publishes what it reaches. Returns at once and imports
 * nothing. Throws a `TypeError` if an argument is wrong.
 */
export function publisher(root: Root, options?: PublisherOptions): Publisher {
	const site = createSite(root, options);
	debugImports();

	// Named by a key, which no bundler shortens, because tools that list or trace an app's middleware show only this name.
	const { publisherMiddleware } = {
		publisherMiddleware(req: Request, res: Response, next: NextFunction): void {
			registration.reachedAt ??= placeOf(publisherMiddleware, req);
			const walk = createWalk(site, publisherMiddleware, req, res, next);
			let arrival: Arrival | Promise<Arrival>;
			try {
				arrival = traverse(walk);
			} catch (error) {
				concludeWithError(walk, error);
				return;
			}
			if (!hasArrived(arrival)) {
				countUnderWay(res);
				arrival.then(
					(settled) => conclude(walk, settled),
					(error: unknown) => concludeWithError(walk, error),
				);
				return;
			}
			conclude(walk, arrival);
			if (typeof arrival === "object" && !res.writableEnded) {
				countUnderWay(res);
			}
		},
	};

	const made: Publisher = Object.assign(markAsMount(publisherMiddleware), {
		preload: (paths, given = {}) =>
			preload(site, checkPreload(paths, given), given),
		usage: () => usageOf(treeOf(site)),
		tree: () => treeOf(site),
	} satisfies PublisherTools);
	const registration: Registration = register(made, root);
	return made;
}

/** Returns the path at which a request reaches `middleware`: as its route has it, or else as it is in the URL. */
function placeOf(
	middleware: PageFunction,
	{ baseUrl, route }: Request,
): string {
	// A route that the request has passed before stays at the request.
	const isHandler = route?.stack?.some?.(
		({ handle }: { handle: unknown }) => handle === middleware,
	);
	const path = isHandler === true ? baseUrl + String(route.path) : baseUrl;
	return shortened(printable(path || "/"), 200);
}
