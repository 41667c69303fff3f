import { log, logNow, numberOf, time } from "./log.js";

/** The global functions that instrumented modules call; no module has names like these. */
const ENTER = "__express_publisher_enter";
const LEAVE = "__express_publisher_leave";

const decoder = new TextDecoder();

/** Defines the functions that instrumented modules call, unseen by who lists the globals. */
export function defineMarkers(): void {
	const value = (number: number, isAsync: boolean) =>
		logNow(["enter", time(), number, isAsync]);
	Object.defineProperty(globalThis, ENTER, { value });
	Object.defineProperty(globalThis, LEAVE, {
		value: (number: number) => log(["leave", time(), number]),
	});
}

/**
 * Gives the source `given` of the ES module `name` so that its body tells when it begins and ends: what
 * it imports is evaluated before. Line numbers stay, and columns but in the first line.
 */
export function instrument(
	name: string,
	given: string | ArrayBuffer | NodeJS.ArrayBufferView,
): string {
	const source = typeof given === "string" ? given : decoder.decode(given);
	const number = numberOf(name);
	// Behind a `#!` line, which has to come first.
	const start = source.startsWith("#!") ? source.indexOf("\n") + 1 : 0;
	// Without the word, the body cannot wait, and what follows after it can tell that it threw.
	const isAsync = source.includes("await");
	return `${source.slice(0, start)}${ENTER}(${number},${isAsync});${source.slice(start)}\n;${LEAVE}(${number});`;
}
