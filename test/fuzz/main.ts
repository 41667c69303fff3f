import { parseArgs } from "node:util";
import fc from "fast-check";
import { startPlayer } from "./play.js";
import { site } from "./random-site.js";

// `npm run fuzz -- --runs 100000 --seed 1` plays random sites against the model, and prints the smallest
// that differs, with its seed.
const { values } = parseArgs({
	options: {
		runs: { type: "string", default: "10000" },
		seed: { type: "string", default: String(Date.now() % 2 ** 31) },
		path: { type: "string" },
	},
});
const seed = Number(values.seed);
const numRuns = Number(values.runs);
const player = await startPlayer();
const start = performance.now();
let requests = 0;
try {
	await fc.assert(
		fc.asyncProperty(site, async (plan) => {
			requests += plan.requests.length;
			await player.play(plan);
		}),
		{ numRuns, seed, ...(values.path !== undefined && { path: values.path }) },
	);
} finally {
	await player.close();
	const seconds = ((performance.now() - start) / 1000).toFixed();
	console.log(
		`seed ${seed}, ${numRuns} runs: ${requests} requests in ${seconds} s`,
	);
}
