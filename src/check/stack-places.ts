import { toFile } from "../import/module-url.js";

/** The place at the end of a line: `at page (/site/a.js:3:7)` in a stack, or `file:///site/a.js:3` above a message. */
const PLACE =
	/(?:^|\(|\bat (?:async )?)((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+)(?::\d+)?\)?$/;

/** How long a path can be, in characters. A message may be one line of any length, and to look for a place from each `at /` in it takes quadratic time. */
const LONGEST_PATH = 4_096;

/** Returns the places in `stack` as file and line, the innermost first, without those inside Node. */
export function placesIn(stack: string): (readonly [string, string])[] {
	return stack.split("\n").flatMap((line) => {
		const [, file, number] = PLACE.exec(line.slice(-LONGEST_PATH)) ?? [];
		return file === undefined || number === undefined
			? []
			: [[toFile(file), number] as const];
	});
}
