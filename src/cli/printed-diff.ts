import type { Adoption } from "../adopt/index.js";
import { printable } from "../printable.js";

/** Returns the diffs of all files, as `git apply` takes them: with the line ends that the files have. */
export function printedDiff({ files }: Adoption): string {
	return files
		.flatMap(({ diff }) => diff.split("\n"))
		.map((line) =>
			line.endsWith("\r")
				? `${printable(line.slice(0, -1))}\r`
				: printable(line),
		)
		.join("\n");
}
