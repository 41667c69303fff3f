import { toFile } from "../module-url.js";
import { circleThrough } from "./circle.js";
import { locate } from "./locate.js";
import { inPool } from "./pool.js";
import { findProblems, type Problem } from "./problem.js";
import { placesIn } from "./thrown-at.js";
import type { World } from "./world.js";

/**
 * Imports each of `parts`, URL paths, as the first of its site: `importFirst` does that, in a world
 * of its own. Gives the problems that then show, save those at the paths `known`.
 */
export async function checkAlone(
	parts: readonly string[],
	known: ReadonlySet<string>,
	importFirst: (part: string) => Promise<World>,
): Promise<Problem[]> {
	// What a world recorded goes with it: there can be thousands of both.
	const found = await inPool(parts, async (part) => {
		const world = await importFirst(part);
		const findings = findProblems(world).filter(({ path }) => !known.has(path));
		return Promise.all(
			findings.map(async (finding) => {
				const problem = await locate(finding, async (path) =>
					world.imports.find((imported) => imported.path === path),
				);
				return inItsCircle(problem, world);
			}),
		);
	});
	// What fails on the way to a part fails on the way to its neighbours, too.
	const problems = new Map<string, Problem>();
	for (const problem of found.flat()) {
		if (!problems.has(problem.path)) {
			problems.set(problem.path, problem);
		}
	}
	return [...problems.values()];
}

function inItsCircle(problem: Problem, { imports }: World): Problem {
	// The first of each is the import of the part itself, and as dynamic as can be: no circle goes through it.
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
				: "Break the circle, or have its module import first what has to be evaluated first",
	};
}
