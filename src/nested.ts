/** As many calls as are nested at most; Express, too, stops at a hundred in a row. */
const LIMIT = 100;

let depth = 0;

/**
 * Makes `call`: at once, or in a turn of the event loop of its own if a hundred such calls are
 * under way on the stack. A path leads through as many namespaces as its sender likes, and each may pass
 * on an error, or be a publisher of its own: once the stack has overflowed, no outcome is to be had.
 */
export function callNested(call: () => void): void {
	if (depth === LIMIT) {
		setImmediate(call);
		return;
	}
	depth++;
	try {
		call();
	} finally {
		depth--;
	}
}
