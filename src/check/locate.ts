import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FIND_FILE } from "../errors.js";
import { toFile } from "../import/module-url.js";
import type { Finding, Problem } from "./problem.js";
import { placesIn } from "./stack-places.js";
import type { Imported } from "./trial-protocol.js";

/** Resolves with the recorded import of `path`; with `undefined` if it did not come to that. */
export type RecordImport = (path: string) => Promise<Imported | undefined>;

/** Resolves with a problem and its file and line; calls `record` only if they cannot be told without. */
export async function locate(
	{ importedAs, url, ...problem }: Finding,
	record: RecordImport,
): Promise<Problem> {
	const places = placesIn(problem.stack ?? "");
	const [place = places[0]] = places.filter(
		([file]) => !file.includes("node_modules"),
	);
	// The stack of a syntax error in an ES module does not say where it is.
	const isUnplaced =
		place === undefined && problem.cause.startsWith("SyntaxError");
	const recorded =
		url === undefined || isUnplaced ? await record(importedAs) : undefined;
	const [, asked] = recorded?.edges?.[0] ?? [];
	const file = url ?? asked;
	const at = isUnplaced
		? await placeOfSyntaxError(recorded?.unparsed)
		: place?.join(":");
	return {
		...problem,
		file: file && toFile(file),
		at,
		remedy:
			at === undefined
				? problem.remedy
				: problem.remedy.replace(FIND_FILE, "Fix that error"),
	};
}

/** Resolves with the place of the syntax error in the file at `url`; with the file alone if `node --check` tells no line. */
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
