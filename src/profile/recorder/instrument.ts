import { log, logNow, numberOf, time } from "./log.js";
import { watchEvaluated } from "./routes.js";
import { isWatched, isWatching, watchingItself } from "./uses.js";

/** The global functions that instrumented modules call; no module uses names like these. */
const ENTER = "__express_publisher_enter";
const LEAVE = "__express_publisher_leave";

const decoder = new TextDecoder();

/** Defines the functions that instrumented modules call; they do not show where globals are listed. */
export function defineMarkers(): void {
	const value = (number: number, isAsync: boolean) =>
		logNow(["enter", time(), number, isAsync]);
	Object.defineProperty(globalThis, ENTER, { value });
	Object.defineProperty(globalThis, LEAVE, {
		value: (number: number, namespace: () => unknown) => {
			log(["leave", time(), number]);
			watchEvaluated(number, namespace);
		},
	});
}

/** A `#!` line with its end, which has to come first. */
const HASHBANG = /^#![^\n\r\u2028\u2029]*(?:\r\n?|[\n\u2028\u2029])?/;

/**
 * What stands between a module's source and the call of `LEAVE`: no statement that the source leaves
 * open can go on with a declaration, so what is a syntax error alone stays one.
 */
const BOUNDARY = "\nexport {};";

/**
 * A function that resolves with the namespace of the module in which it stands, and loads nothing:
 * if hooks make another module of the module's own URL, there is none.
 */
const NAMESPACE =
	"() => import.meta.resolve(import.meta.url) === import.meta.url ? import(import.meta.url) : undefined";

/**
 * Returns the source `given` of the ES module `name`, changed so that its body logs when it begins,
 * after all that it imports, and ends. Positions stay the same, but for columns in the first line
 * that can have code: the call in front of it has to be somewhere. If uses are watched, only what a
 * watched module exports is noted at its end.
 */
export function instrument(
	name: string,
	given: string | ArrayBuffer | NodeJS.ArrayBufferView,
): string {
	const source = typeof given === "string" ? given : decoder.decode(given);
	if (isWatching()) {
		return source + (isWatched(name) ? BOUNDARY + watchingItself(name) : "");
	}
	const number = numberOf(name);
	const [first = ""] = HASHBANG.exec(source) ?? [];
	// A body without the word cannot wait: if something else runs before its end, it has thrown.
	const isAsync = source.includes("await");
	return `${first}${ENTER}(${number},${isAsync});${source.slice(first.length)}${BOUNDARY}${LEAVE}(${number},${NAMESPACE});`;
}
