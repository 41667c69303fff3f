/** Returns milliseconds as they are printed. */
export function ms(milliseconds: number): string {
	return `${figure(milliseconds)} ms`;
}

/** The same, without the unit; a minus is as typographers set it. */
export function figure(milliseconds: number): string {
	const size = Math.abs(milliseconds);
	return `${milliseconds < 0 ? "−" : ""}${size.toFixed(digitsOf(size))}`;
}

/** Returns how many digits after the point are printed of milliseconds. */
export function digitsOf(milliseconds: number): number {
	return milliseconds < 9.95 ? 1 : 0;
}
