import { parseArgs } from "node:util";
import { endAtRandom } from "./end-at-random.js";
import { subjects } from "./subjects.js";

// `npm run ends -- --runs 500` ends commands at random moments by random signals, and prints what is left of
// them. It takes a terminal from util-linux's `script`.
const { values } = parseArgs({
	options: {
		runs: { type: "string", default: "100" },
		only: { type: "string" },
	},
});
for (const [name, subject] of Object.entries(subjects)) {
	if (values.only !== undefined && values.only !== name) {
		continue;
	}
	const cleanups: (() => void)[] = [];
	const start = performance.now();
	const { signalled, wrong } = await endAtRandom(
		subject({ after: (clean) => cleanups.push(clean as () => void) }),
		Number(values.runs),
	);
	const seconds = ((performance.now() - start) / 1_000).toFixed();
	console.log(
		`${name}: ${values.runs} runs, ${signalled} of them ended by a signal, in ${seconds} s: ${wrong.length === 0 ? "nothing was left" : wrong.join("\n")}`,
	);
	process.exitCode ||= wrong.length === 0 ? 0 : 1;
	for (const clean of cleanups) {
		clean();
	}
}
