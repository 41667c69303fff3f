/** How many characters may be wrong in what was meant to be a name. */
const MOST_WRONG = 2;

/** Returns the one of `names` that `typed` was probably meant to be; `undefined` if none is near. */
export function suggestionFor(
	typed: string,
	names: readonly string[],
): string | undefined {
	for (let wrong = 0; wrong <= MOST_WRONG; wrong++) {
		const nearest = names.find(
			(name) => wrong <= name.length / 2 && isNear(typed, name, wrong),
		);
		if (nearest !== undefined) {
			return nearest;
		}
	}
	return undefined;
}

/** Whether `to` can be made of `from` by putting in, leaving out, replacing, or changing with the next, at most `edits` characters. */
function isNear(from: string, to: string, edits: number): boolean {
	if (from === to) {
		return true;
	}
	if (edits === 0 || Math.abs(from.length - to.length) > edits) {
		return false;
	}
	let same = 0; // What both begin with needs no edit.
	while (from[same] === to[same]) {
		same++;
	}
	const [a, b] = [from.slice(same), to.slice(same)];
	const near = (taken: number, put: number) =>
		isNear(a.slice(taken), b.slice(put), edits - 1);
	return (
		near(1, 0) ||
		near(0, 1) ||
		near(1, 1) ||
		(a[0] === b[1] && a[1] === b[0] && near(2, 2))
	);
}
