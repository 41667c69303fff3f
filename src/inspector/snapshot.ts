import type { Publisher, Tree } from "../index.js";
import type { Preloading, PreloadProgress } from "./preloading.js";

/** What the page shows. Each is whole, so that a client may miss any but the last. */
export interface Snapshot {
	/** When the process started; like all times here, in milliseconds since the epoch. */
	readonly startedAt: number;
	/** The memory of the process when the inspector was made, in bytes. */
	readonly memoryAtStart: number;
	readonly preload: PreloadProgress | undefined;
	readonly tree: Tree;
}

/** What changes all the time. */
export interface Pulse {
	readonly now: number;
	/** The memory of the process, in bytes. */
	readonly memory: number;
}

/** What the events are made of, read anew at each call. */
export interface Snapshots {
	snapshot(): Snapshot;
	pulse(): Pulse;
}

/** Gives the snapshots of `site` and of the process that it runs in. */
export function createSnapshots(
	site: Publisher,
	preloading: Preloading,
): Snapshots {
	const startedAt = performance.timeOrigin;
	const memoryAtStart = process.memoryUsage.rss();
	return {
		snapshot: () => ({
			startedAt,
			memoryAtStart,
			preload: preloading.progress(),
			tree: site.tree(),
		}),
		pulse: () => ({ now: Date.now(), memory: process.memoryUsage.rss() }),
	};
}
