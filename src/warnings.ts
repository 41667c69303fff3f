import { messageOf } from "./error-text.js";
import { asked, type Fault, LONGEST, type Place, stackOf } from "./errors.js";
import { printable, shortened } from "./printable.js";

/** What kind of warning it is, as Node prints it. */
const NAME = "ExpressPublisherWarning";

/** Emits a process warning that says whose it is: `(node:1) ExpressPublisherWarning: …`. */
export function warn(message: string): void {
	process.emitWarning(printable(message), NAME);
}

/** Emits a process warning for `error`, which has nowhere else to go; `what` says what failed with it. */
export function warnOfError(
	what: string,
	error: unknown,
	remedy: string,
): void {
	const text = shortened(messageOf(error).replace(/\.$/, ""), LONGEST);
	const warning = new Error(printable(`${what}: ${text}. ${remedy}`), {
		cause: error,
	});
	warning.name = NAME;
	// Node prints this below the message, and the stack of a warning only if it is asked to.
	const detail = printable(stackOf(error));
	process.emitWarning(Object.assign(warning, { detail }));
}

/** Emits a process warning for an error that came when the request of the walk at `place` had its outcome already. */
export function warnOfLateError(place: Place, error: unknown): void {
	warnOfError(
		`A hook or page failed after it had answered or passed on the request for ${asked(place)}`,
		error,
		"No error handler gets that error: catch it, or pass it to next() before",
	);
}

/** Emits a process warning for a page: `name` is the function's own name, and `what` it is reads as for `unpublishable`. */
export function warnOfPage(
	place: Place,
	name: string,
	{ what, remedy }: Fault,
): void {
	const called = name === "" ? "" : ` (${shortened(name, LONGEST)})`;
	warn(`The page ${asked(place)}${called} is ${what}. ${remedy}`);
}
