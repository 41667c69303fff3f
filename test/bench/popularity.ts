import { createRandom } from "../soak/random.js";

/** The rank of the page whose warmth is measured, counted from zero: the tenth most visited one. */
const TENTH = 9;

/**
 * Gives `paths`, most visited first, as the visitors have it: in no order that the export list
 * knows of. The tenth most visited is in the middle of the list.
 */
export function byPopularity(paths: readonly string[]): string[] {
	const { length } = paths;
	const middle = Math.floor(length / 2);
	// Seven has no divisor in common with the sizes, so every path comes once.
	return paths.map((_, rank) =>
		String(paths[(middle + (rank - TENTH + length) * 7) % length]),
	);
}

/** Gives the tenth most visited one of `ranked`. */
export function tenthOf(ranked: readonly string[]): string {
	return String(ranked[TENTH]);
}

/** Gives a visitor who draws from `ranked` by Zipf's law: the page of rank r with a weight of 1 / r; the same for the same `seed`. */
export function createVisitor(
	ranked: readonly string[],
	seed: number,
): () => string {
	const random = createRandom(seed);
	let total = 0;
	const sums = ranked.map((_, rank) => (total += 1 / (rank + 1)));
	return () => {
		const drawn = (random.below(2 ** 32) / 2 ** 32) * total;
		return String(ranked[sums.findIndex((sum) => drawn < sum)]);
	};
}
