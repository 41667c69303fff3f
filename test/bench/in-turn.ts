/** One of those that are measured side by side. */
export interface Contestant {
	readonly name: string;
	/** In how many rounds it takes part, the first ones, if not in all. */
	readonly rounds?: number;
}

/**
 * Has `measure` measure every contestant once a round, in turn, and gives the figures of each,
 * round by round. Who begins changes from round to round. Before the first round there is another
 * one of which the figures are dropped: it shows that every contestant works, and fills the caches
 * of the operating system.
 */
export async function inTurn<C extends Contestant, Figures>(
	contestants: readonly C[],
	rounds: number,
	measure: (contestant: C) => Figures | Promise<Figures>,
): Promise<Map<string, Figures[]>> {
	for (const contestant of contestants) {
		await measure(contestant);
	}
	const figures = new Map<string, Figures[]>(
		contestants.map(({ name }) => [name, []]),
	);
	for (let round = 0; round < rounds; round++) {
		const first = round % contestants.length;
		for (const contestant of [
			...contestants.slice(first),
			...contestants.slice(0, first),
		]) {
			if (round < (contestant.rounds ?? rounds)) {
				figures.get(contestant.name)?.push(await measure(contestant));
			}
		}
	}
	return figures;
}
