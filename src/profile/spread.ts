/** The median of several runs, and the bounds between which half of them lie. */
export interface Spread {
	readonly low: number;
	readonly median: number;
	readonly high: number;
}

/** Returns the spread of `figures`, at least one. */
export function spreadOf(figures: readonly number[]): Spread {
	const sorted = [...figures].sort((a, b) => a - b);
	const at = (share: number) => {
		const index = (sorted.length - 1) * share;
		const low = sorted[Math.floor(index)] ?? Number.NaN;
		const high = sorted[Math.ceil(index)] ?? Number.NaN;
		return low + (high - low) * (index % 1);
	};
	return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
