/** Returns `count` and the noun for it: `1 import`, `2 imports`, `3 processes`. */
export function counted(count: number, noun: string): string {
	const plural = noun.endsWith("s") ? `${noun}es` : `${noun}s`;
	return `${count} ${count === 1 ? noun : plural}`;
}
