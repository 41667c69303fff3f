import { relative } from "node:path";
import type { Problem } from "../check/index.js";
import { toFile } from "../import/module-url.js";

/** Returns a problem in lines: where it is, what it is, and what to do. */
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
		file === undefined ? `✗ ${path}` : `✗ ${path}  ${printedFile(file)}`,
		`${reason}: ${cause}`,
		...(at === undefined ? [] : [`at ${printedFile(at)}`]),
		...(circle === undefined ? [] : [circle.map(printedFile).join(" → ")]),
		remedy,
	]
		.join("\n")
		.replaceAll("\n", "\n    ");
}

/** Returns the path of `file`, a path or a file URL; relative to the working directory if it is below that. */
export function printedFile(file: string): string {
	const path = toFile(file);
	const near = relative("", path);
	return near.startsWith("..") ? path : near;
}
