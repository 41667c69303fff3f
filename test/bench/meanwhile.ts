import type { BusySite } from "./busy-site.js";
import { inTurn } from "./in-turn.js";
import { sendSteadily, times } from "./open-loop.js";
import { startPreloadServer } from "./preload-server.js";
import type { Settings } from "./settings.js";
import { median, quantile } from "./statistics.js";

/** Steady requests to one page that is there, in milliseconds, round by round. */
export interface MeanwhileFigures {
	readonly contestant: string;
	readonly median: readonly number[];
	readonly percentile99: readonly number[];
	/** How long they were sent: as long as the preload took. */
	readonly duration: readonly number[];
}

/** Measures how long steady requests to one page take while the rest of `site` is preloaded, and while nothing is. */
export async function measureMeanwhile(
	site: BusySite,
	{ preload: { rounds, perSecond, warmUps } }: Settings,
): Promise<MeanwhileFigures[]> {
	const [page = "", ...others] = site.paths;
	let lastPreload = 0;

	async function sample(isPreloading: boolean) {
		const server = await startPreloadServer(site);
		try {
			const warmUp = times(warmUps, () => page);
			await sendSteadily(server.port, perSecond, warmUp);
			const begun = performance.now();
			let duration = isPreloading ? Number.POSITIVE_INFINITY : lastPreload;
			const preloading = isPreloading
				? server.preload("all").finally(() => {
						duration = performance.now() - begun;
					})
				: others.length;
			const [imported, answers] = await Promise.all([
				preloading,
				sendSteadily(server.port, perSecond, () =>
					performance.now() < begun + duration ? page : undefined,
				),
			]);
			if (imported !== others.length) {
				throw new Error(`${imported} modules were preloaded`);
			}
			lastPreload = duration;
			const milliseconds = answers.map((answer) => answer.milliseconds);
			return { duration, milliseconds };
		} finally {
			await server.stop();
		}
	}

	const samples = await inTurn(
		[
			// First, so that there is a preload before the other takes as long.
			{ name: "while preloading", isPreloading: true },
			{ name: "without preload", isPreloading: false },
		],
		rounds,
		({ isPreloading }) => sample(isPreloading),
	);
	return [...samples].map(([contestant, samples]) => ({
		contestant,
		median: samples.map(({ milliseconds }) => median(milliseconds)),
		percentile99: samples.map(({ milliseconds }) =>
			quantile(milliseconds, 0.99),
		),
		duration: samples.map(({ duration }) => duration),
	}));
}
