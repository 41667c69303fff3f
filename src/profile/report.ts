import type { Mark } from "./recording.js";
import type { Spread } from "./spread.js";

/**
 * What a profile tells: all of it, as `--json` prints it. Times are milliseconds, sizes bytes, and
 * modules indices into `modules`. Of several runs, times are medians. What the recording costs, which
 * is much the same for each file, is taken out of all figures but those that are said to be of it.
 */
export interface Report {
	/** The version of Node. */
	readonly node: string;
	/** The path of the server's script. */
	readonly script: string;
	/** What was requested. */
	readonly request: string;
	/** How many runs there were with the recording. */
	readonly runs: number;
	/** Whether the server listened and answered; if it did so just once, `words` tell. */
	readonly isWhole: boolean;
	/** What else there is to say of the run. */
	readonly words: readonly string[];
	/** The last that the server wrote, if it did not listen and answer, be it when it was started again. */
	readonly output: string;
	/** The moments of the start; times that are said of no mark are up to the first. */
	readonly marks: readonly [ReportedMark, ...ReportedMark[]];
	/** What the recording itself costs; `undefined` if the server did not listen. */
	readonly cost: Cost | undefined;
	/** What Node and Express take, and whatever Node was told to load before the server; no cut saves it. */
	readonly floor: Saving & { readonly names: readonly string[] };
	/** What could be imported later, up to the first mark; the one that saves most first. Nothing that they save is counted twice. */
	readonly cuts: readonly ReportedCut[];
	/** The modules of which something was handed to Express as a route, and what importing none of them at start would save. */
	readonly routes: Saving & { readonly modules: readonly number[] };
	readonly modules: readonly ReportedModule[];
}

/** A moment of the start. */
export interface ReportedMark {
	readonly name: Mark["name"];
	/** When it was, without the recording if the server was started without, too. */
	readonly time: Spread;
	/** How many files had been loaded by then. */
	readonly files: number;
	/** The bytes of memory that the process took then, if that is known, again without the recording. */
	readonly memory: number | undefined;
	/** When it was in the recording that `began` and `ended` of the modules are of. */
	readonly recorded: number;
	/** Where the time of the recorded starts went; of one, these add up to it. */
	readonly shares: Shares;
}

/** The time until the server listens, with the recording and without. */
export interface Cost {
	readonly recorded: number;
	readonly plain: number;
	readonly ratio: number;
}

/** Where time went. */
export interface Shares {
	/** Node's own start, up to the first module. */
	readonly node: number;
	/** The modules of the floor. */
	readonly floor: number;
	/** All other modules. */
	readonly modules: number;
	/** Waiting, and callbacks that run when no module is being evaluated. */
	readonly outside: number;
	/** The recording itself. */
	readonly recording: number;
}

/** What some modules take. */
export interface Saving {
	readonly milliseconds: number;
	readonly files: number;
}

/** A module that could be imported later, and what that would save, the floor apart. */
export interface ReportedCut extends Saving {
	readonly module: number;
	readonly spread: Spread;
	readonly isRoute: boolean;
}

/** A module, with figures for each mark: what there was up to then. */
export interface ReportedModule {
	/** The path of its file, its URL if it is none, or the name of what is built in (`node:fs`). */
	readonly name: string;
	readonly size: number | undefined;
	/** When it was first come upon, and when it was done. */
	readonly began: number;
	readonly ended: number;
	/** What it took itself, without what it imports. */
	readonly own: readonly number[];
	/** What it took with all that was loaded for it alone. */
	readonly exclusive: readonly Saving[];
	/** The last module without which it would not be loaded; -1 if there is none, `null` if it was not loaded by then. */
	readonly dominators: readonly (number | null)[];
	/** The modules that import it, the first of them first. */
	readonly importers: readonly ReportedImporter[];
	readonly isRoute: boolean;
	/** Whether it belongs to the floor. */
	readonly isFloor: boolean;
}

/** An import of a module; `module` is -1 if Node itself loads it. */
export interface ReportedImporter {
	readonly module: number;
	readonly specifier: string;
	/** The line of the importer where the specifier stands; `undefined` if it is computed. */
	readonly line: number | undefined;
	/** Whether the module is loaded by the first mark because of it: not if it imports it later, or is itself loaded for the module alone. */
	readonly isCause: boolean;
}
