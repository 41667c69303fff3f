import type { Tree } from "../index.js";
import { type SiteOptions, siteOrder } from "./site-order.js";
import { runWorld } from "./world.js";

/**
 * Gives the tree of a site of which nothing but the root's module is imported; `site` is the file
 * or file URL of that. If it cannot be imported, the tree's one node has the error. Rejects with a
 * `TypeError` if an argument is wrong, and with an `Error` if the module ends its process.
 */
export async function tree(
	site: string | URL,
	options: SiteOptions = {},
): Promise<Tree> {
	const { order, output } = siteOrder(site, options);
	const { tree, strays } = await runWorld(
		{ ...order, paths: ["/"] },
		{ output },
	);
	if (tree === undefined) {
		throw new Error(strays.map(({ failure }) => failure.cause).join("; "));
	}
	return tree;
}
