import type { Exports, PutOff } from "./shape.js";

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
	/** The ES loader has found a module. It reads it later, perhaps in another turn of the event loop; never if `import.meta.resolve` asked. */
	| readonly ["found", began: number, ended: number, module: number]
	/** A module has been read, and perhaps compiled, but not evaluated, unless it is built in. */
	| readonly ["loaded", began: number, ended: number, module: number]
	/** The ES loader now compiles a module of `length` characters, or goes on linking it if that is 0. */
	| readonly ["link", time: number, module: number, length: number]
	/** The body of a module begins, or the call of `require` that loads it; a body that `isAsync` may wait for something. */
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
	/** A module was at work when an app was made or something was mounted on one, or when a server was told to listen, or it exports what answers that server's requests. */
	| readonly ["serves", module: number]
	/** What a watched module exports is used: the first place of each file on the way, from the function that it exports to what brought its use about. */
	| readonly ["used", name: string, how: Use, places: readonly Place[]]
	/** What watched modules export can be watched. */
	| readonly ["watching"]
	/** What a watched module exports. */
	| readonly ["exports", name: string, exports: Exports]
	/** A module that was put off is touched for the first time, and loaded for that: the first place of each file on the way. */
	| readonly ["touched", name: string, places: readonly Place[]]
	/** A module that was put off could not be loaded when it was touched. */
	| readonly ["unloadable", name: string, code: string, message: string]
	/** How many files had been loaded when a server listened, in a trial. */
	| readonly ["files", count: number]
	/** All "route" events there are have been logged. */
	| readonly ["routes"]
	/** A process was started, or a thread; what it imports is not recorded. */
	| readonly ["forked", what: "process" | "thread"]
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

/** The environment variable that has the path of a file with the `Order` as JSON; without it, nothing is recorded. */
export const orderVariable = "EXPRESS_PUBLISHER_PROFILE";

/** What the recorder is to do. */
export interface Order {
	readonly mode: Mode;
	/** The path of the file into which it writes, which is there. */
	readonly log: string;
	/** The number of the process that profiles. */
	readonly profiler: number;
}

/**
 * Whether the recorder records all, or just the marks: the difference is what the recording costs. Or all, and
 * who uses what the modules `watched` export, by their paths: that takes time, which is then of no interest. Or the
 * marks, and how many files are loaded, in a trial in which some modules are put off, or none.
 */
export type Mode =
	| "all"
	| "marks"
	| { readonly watched: readonly string[] }
	| { readonly putOff: readonly PutOff[] };

/** How something is used that a module exports: by a call, or `new`; or as what a class extends, or inherits from. */
export type Use = "called" | "extended";

/** A line of a file, or URL, counted from 1. */
export type Place = readonly [name: string, line: number];

/** An event that the profiler waits for: the last in its line of the log, which is written at once. */
export type News = EventOf<"listening" | "answered" | "routes">;

const NEWS: ReadonlySet<unknown> = new Set(["listening", "answered", "routes"]);

/** Whether an event is one that the profiler waits for. */
export function isNews(event: Event): event is News {
	return NEWS.has(event[0]);
}

/** Returns the events in a line of the log; none if it is not whole, or nothing of the recorder's. */
export function eventsIn(line: string): Event[] {
	try {
		const events: unknown = JSON.parse(line);
		return Array.isArray(events)
			? events.filter((event): event is Event => Array.isArray(event))
			: [];
	} catch {
		return [];
	}
}
