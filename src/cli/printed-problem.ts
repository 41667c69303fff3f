import { relative } from "node:path";
import type { Problem } from "../check/index.js";
import { toFile } from "../module-url.js";

/** Gives `problem` as a person reads it: where, what, and what to do. */
export function printedProblem({
	path,
	file,
	reason,
	cause,
	at,
	circle,
	remedy,
}: Problem): string {
	return [
		`✗ ${path}  ${file === undefined ? "(file unknown)" : printedFile(file)}`,
		`${reason}: ${cause}`,
		...(at === undefined ? [] : [`at ${printedFile(at)}`]),
		...(circle === undefined ? [] : [circle.map(printedFile).join(" → ")]),
		remedy,
	]
		.join("\n")
		.replaceAll("\n", "\n    ");
}

/** Gives the path of `file`, a path or a file URL, from the working directory, if it is below that. */
export function printedFile(file: string): string {
	const path = toFile(file);
	const near = relative("", path);
	return near.startsWith("..") ? path : near;
}
