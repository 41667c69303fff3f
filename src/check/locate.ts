import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { toFile } from "../module-url.js";
import type { Imported } from "./message.js";
import type { Finding, Problem } from "./problem.js";
import { placesIn } from "./thrown-at.js";

/** Gives what was recorded of the import of `path`; `undefined` if it did not come to that. */
export type Recorded = (path: string) => Promise<Imported | undefined>;

/** Finds the file of a problem, and the line, asking for a recording only where it has to. */
export async function locate(
	{ importedAs, url, ...problem }: Finding,
	recorded: Recorded,
): Promise<Problem> {
	const places = placesIn(problem.stack ?? "");
	const [place = places[0]] = places.filter(
		([file]) => !file.includes("node_modules"),
	);
	// Of a syntax error in an ES module, Node tells no place.
	const isUnplaced =
		place === undefined && problem.cause.startsWith("SyntaxError");
	const recording =
		url === undefined || isUnplaced ? await recorded(importedAs) : undefined;
	const [, asked] = recording?.edges?.[0] ?? [];
	const file = url ?? asked;
	return {
		...problem,
		file: file && toFile(file),
		at: isUnplaced
			? await placeOfSyntaxError(recording?.unparsed)
			: place?.join(":"),
	};
}

/** Gives the place of the syntax error in the file at `url`, as far as `node --check` tells. */
async function placeOfSyntaxError(
	url: string | undefined,
): Promise<string | undefined> {
	if (url === undefined) {
		return undefined;
	}
	const file = toFile(url);
	const printed = await promisify(execFile)(process.execPath, [
		"--check",
		file,
	]).then(
		() => "",
		({ stderr }: { stderr: string }) => stderr,
	);
	const [place] = placesIn(printed);
	return place?.join(":") ?? file;
}
