import type { Use } from "../event.js";
import type { Spread } from "../spread.js";
import type { Mark } from "../timeline/recording.js";

/**
 * What a profile tells: all of it, as `--json` prints it. Times are milliseconds, sizes bytes, and
 * modules indices into `modules`. Of several runs, times are medians, and shares of a time are means. The cost of the recording, much
 * the same for each file, is subtracted from all figures but those of the recording itself.
 */
export interface Report {
	readonly node: string;
	/** The path of the server's script. */
	readonly script: string;
	/** The working directory of the profiler. */
	readonly folder: string;
	/** The names of packages that are the user's as well as the script's, with `*` for anything. */
	readonly own: readonly string[];
	readonly request: string;
	/** How many runs there were with the recording. */
	readonly runs: number;
	/** Whether the server listened and answered; `words` says so if it did just once. */
	readonly isWhole: boolean;
	/** What else happened, in sentences. */
	readonly words: readonly string[];
	/** The last that the server wrote in a run in which it did not listen and answer. */
	readonly output: string;
	/** The moments of the start; figures that are of no mark are up to the first. */
	readonly marks: readonly [ReportedMark, ...ReportedMark[]];
	/** What the recording itself costs; `undefined` if the server did not listen. */
	readonly cost: Cost | undefined;
	/** What Node and Express take, and whatever Node was told to load before the server; no cut saves it. */
	readonly floor: Saving & { readonly names: readonly string[] };
	/** What could be imported later, up to the first mark; the one that saves most first. Nothing that they save is counted twice. */
	readonly cuts: readonly ReportedCut[];
	/** What would be among the cuts if what it exports were not used before the server listens: it cannot be imported later. */
	readonly used: readonly UsedCut[];
	/** Whether it is known what is used by then; if not, some of the cuts may be. */
	readonly isUseKnown: boolean;
	/** What all cuts save together: with what hangs on two of them and on nothing else. */
	readonly together: Saving;
	/** By how many milliseconds half of the starts in trials differ that have nothing put off; `undefined` if there were not several. */
	readonly noise: number | undefined;
	/** The packages beside the server's own, and Express and what else is the floor; the one that takes most first. */
	readonly packages: readonly ReportedPackage[];
	/** The modules of which something was handed to Express as a route, and what importing none of them at start would save. */
	readonly routes: Saving & { readonly modules: readonly number[] };
	readonly modules: readonly ReportedModule[];
}

/** A moment of the start. */
export interface ReportedMark {
	readonly name: Mark["name"];
	/** When it was, in runs without the recording; in those with it if there are no others, or these were faster by chance. */
	readonly time: Spread;
	/** How many files had been loaded by then. */
	readonly files: number;
	/** The memory of the process then, if that is known, in the same runs. */
	readonly memory: number | undefined;
	/** When it was in the recording from which `began` and `ended` of the modules are. */
	readonly recorded: number;
	/**
	 * Where the time goes: means of the recorded runs, each in proportion to `time`, so that all but
	 * `recording` add up to its median.
	 */
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

/** A module that could be imported later, and what that would save beside the floor. */
export interface ReportedCut extends Saving {
	readonly module: number;
	readonly spread: Spread;
	readonly isRoute: boolean;
	/** Of a route, the heaviest package that is loaded for it alone. */
	readonly heaviest: ReportedPackage | undefined;
	/** If it is one of several that a module imports by a computed path, these together are the cut, and it is the heaviest. */
	readonly computed: ComputedImport | undefined;
	/** What came of putting it off, if that was tried. */
	readonly trial: Trial | undefined;
}

/** What came of starting the server with a cut put off, in turn with the same server and nothing put off. */
export type Trial = MeasuredTrial | FailedTrial | ImpossibleTrial;

/** The server listened and answered as it does otherwise. */
export interface MeasuredTrial extends Saving {
	readonly outcome: "measured";
	readonly spread: Spread;
	/** How many pairs of starts there were. */
	readonly pairs: number;
	/** What was touched before the server listened, and so was loaded then. */
	readonly touched: readonly Touch[];
	/** In what the prediction differs from what was really saved. */
	readonly contradicted: readonly (keyof Saving)[];
}

/** The server did not listen, or did not answer as it does otherwise. */
export interface FailedTrial {
	readonly outcome: "failed";
	/** What it did instead, in a sentence. */
	readonly reason: string;
	/** The error that it wrote, if there is one. */
	readonly error: string | undefined;
}

/** There is no stand-in for what is imported. */
export interface ImpossibleTrial {
	readonly outcome: "impossible";
	/** The module of the cut for which there is none. */
	readonly module: number;
	/**
	 * It is "unseen" what it exports; or that is a "value", itself or what is imported by that name; or it is imported
	 * for its "effect", by a line that takes nothing from it; or it "waits" at its top level, but was touched by what cannot.
	 */
	readonly why: "unseen" | "value" | "effect" | "waits";
	readonly name: string | undefined;
	/** The line because of which there is none. */
	readonly by: ReportedPlace | undefined;
}

/** A module of a cut, and the line that was the first to touch it, if that is of a module in the report. */
export interface Touch {
	readonly module: number;
	readonly by: ReportedPlace | undefined;
}

/** A line of a module. */
export interface ReportedPlace {
	readonly module: number;
	readonly line: number | undefined;
}

/** A module that cannot be imported later, and by whom it is used first. */
export interface UsedCut extends ReportedCut {
	readonly use: ReportedUse;
}

/** The use of what a module exports: it is called in a line of another module, or extended there. */
export interface ReportedUse {
	readonly how: Use;
	readonly module: number;
	readonly line: number;
}

/** A package, and what it takes with all that is loaded for it alone, up to the first mark. */
export interface ReportedPackage extends Saving {
	readonly name: string;
	/** Its folder; there may be several copies. */
	readonly folder: string;
	/** What its own modules take. */
	readonly own: Saving;
}

/** An import of several modules by a computed path. */
export interface ComputedImport {
	/** The module in which it stands, and the line, if it is the only one there. */
	readonly importer: number;
	readonly line: number | undefined;
	readonly modules: readonly number[];
}

/** A module; each list of figures has one for each mark, up to which it counts. */
export interface ReportedModule {
	/** The path of its file, its URL if it is none, or the name of what is built in (`node:fs`). */
	readonly name: string;
	readonly size: number | undefined;
	/** When it was first found, and when it was done. */
	readonly began: number;
	readonly ended: number;
	/** What it took itself, without what it imports. */
	readonly own: readonly number[];
	/** What it took with all that was loaded for it alone. */
	readonly exclusive: readonly Saving[];
	/** The last module without which it would not be loaded; -1 if there is none, `null` if it was not loaded by then. */
	readonly dominators: readonly (number | null)[];
	/** The modules that import it, in the order in which they did. */
	readonly importers: readonly ReportedImporter[];
	readonly isRoute: boolean;
	readonly isFloor: boolean;
}

/** An import of a module; `module` is -1 if Node itself loads it. */
export interface ReportedImporter {
	readonly module: number;
	readonly specifier: string;
	/** The line of the importer where the specifier stands; `undefined` if it is computed. */
	readonly line: number | undefined;
	/** Whether the module is loaded by the first mark for this import: not if it came later, or its importer is loaded for the module alone. */
	readonly isCause: boolean;
}
