import type { Tree } from "../index.js";
import { type SiteOptions, siteOrder } from "./site-order.js";
import { runTrial } from "./trial.js";

/**
 * Imports the module `site`, a file or file URL, and nothing else: the root's module of a site, or one that makes
 * an application. Resolves with the site's tree, or with that of all publishers of the application; if that module fails, the tree's one node has the error. Rejects with a
 * `TypeError` if an argument is wrong, and with an `Error` if the module ends its process.
 */
export async function tree(
	site: string | URL,
	options: SiteOptions = {},
): Promise<Tree> {
	const { order, output } = siteOrder(site, options);
	const { tree, strays } = await runTrial(
		{ ...order, paths: ["/"] },
		{ output },
	);
	if (tree === undefined) {
		const causes = strays.map(({ failure }) => failure.cause);
		throw new Error(`${order.site}: ${causes.join("; ")}`);
	}
	return tree;
}
