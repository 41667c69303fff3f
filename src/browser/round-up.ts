/** Gives the next 1, 2 or 5 times a power of ten that is no less than `value`, more than 0. */
export function roundUp(value: number): number {
	const power = 10 ** Math.floor(Math.log10(value));
	const factor = [1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10;
	return factor * power;
}
