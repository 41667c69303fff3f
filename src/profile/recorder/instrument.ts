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

/** The source of a module with more in it. */
export interface Instrumented {
	readonly text: string;
	/** How many lines stand before its first. */
	readonly linesBefore: 0 | 1;
}

/**
 * Returns the source `given` of the ES module `name`, changed so that its body logs when it begins,
 * after all that it imports, and ends; what is put in front of it ends with `gap`. If uses are watched, only what
 * a watched module exports is noted at its end.
 */
export function instrument(
	name: string,
	given: string | ArrayBuffer | NodeJS.ArrayBufferView,
	gap: "\n" | "",
): Instrumented {
	const source = typeof given === "string" ? given : decoder.decode(given);
	if (isWatching()) {
		const end = isWatched(name) ? BOUNDARY + watchingItself(name) : "";
		return { text: source + end, linesBefore: 0 };
	}
	const number = numberOf(name);
	// A body without the word cannot wait: if something else runs before its end, it has thrown.
	const isAsync = source.includes("await");
	// Nothing may stand before a line that begins with #!, unless it is another comment.
	const begin = `${ENTER}(${number},${isAsync});${gap}${source.replace(/^#!/, "//")}`;
	return {
		text: `${begin}${BOUNDARY}${LEAVE}(${number},${NAMESPACE});`,
		linesBefore: gap === "" ? 0 : 1,
	};
}
