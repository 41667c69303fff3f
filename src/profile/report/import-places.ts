import { readFileSync } from "node:fs";
import { isFile } from "../graph/module-name.js";
import {
	computedImportLines,
	importLines,
	reexportsIn,
} from "./import-line.js";

/** Where files import modules, as far as their sources tell; they may be gone. */
export interface ImportPlaces {
	/** Returns the line in which the file `name` imports `specifier`; `undefined` if that is computed. */
	lineOf(name: string, specifier: string): number | undefined;
	/** Whether the file `name` re-exports `specifier`. */
	isReexport(name: string, specifier: string): boolean;
	/** Returns the line in which the file `name` imports what is computed; `undefined` if there is none, or several. */
	computedLineOf(name: string): number | undefined;
}

/** Returns what finds places in files, each of which is read once. */
export function createImportPlaces(): ImportPlaces {
	const files = new Map<string, Lines>();
	const linesOf = (name: string) => {
		let lines = files.get(name);
		if (lines === undefined) {
			lines = linesIn(name);
			files.set(name, lines);
		}
		return lines;
	};
	return {
		lineOf: (name, specifier) => linesOf(name).imports.get(specifier),
		isReexport: (name, specifier) => linesOf(name).reexports.has(specifier),
		computedLineOf(name) {
			const [line, ...others] = linesOf(name).computed;
			return others.length === 0 ? line : undefined;
		},
	};
}

interface Lines {
	readonly imports: ReadonlyMap<string, number>;
	readonly reexports: ReadonlySet<string>;
	readonly computed: readonly number[];
}

function linesIn(name: string): Lines {
	try {
		const source = isFile(name) ? readFileSync(name, "utf8") : "";
		return {
			imports: importLines(source),
			reexports: reexportsIn(source),
			computed: computedImportLines(source),
		};
	} catch {
		return { imports: new Map(), reexports: new Set(), computed: [] };
	}
}
