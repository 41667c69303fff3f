import { availableParallelism } from "node:os";

/** Has `work` done for each of `items`, as many at a time as there are processors; gives the results in order. */
export async function inPool<Item, Result>(
	items: readonly Item[],
	work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const left = items.entries();
	// All who work take from one iterator, so each item is taken once.
	async function workOn(): Promise<void> {
		for (const [index, item] of left) {
			results[index] = await work(item);
		}
	}
	await Promise.all(Array.from({ length: availableParallelism() }, workOn));
	return results;
}
