import type { Mode } from "../event.js";
import type { Report, Trial } from "../report/report.js";
import { failureOf } from "../report/sentences.js";
import type { Patience, Run } from "../server/run.js";
import type { Exports } from "../shape.js";
import { pathOf } from "../timeline/recorded-modules.js";
import { faultIn, noiseOf, outcomeOf, type Pair } from "./outcome.js";
import { planFor } from "./plan.js";

/**
 * Starts the server with each of the cuts of `report` put off, in turn with nothing put off, until `isEnough` for the
 * number of rounds so far. Resolves with the report that tells what came of that. `watched` is the run in which it
 * was seen what modules export.
 */
export async function tried(
	report: Report,
	watched: Run | undefined,
	start: (mode: Mode) => Promise<Run>,
	patience: Patience,
	isEnough: (rounds: number) => boolean,
): Promise<Report> {
	const exports = exportsIn(watched);
	const trials = report.cuts.map((cut) => ({
		cut,
		plan: planFor(report, cut, exports),
		pairs: [] as Pair[],
		fault: undefined as Trial | undefined,
	}));
	for (let rounds = 0; !isEnough(rounds); rounds++) {
		for (const trial of trials) {
			const { cut, plan, pairs } = trial;
			if (plan.outcome !== "possible" || trial.fault !== undefined) {
				continue;
			}
			const whole = await start({ putOff: [] });
			const failure = failureOf(whole, report.request, patience);
			if (failure !== undefined) {
				const reason = `With nothing put off: ${failure}`;
				trial.fault = { outcome: "failed", reason, error: undefined };
				continue;
			}
			const pair = { whole, without: await start({ putOff: plan.putOff }) };
			trial.fault = faultIn(pair, report, cut, patience);
			pairs.push(pair);
		}
	}
	const noise = noiseOf(
		trials.flatMap(({ pairs }) => pairs.map(({ whole }) => whole)),
	);
	return {
		...report,
		noise,
		cuts: trials.map(({ cut, plan, pairs, fault }) => ({
			...cut,
			trial:
				plan.outcome === "possible"
					? (fault ?? outcomeOf(pairs, report, cut, noise))
					: plan,
		})),
	};
}

/** Returns what the modules export that were watched in a run, by their paths. */
function exportsIn(watched: Run | undefined): Map<string, Exports> {
	const found = new Map<string, Exports>();
	for (const event of watched?.events ?? []) {
		if (event[0] === "exports") {
			found.set(pathOf(event[1]), event[2]);
		}
	}
	return found;
}
