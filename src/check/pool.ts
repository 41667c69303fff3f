import { availableParallelism } from "node:os";

/** Calls `work` with each of `items`, on as many at a time as there are processors. Resolves with the results in order. */
export async function inPool<Item, Result>(
	items: readonly Item[],
	work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const left = items.entries();
	// All take from one iterator, so each item is taken once.
	async function workOn(): Promise<void> {
		for (const [index, item] of left) {
			results[index] = await work(item);
		}
	}
	await Promise.all(Array.from({ length: availableParallelism() }, workOn));
	return results;
}
