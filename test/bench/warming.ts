import type { Usage } from "express-publisher";
import { type BusySite, MILLISECONDS_OF_MODULE } from "./busy-site.js";
import { inTurn } from "./in-turn.js";
import { sendSteadily, times } from "./open-loop.js";
import { byPopularity, createVisitor, tenthOf } from "./popularity.js";
import { startPreloadServer } from "./preload-server.js";
import type { Settings } from "./settings.js";
import { median } from "./statistics.js";

/** The requests of visitors to a process that has just started, in milliseconds, round by round. */
export interface WarmingFigures {
	readonly contestant: string;
	/** When the tenth most visited page was first asked for and answered within twice its warm median, since the process could listen. */
	readonly warm: readonly number[];
	/** How long the first response of that page took. */
	readonly first: readonly number[];
	/** The share of all responses that took as long as the import of a module, or longer. */
	readonly late: readonly number[];
}

/** How many paths of the usage are worth a wait. */
const FEW = 20;

/** What a process does before visitors come, or while they do. */
interface WarmingContestant {
	readonly name: string;
	readonly preload?: "all" | Usage;
	/** Whether visitors have to wait until the preload is done. */
	readonly isFirst?: boolean;
}

/** Measures how soon visitors find their pages warm: in a cold process, and in those that preload. */
export async function measureWarming(
	site: BusySite,
	{ preload: settings }: Settings,
): Promise<WarmingFigures[]> {
	const { rounds, perSecond, seconds, warmUps, profiled } = settings;
	const ranked = byPopularity(site.paths);
	const tenth = tenthOf(ranked);
	const usage = await makeUsage();
	const contestants: readonly WarmingContestant[] = [
		{ name: "cold" },
		{ name: "preloaded", preload: "all" },
		{ name: "preloaded from its usage", preload: usage },
		{ name: "preloaded before listening", preload: "all", isFirst: true },
		{
			name: `the ${FEW} most requested before listening`,
			preload: { paths: usage.paths.slice(0, FEW) },
			isFirst: true,
		},
	];
	// All contestants of a round have the same visitors.
	let samples = 0;

	async function makeUsage(): Promise<Usage> {
		const server = await startPreloadServer(site);
		try {
			const visit = createVisitor(ranked, 0);
			await sendSteadily(server.port, perSecond * 4, times(profiled, visit));
			return await server.usage();
		} finally {
			await server.stop();
		}
	}

	async function sample({ preload, isFirst }: WarmingContestant) {
		const round = Math.floor(samples++ / contestants.length);
		const server = await startPreloadServer(site);
		try {
			const visit = createVisitor(ranked, round + 1);
			const begun = performance.now();
			const preloading = preload && server.preload(preload);
			if (isFirst) {
				await preloading;
			}
			const [visits] = await Promise.all([
				sendSteadily(server.port, perSecond, times(seconds * perSecond, visit)),
				preloading,
			]);
			const warm = await sendSteadily(
				server.port,
				perSecond,
				times(warmUps, () => tenth),
			);
			const limit = 2 * median(warm.map(({ milliseconds }) => milliseconds));
			// If no visitor has been that lucky, half of the requests after them are.
			const ofTenth = [...visits, ...warm].filter(({ path }) => path === tenth);
			const fast = ofTenth.find(({ milliseconds }) => milliseconds <= limit);
			return {
				warm: Number(fast?.sent) - begun,
				first: Number(ofTenth[0]?.milliseconds),
				late:
					visits.filter(
						({ milliseconds }) => milliseconds >= MILLISECONDS_OF_MODULE,
					).length / visits.length,
			};
		} finally {
			await server.stop();
		}
	}

	const figures = await inTurn(contestants, rounds, (contestant) =>
		sample(contestant),
	);
	return [...figures].map(([contestant, samples]) => ({
		contestant,
		warm: samples.map(({ warm }) => warm),
		first: samples.map(({ first }) => first),
		late: samples.map(({ late }) => late),
	}));
}
