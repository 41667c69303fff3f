import type { Edge } from "./record.js";

/**
 * Returns the URLs along the shortest circle of imports through the module at `url`, from that back
 * to it; `undefined` if there is none.
 */
export function circleThrough(
	url: string,
	edges: readonly Edge[],
): readonly string[] | undefined {
	const reached = new Set<string>();
	let ways: (readonly [string, ...string[]])[] = [[url]]; // Each backwards.
	while (ways.length > 0) {
		const longer: typeof ways = [];
		for (const way of ways) {
			for (const [from, to] of edges) {
				if (from !== way[0] || reached.has(to)) {
					continue;
				}
				if (to === url) {
					return [to, ...way].reverse();
				}
				reached.add(to);
				longer.push([to, ...way]);
			}
		}
		ways = longer;
	}
	return undefined;
}
