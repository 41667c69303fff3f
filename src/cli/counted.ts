/** Gives `count` and the noun for it: `1 import`, `2 imports`. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
