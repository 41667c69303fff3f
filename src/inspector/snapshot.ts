import type { PublisherTools, Tree } from "../index.js";
import type { Preloading, PreloadProgress } from "./preloading.js";

/** What the page shows. Each snapshot is whole; a client gets one, and then what has changed since. */
export interface Snapshot {
	/** When the process started, in milliseconds since 1970, as all moments here. */
	readonly startedAt: number;
	/** The memory of the process when the inspector was made, in bytes. */
	readonly memoryAtStart: number;
	readonly preload: PreloadProgress | undefined;
	readonly tree: Tree;
}

/** What changes all the time and is sent apart from the snapshots. */
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

/** Returns the snapshots of `site` and of this process. */
export function createSnapshots(
	site: PublisherTools,
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
