import type { Tree } from "./tree.js";

/** The paths in use, most requested first; plain JSON. */
export interface Usage {
	readonly paths: readonly PathInUse[];
}

/** An exported path, and how many requests ended there. */
export interface PathInUse {
	readonly path: string;
	/** Requests for its index count, too, as do those for what it looks up and for what is not found in it. */
	readonly requests: number;
}

/** Returns the paths at which requests ended, by the counts of `tree`. */
export function usageOf(tree: Tree): Usage {
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
