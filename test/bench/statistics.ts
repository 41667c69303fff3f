/** The median of some figures, and the quartiles, between which half of them lie. */
export interface Spread {
	readonly low: number;
	readonly median: number;
	readonly high: number;
}

export function spread(figures: readonly number[]): Spread {
	return {
		low: quantile(figures, 0.25),
		median: quantile(figures, 0.5),
		high: quantile(figures, 0.75),
	};
}

export function median(figures: readonly number[]): number {
	return quantile(figures, 0.5);
}

/**
 * Gives the spread of the ratios that `figures` has to `to`, round by round: what slowed the
 * machine down in one round slowed down both. Rounds that only one of them took part in do not count.
 */
export function ratio(
	figures: readonly number[],
	to: readonly number[],
): Spread {
	const rounds = Math.min(figures.length, to.length);
	return spread(
		figures.slice(0, rounds).map((figure, round) => figure / Number(to[round])),
	);
}

/** Gives the figure below which the `share` of `figures` lies, 0.99 for the 99th percentile. */
export function quantile(figures: readonly number[], share: number): number {
	const sorted = [...figures].sort((a, b) => a - b);
	const position = (sorted.length - 1) * share;
	const below = Number(sorted[Math.floor(position)]);
	const above = Number(sorted[Math.ceil(position)]);
	return below + (above - below) * (position - Math.floor(position));
}
