import type { PublisherTools } from "../index.js";
import { warnOfError } from "../warnings.js";

/** How far the preload that the page started last has come. */
export interface PreloadProgress {
	readonly isRunning: boolean;
	/** Whether it was stopped before it was through. */
	readonly isStopped: boolean;
	readonly imported: number;
	readonly failed: number;
	/** How long it took; 0 until it is over. */
	readonly milliseconds: number;
}

/** The preloads that the page starts, one at a time. */
export interface Preloading {
	/** Starts a preload of what `path` leads to, or of everything, unless one is under way. */
	start(path: string | undefined): void;
	/** Stops the one under way, if there is one: the import that it has begun goes on. */
	stop(): void;
	/** Returns how far the last one has come; `undefined` if there was none. */
	progress(): PreloadProgress | undefined;
}

/** Returns the preloads of `site`; calls `onProgress` whenever one has come further. */
export function createPreloading(
	site: PublisherTools,
	onProgress: () => void,
): Preloading {
	let progress: PreloadProgress | undefined;
	let stopping = new AbortController();

	return { start, stop: () => stopping.abort(), progress: () => progress };

	async function start(path: string | undefined): Promise<void> {
		if (progress?.isRunning) {
			return;
		}
		stopping = new AbortController();
		const { signal } = stopping;
		let current = {
			isRunning: true,
			isStopped: false,
			imported: 0,
			failed: 0,
			milliseconds: 0,
		};
		const advance = (further: Partial<PreloadProgress>) => {
			current = { ...current, ...further };
			progress = current;
			onProgress();
		};
		advance({});
		const begun = performance.now();
		await site
			.preload(path === undefined ? undefined : [path], {
				signal,
				onImport({ outcome }) {
					if (outcome === "imported" || outcome === "failed") {
						advance({ [outcome]: current[outcome] + 1 });
					}
				},
			})
			.catch((error: unknown) => {
				if (!signal.aborted) {
					warnOfError(
						"The inspector cannot preload",
						error,
						"Its page goes on: start the preload again",
					);
				}
			});
		advance({
			isRunning: false,
			isStopped: signal.aborted,
			milliseconds: performance.now() - begun,
		});
	}
}
