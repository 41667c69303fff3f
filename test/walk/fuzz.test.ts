// Random sites and requests, compared with a model of the specification.
import { test } from "node:test";
import fc from "fast-check";
import { startPlayer } from "../fuzz/play.js";
import { site } from "../fuzz/random-site.js";

test("a thousand random sites do with random requests, all at once, what the specification says", async (t) => {
	const player = await startPlayer();
	t.after(() => player.close());
	await fc.assert(
		fc.asyncProperty(site, (plan) => player.play(plan)),
		{ numRuns: 1_000, includeErrorInReport: true },
	);
});
