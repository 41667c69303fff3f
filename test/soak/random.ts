/** Chance that is the same for the same seed. */
export interface Random {
	/** Gives a whole number from 0 to below `limit`. */
	below(limit: number): number;
	/** Gives one of `items`. */
	pick<T>(items: readonly T[]): T;
}

/** Gives the chance that begins with `seed`: the generator mulberry32. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const random: Random = {
		below(limit) {
			state = (state + 0x6d2b79f5) >>> 0;
			let mixed = Math.imul(state ^ (state >>> 15), state | 1);
			mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
			return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
		},
		pick: (items) => items[random.below(items.length)] as never,
	};
	return random;
}
