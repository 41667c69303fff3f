import { findSourceMap } from "node:module";
import type { Place } from "../event.js";
import { callSites } from "./callers.js";
import { SCRIPT_NAME } from "./script-name.js";

/** Returns where the functions under way are, the innermost first, each file once; none is the recorder's. */
export function placesUnderWay(): Place[] {
	const places = new Map<string, Place>();
	for (const site of callSites()) {
		const file = site.getFileName();
		if (file && file !== SCRIPT_NAME && !places.has(file)) {
			const line = site.getLineNumber() ?? 1;
			places.set(file, [file, sourceLine(file, line, site)]);
		}
	}
	return [...places.values()];
}

/** Returns the line of the source, if a compiler such as tsx has left a source map. */
function sourceLine(file: string, line: number, site: NodeJS.CallSite): number {
	const column = site.getColumnNumber() ?? 1;
	const origin = findSourceMap(file)?.findEntry(line - 1, column - 1);
	return origin !== undefined && "originalLine" in origin
		? origin.originalLine + 1
		: line;
}
