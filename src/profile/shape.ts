/**
 * What a value looks like from outside, so that a stand-in can be taken for it until it is touched. For what is no
 * object or function there is no stand-in: of a "value", it tells the value itself, if JSON can.
 */
export type Shape =
	| {
			readonly type: "value";
			readonly value?: string | number | boolean | null;
	  }
	| {
			readonly type: "object" | "array";
			readonly members: Members | undefined;
	  }
	| {
			/** A constructor can be called by `new`; the others have no prototype for that. */
			readonly type: "function" | "async" | "constructor";
			readonly name: string;
			readonly length: number;
			readonly members: Members | undefined;
	  };

/** All that an object or function has, by name; of one with more than can be told here, there is nothing. */
export interface Members {
	readonly own: readonly Member[];
	/** What it has from prototypes that are its own, beside those that every object or function has. */
	readonly inherited: readonly Member[];
	/** Whether it has no prototype at all. */
	readonly isBare: boolean;
}

/** A property of an object or function. */
export type Member = readonly [name: string, shape: Shape];

/** What a module exports, as seen when it has just been evaluated. */
export interface Exports {
	readonly isEsModule: boolean;
	/** That of `module.exports`, or of the namespace of an ES module. */
	readonly shape: Shape;
}

/** A module that is put off in a trial: files that import it are given a stand-in. */
export interface PutOff {
	/** The path of its file. */
	readonly name: string;
	/** The paths of the files of which the imports are put off. */
	readonly importers: readonly string[];
	readonly exports: Exports;
}

/** Returns the members of `exports` that an ES module can import by their names, and that have a stand-in or not. */
export function importable({ isEsModule, shape }: Exports): Member[] {
	const own = shape.type === "value" ? [] : (shape.members?.own ?? []);
	return isEsModule
		? [...own]
		: // What CommonJS exports is the default as a whole.
			[["default", shape], ...own.filter(([name]) => name !== "default")];
}
