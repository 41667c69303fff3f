/**
 * What the recorder in the server's process writes into a file: lines of JSON, each an array of
 * events. Times are microseconds since the process started; numbers of modules are given out by
 * "module" events.
 *
 * Together the events say at every moment what the main thread is at: `timeline.ts` adds that up.
 */
export type Event =
	/** A module, or one that is built in (`node:fs`), gets its number. */
	| readonly ["module", number: number, name: string]
	/** `importer` imports `imported`, by `specifier`; an importer of -1 is whatever runs. */
	| readonly ["import", importer: number, imported: number, specifier: string]
	/** The ES loader has found a module, and is to read it, perhaps once the event loop comes to it; or never, by `import.meta.resolve`. */
	| readonly ["found", began: number, ended: number, module: number]
	/** A module has been read, and perhaps compiled, but not evaluated; one that is built in, evaluated, too. */
	| readonly ["loaded", began: number, ended: number, module: number]
	/** The ES loader now compiles a module of so many characters, or goes on linking it (0). */
	| readonly ["link", time: number, module: number, length: number]
	/** The body of a module begins, or what `require` does up to there; it may wait for something if it is `async`. */
	| readonly ["enter", time: number, module: number, isAsync: boolean]
	/** The body of a module ends. */
	| readonly ["leave", time: number, module: number]
	/** The event loop turns: no JavaScript is under way. */
	| readonly ["turn", time: number]
	/** The recorder is in place; it began at `began`, and the process at `origin`, in milliseconds since 1970. */
	| readonly ["ready", time: number, began: number, origin: number]
	/** A server listens. */
	| readonly ["listening", time: number, address: Address, memory: number]
	/** A server has sent its answer to a request for `url`. */
	| readonly ["answered", time: number, url: string, memory: number]
	/** A module is Express itself. */
	| readonly ["express", module: number]
	/** A module exports something that was handed to an Express app or Router as a route. */
	| readonly ["route", module: number]
	/** All "route" events there are have been logged. */
	| readonly ["routes"]
	/** A process was started, or a thread; what it imports is not recorded. */
	| readonly ["forked", what: "process", pid: number]
	| readonly ["forked", what: "thread"]
	/** The process ends by itself. */
	| readonly ["exit", time: number, code: number, memory: number];

/** The events of the given names. */
export type EventOf<Name extends Event[0]> = Extract<
	Event,
	readonly [Name, ...unknown[]]
>;

/** Where a server listens, the path of a pipe, or a port, and what it speaks there. */
export type Address = { readonly protocol: "http" | "https" | "tcp" } & (
	| { readonly pipe: string }
	| { readonly port: number; readonly host: string }
);

/** The name of the environment variable by which the recorder knows that it is wanted, and in which mode. */
export const modeVariable = "EXPRESS_PUBLISHER_PROFILE";

/** Whether the recorder records all, or just the marks, so that its own cost can be told. */
export type Mode = "all" | "marks";

/**
 * The file descriptors to which the recorder writes, right behind the usual ones: of a file, in which all events are logged, as
 * that costs the server least; and of a pipe, for those that the profiler waits for, each in a line.
 */
export const logDescriptor = 3;
export const newsDescriptor = 4;

/** An event that is told at once, too. */
export type News = EventOf<"listening" | "answered" | "routes">;
