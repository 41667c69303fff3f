const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat("en", {
	maximumSignificantDigits: 3,
	maximumFractionDigits: 2,
	roundingPriority: "lessPrecision",
});

/** Returns a count as text: `1,000`. */
export const formatCount = (count: number): string => whole.format(count);

/** Returns bytes as text: `82 MiB`. */
export const formatBytes = (bytes: number): string =>
	`${whole.format(bytes / 2 ** 20)} MiB`;

/** Returns milliseconds as text, in the unit that suits them: `8.25 ms`, `1.5 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatTime(milliseconds: number): string {
	if (milliseconds < 1_000) {
		return `${precise.format(milliseconds)} ms`;
	}
	const seconds = milliseconds / 1_000;
	if (seconds < 60) {
		return `${precise.format(seconds)} s`;
	}
	return seconds < 3_600
		? inTwoUnits(seconds, 60, "min", "s")
		: inTwoUnits(seconds / 60, 60, "h", "min");
}

function inTwoUnits(
	amount: number,
	size: number,
	large: string,
	small: string,
): string {
	const rest = Math.floor(amount % size);
	const text = `${whole.format(Math.floor(amount / size))} ${large}`;
	return rest === 0 ? text : `${text} ${rest} ${small}`;
}

/** Returns the smallest 1, 2 or 5 times a power of ten that is no less than `value`, more than 0. */
export function roundUp(value: number): number {
	const power = 10 ** Math.floor(Math.log10(value));
	const factor = [1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10;
	return factor * power;
}
