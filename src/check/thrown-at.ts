import { toFile } from "../module-url.js";

/** A line of a stack that ends in a place: `at page (/site/a.js:3:7)`, or `file:///site/a.js:3` above a message. */
const PLACE =
	/(?:^|\(|\bat (?:async )?)((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+)(?::\d+)?\)?$/;

/** Gives the places in `stack`, innermost first, as file and line; those inside Node are left out. */
export function placesIn(stack: string): (readonly [string, string])[] {
	return stack.split("\n").flatMap((line) => {
		const [, file, number] = PLACE.exec(line) ?? [];
		return file === undefined || number === undefined
			? []
			: [[toFile(file), number] as const];
	});
}
