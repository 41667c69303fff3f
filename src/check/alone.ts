import { toFile } from "../import/module-url.js";
import { circleThrough } from "./circle.js";
import { locate } from "./locate.js";
import { inPool } from "./pool.js";
import { findProblems, type Problem } from "./problem.js";
import { placesIn } from "./stack-places.js";
import type { Trial } from "./trial.js";

/**
 * Imports each of `parts`, URL paths, as the first of its site: `importFirst` does that, in a trial
 * of its own. Returns the problems that then show, but for those at the paths `known`.
 */
export async function checkAlone(
	parts: readonly string[],
	known: ReadonlySet<string>,
	importFirst: (part: string) => Promise<Trial>,
): Promise<Problem[]> {
	// Of each trial only the problems are kept: there can be thousands of trials, and of imports in each.
	const found = await inPool(parts, async (part) => {
		const trial = await importFirst(part);
		const findings = findProblems(trial).filter(({ path }) => !known.has(path));
		return Promise.all(
			findings.map(async (finding) => {
				const problem = await locate(finding, async (path) =>
					trial.imports.find((imported) => imported.path === path),
				);
				return inItsCircle(problem, trial);
			}),
		);
	});
	// A container that fails shows in the trial of each part within it.
	const problems = new Map<string, Problem>();
	for (const problem of found.flat()) {
		if (!problems.has(problem.path)) {
			problems.set(problem.path, problem);
		}
	}
	return [...problems.values()];
}

function inItsCircle(problem: Problem, { imports }: Trial): Problem {
	// The first edge of each is the publisher's `import()`, which no circle of modules goes through.
	const edges = imports
		.flatMap((imported) => imported.edges?.slice(1) ?? [])
		.map(([from, to]) => [toFile(from), toFile(to)] as const);
	const files = placesIn(problem.stack ?? "").map(([file]) => file);
	const circle = [...files, problem.file ?? ""]
		.map((file) => circleThrough(file, edges))
		.find((found) => found !== undefined);
	return {
		...problem,
		reason: "loads only after others",
		circle,
		remedy:
			circle === undefined
				? "Have its module import what has to be there before it"
				: "Break the circle: put what its modules share into one that imports none of them",
	};
}
