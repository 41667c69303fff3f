import type { Site } from "../site/site.js";
import type { Walk } from "../walk/walk.js";
import { warn } from "../warnings.js";
import { isInRoute, isRoot } from "./publish.js";

/** The sites that were warned of. */
const warned = new WeakSet<Site>();

/**
 * Emits a process warning, once for each site, if `walk` found nothing because its namespace stands in a route with a
 * fixed path, `app.get("/x", …)`: there the path is not taken off, and the namespace is asked for `x`.
 */
export function warnOfNamespaceInRoute(walk: Walk): void {
	const { req, slash, site, memo, component, entry } = walk;
	const path: unknown = req.route?.path;
	if (
		slash === 0 &&
		entry === undefined &&
		typeof path === "string" &&
		/^\/[\w./~-]+$/.test(path) &&
		memo.hooks._q_lookup === undefined &&
		!isRoot(walk) &&
		isInRoute(walk) &&
		!warned.has(site)
	) {
		warned.add(site);
		warn(
			`The publisher in the route ${path} looks for ${JSON.stringify(component)} in its namespace, as a route does not take its path off. Mount it: app.use(${JSON.stringify(path)}, publisher(…))`,
		);
	}
}
