import { fileURLToPath } from "node:url";
import { runScript } from "./run-script.js";
import type { Settings } from "./settings.js";

/** What the requests of one contestant cost, round by round. */
export interface WalkFigures {
	readonly size: number;
	readonly contestant: string;
	/** Nanoseconds a request, less those of making the request object and calling the page. */
	readonly nanoseconds: readonly number[];
}

/**
 * Measures what finding the page of a path with two components costs when everything is in the
 * memo. The contestants take turns within a process; each size has processes of its own, several
 * of them, since no two processes come out the same after optimization.
 */
export async function measureWalk(
	{ sizes, walk }: Settings,
	log: (line: string) => void,
): Promise<WalkFigures[]> {
	const script = fileURLToPath(new URL("walk-process.js", import.meta.url));
	const figures = new Map<string, WalkFigures>();
	for (let round = 1; round <= walk.processes; round++) {
		for (const size of sizes.filter((size) => size !== 100)) {
			log(`process ${round} of ${walk.processes}, N = ${size}`);
			const measured = await runScript<Record<string, number[]>>(script, [
				size,
				walk.rounds,
				walk.millisecondsOfBatch,
			]);
			for (const [contestant, nanoseconds] of Object.entries(measured)) {
				const key = `${size} ${contestant}`;
				const before = figures.get(key)?.nanoseconds ?? [];
				figures.set(key, {
					size,
					contestant,
					nanoseconds: [...before, ...nanoseconds],
				});
			}
		}
	}
	return [...figures.values()];
}
