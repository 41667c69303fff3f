import type { Publisher } from "../index.js";

/** How far the preload that the page started last has come. */
export interface PreloadProgress {
	readonly isRunning: boolean;
	readonly imported: number;
	readonly failed: number;
	/** How long it has taken; counted when it is over. */
	readonly milliseconds: number;
}

/** The preloads that the page starts, one at a time. */
export interface Preloading {
	/** Starts a preload of everything, unless one is under way. */
	start(): void;
	/** Gives how far the last one has come; `undefined` if there was none. */
	progress(): PreloadProgress | undefined;
}

/** Gives what preloads `site`, and calls `onProgress` whenever it has come further. */
export function createPreloading(
	site: Publisher,
	onProgress: () => void,
): Preloading {
	let progress: PreloadProgress | undefined;

	return { start, progress: () => progress };

	async function start(): Promise<void> {
		if (progress?.isRunning) {
			return;
		}
		let current = { isRunning: true, imported: 0, failed: 0, milliseconds: 0 };
		const advance = (further: Partial<PreloadProgress>) => {
			current = { ...current, ...further };
			progress = current;
			onProgress();
		};
		advance({});
		const begun = performance.now();
		await site
			.preload(undefined, {
				onImport({ outcome }) {
					if (outcome === "imported" || outcome === "failed") {
						advance({ [outcome]: current[outcome] + 1 });
					}
				},
			})
			.finally(() =>
				advance({ isRunning: false, milliseconds: performance.now() - begun }),
			);
	}
}
