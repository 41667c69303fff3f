import type { Tree } from "./tree.js";

/** The paths in use, most requested first; plain JSON. */
export interface Profile {
	readonly paths: readonly PathInUse[];
}

/** An exported path, and how many requests it was the end of, as far as exported names go. */
export interface PathInUse {
	readonly path: string;
	/** What was looked up below it counts here, as do its index, and what was not found there. */
	readonly requests: number;
}

/** Gives the paths that requests came to, by the counts of `tree`. */
export function profileOf(tree: Tree): Profile {
	const paths: PathInUse[] = [];
	add(tree);
	return { paths: paths.sort((a, b) => b.requests - a.requests) };

	function add({ path, requests, exports = [] }: Tree): void {
		const beyond = exports.reduce((sum, node) => sum + node.requests, 0);
		if (requests > beyond) {
			paths.push({ path, requests: requests - beyond });
		}
		for (const node of exports) {
			add(node);
		}
	}
}
