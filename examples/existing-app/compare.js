/**
 * Measures the application before and after its move in turn, so that what slows the machine down
 * slows down both, and prints medians as a table, the median of the rounds' ratios last.
 * @param {number} rounds how often each of the two is measured
 * @param {(variant: "before" | "after") => Promise<Record<string, number>>} measure gives
 * milliseconds by what they are
 */
export async function compare(rounds, measure) {
	const samples = [];
	for (let round = 0; round < rounds; round++) {
		const before = await measure("before");
		samples.push({ before, after: await measure("after") });
	}
	console.log("| milliseconds | before | after | after / before |");
	console.log("| --- | ---: | ---: | ---: |");
	for (const what of Object.keys(samples[0].before)) {
		const before = median(samples.map((sample) => sample.before[what]));
		const after = median(samples.map((sample) => sample.after[what]));
		const ratio = median(
			samples.map((sample) => sample.after[what] / sample.before[what]),
		);
		console.log(
			`| ${what} | ${before.toFixed(0)} | ${after.toFixed(0)} | ${ratio.toFixed(2)} |`,
		);
	}
}

/** @param {readonly number[]} figures */
export function median(figures) {
	const sorted = figures.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}
