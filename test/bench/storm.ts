import { inTurn } from "./in-turn.js";
import {
	type ServerProcess,
	startServer,
	type Times,
} from "./server-process.js";
import { type ServerName, servers } from "./servers.js";
import type { Settings } from "./settings.js";
import { prepareSites, type Site, writeSite } from "./site.js";

/** The figures of one contestant: many processes started at once. */
export interface StormFigures {
	readonly size: number;
	readonly contestant: string;
	readonly processes: number;
	/** Milliseconds until all have given their first response, round by round. */
	readonly all: readonly number[];
	/** When what happened to each process, in the round whose figure is the median. */
	readonly times: readonly Times[];
}

/** Measures how long it takes until processes that were started at once have all given their first response. */
export async function measureStorm(
	{ folder, size, storm }: Settings,
	log: (line: string) => void,
): Promise<StormFigures[]> {
	prepareSites(folder);
	const site = writeSite(folder, size);
	const contestants = (Object.keys(servers) as ServerName[]).map((name) => ({
		name,
		...(name === "everything at start" && { rounds: storm.roundsOfSlowest }),
	}));
	log(`starting ${storm.processes} processes at once, N = ${size}`);
	const rounds = await inTurn(contestants, storm.rounds, ({ name }) =>
		startAtOnce(site, name, storm.processes),
	);
	return [...rounds].map(([contestant, rounds]) => {
		const sorted = [...rounds].sort((a, b) => duration(a) - duration(b));
		return {
			size,
			contestant,
			processes: storm.processes,
			all: rounds.map(duration),
			times: sorted[Math.floor(sorted.length / 2)] ?? [],
		};
	});
}

async function startAtOnce(
	site: Site,
	name: ServerName,
	count: number,
): Promise<Times[]> {
	const start = performance.now();
	// None is stopped before all have answered: after a deploy, none would be.
	const starts = await Promise.allSettled(
		Array.from({ length: count }, () => startServer(site, name)),
	);
	const processes: ServerProcess[] = starts
		.filter((start) => start.status === "fulfilled")
		.map(({ value }) => value);
	await Promise.all(processes.map(({ stop }) => stop()));
	const failed = starts.find((start) => start.status === "rejected");
	if (failed !== undefined) {
		throw failed.reason;
	}
	return processes
		.map(({ times: { spawned, listening, responded } }) => ({
			spawned: spawned - start,
			listening: listening - start,
			responded: responded - start,
		}))
		.sort((a, b) => a.responded - b.responded);
}

function duration(times: readonly Times[]): number {
	return Math.max(...times.map(({ responded }) => responded));
}
