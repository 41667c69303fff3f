import { inTurn } from "./in-turn.js";
import { type Runtime, startServer } from "./server-process.js";
import { type ServerName, servers } from "./servers.js";
import type { Settings } from "./settings.js";
import { prepareSites, type Site, writeSite } from "./site.js";

/** The figures of one contestant at one size, round by round: milliseconds since it was spawned, and MiB. */
export interface StartUpFigures {
	readonly size: number;
	readonly contestant: string;
	readonly listening: readonly number[];
	readonly response: readonly number[];
	readonly cpu: readonly number[];
	readonly memory: readonly number[];
	readonly peakMemory: readonly number[];
}

/** One of the servers, and how it is started. */
export interface StartUpContestant {
	readonly name: string;
	readonly server: ServerName;
	readonly runtime?: Runtime;
	readonly rounds?: number;
}

/** The longest that everything imported at start may take before it is left out. */
const PATIENCE = 60_000;

/** Measures how long each server takes until its first response, at every size. */
export async function measureStartUp(
	settings: Settings,
	log: (line: string) => void,
): Promise<StartUpFigures[]> {
	prepareSites(settings.folder);
	const figures: StartUpFigures[] = [];
	for (const size of settings.sizes) {
		log(`writing ${size} route modules`);
		const site = writeSite(settings.folder, size);
		const contestants: StartUpContestant[] = [];
		for (const server of Object.keys(servers) as ServerName[]) {
			const isSlow = server === "everything at start" && size > 1_000;
			if (
				isSlow &&
				(await sample(site, { name: "", server })).response > PATIENCE
			) {
				log(`${server}: left out, takes more than ${PATIENCE / 1_000} s`);
				continue;
			}
			contestants.push({
				name: server,
				server,
				...(isSlow && { rounds: settings.startUp.roundsOfLargest }),
			});
		}
		log(`starting ${contestants.length} contestants in turn`);
		figures.push(
			...(await startInTurn(site, contestants, settings.startUp.rounds)),
		);
	}
	return figures;
}

/** Starts the contestants in turn, one process at a time. */
export async function startInTurn(
	site: Site,
	contestants: readonly StartUpContestant[],
	rounds: number,
): Promise<StartUpFigures[]> {
	const samples = await inTurn(contestants, rounds, (contestant) =>
		sample(site, contestant),
	);
	return [...samples].map(([contestant, samples]) => ({
		size: site.size,
		contestant,
		listening: samples.map(({ listening }) => listening),
		response: samples.map(({ response }) => response),
		cpu: samples.map(({ cpu }) => cpu),
		memory: samples.map(({ memory }) => memory),
		peakMemory: samples.map(({ peakMemory }) => peakMemory),
	}));
}

async function sample(site: Site, { server, runtime }: StartUpContestant) {
	const { times, usage, stop } = await startServer(site, server, runtime);
	await stop();
	return {
		listening: times.listening - times.spawned,
		response: times.responded - times.spawned,
		...usage,
	};
}
