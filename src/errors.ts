import { type InspectOptions, inspect } from "node:util";
import { messageOf, textOf } from "./error-text.js";

/** The codes that errors made by the publisher carry; each is stable and has its line in the README. */
export type PublisherErrorCode =
	| "ERR_PUBLISHER_NOT_FOUND"
	| "ERR_PUBLISHER_MALFORMED_PATH"
	| "ERR_PUBLISHER_UNPUBLISHABLE"
	| "ERR_PUBLISHER_IMPORT_FAILED"
	| "ERR_PUBLISHER_IMPORT_TIMEOUT"
	| "ERR_PUBLISHER_NOTHING_THROWN";

/** Where a walk stands when something goes wrong. */
export interface Place {
	/** The path at which the publisher is mounted, without its final slash: `req.baseUrl`. */
	readonly baseUrl: string;
	/** The path of the whole request behind `baseUrl`, undecoded. */
	readonly path: string;
	/** The index in `path` of the slash that ends the container's own path; -1 before the root. */
	readonly slash: number;
	/** The decoded component that is looked up in the container. */
	readonly component: string;
}

/** An error that the publisher itself made, as opposed to one that a hook or a page threw. */
export class PublisherError extends Error {
	override readonly name = "PublisherError";
	/** What happened; stable across versions. */
	readonly code: PublisherErrorCode;
	/** The HTTP status that Express answers with. */
	readonly status: number;
	/** The URL path of the container in which the component was looked up, with its final slash. */
	readonly path: string;
	/** The component that was looked up. */
	readonly component: string;
	/** What to do about it. */
	readonly remedy: string;
	readonly #ownStack: string;

	/**
	 * Takes what each of the functions below states; users only ever receive one.
	 * @hidden
	 */
	constructor(
		code: PublisherErrorCode,
		status: number,
		place: Place,
		message: string,
		remedy: string,
		options?: ErrorOptions,
	) {
		super(`${message}. ${remedy}`, options);
		this.code = code;
		this.status = status;
		this.path = containerPath(place);
		this.component = place.component;
		this.remedy = remedy;
		this.#ownStack = String(this.stack);
		if (options !== undefined && "cause" in options) {
			// Express 4, its error page and many loggers show the stack alone, and the fault is in the cause.
			this.stack += `\nCaused by: ${stackOf(options.cause)}`;
		}
	}

	/** Gives what `console.error` prints, which is what Express 5 does with it: the cause and the remedy once each. */
	[inspect.custom](_depth: number, options: InspectOptions): string {
		const { code, status } = this;
		const own = `${this.#ownStack} ${inspect({ code, status }, options)}`;
		return "cause" in this
			? `${own}\nCaused by: ${inspect(this.cause, options)}`
			: own;
	}
}

/** The path led to nothing, and the option `fallthrough` is false (status 404). */
export function notFound(place: Place): PublisherError {
	return new PublisherError(
		"ERR_PUBLISHER_NOT_FOUND",
		404,
		place,
		`Nothing is published as ${asked(place)}`,
		"Export it, or let the request fall through",
	);
}

/** A component has an escape that cannot be decoded, `%zz` or half a character (status 400). */
export function malformedPath(place: Place): PublisherError {
	return new PublisherError(
		"ERR_PUBLISHER_MALFORMED_PATH",
		400,
		place,
		`The URL has a malformed escape: ${asked(place)}`,
		"Send each % as %25",
	);
}

/** The walk came upon something that cannot be published or walked into (status 500). */
export function unpublishable(
	place: Place,
	what: string,
	remedy: string,
): PublisherError {
	return new PublisherError(
		"ERR_PUBLISHER_UNPUBLISHABLE",
		500,
		place,
		`Cannot publish ${asked(place)}: it is ${what}`,
		remedy,
	);
}

/** An exported name cannot be had: the import failed, gave nothing, or has nowhere to start (status 500). */
export function importFailed(place: Place, cause: unknown): PublisherError {
	const text = messageOf(cause);
	return new PublisherError(
		"ERR_PUBLISHER_IMPORT_FAILED",
		500,
		place,
		`Cannot import ${asked(place)}: ${text.replace(/\.$/, "")}`,
		remedyOfImport(cause, place.slash === -1),
		{ cause },
	);
}

/** Says what to do about an import, that of the root or any other, which failed with `cause`. */
export function remedyOfImport(cause: unknown, isRoot: boolean): string {
	const mend = isUnplaced(cause)
		? "Mend the file: Node does not name it, but node --check FILE tells of each whether it is the one"
		: "Mend what the cause names";
	return isRoot ? mend : `${mend}, or take the name out of _q_exports`;
}

/** Tells a syntax error in an ES module: what Node gives is without file and line, its frames are all Node's own. */
function isUnplaced(cause: unknown): boolean {
	if (!(cause instanceof SyntaxError)) {
		return false;
	}
	const [, ...frames] = stackOf(cause).split("\n");
	return frames.every((frame) => /(\(|at )node:/.test(frame));
}

/** An import was not settled in time; it goes on, and later requests wait for it (status 503). */
export function importTimedOut(
	place: Place,
	milliseconds: number,
): PublisherError {
	return new PublisherError(
		"ERR_PUBLISHER_IMPORT_TIMEOUT",
		503,
		place,
		`Importing ${asked(place)} has taken more than ${milliseconds} ms`,
		"Look for what its module awaits at top level, or raise importTimeout",
	);
}

/** A hook or page threw `undefined` or the like, which Express would take for "no error" (status 500). */
export function nothingThrown(place: Place, thrown: unknown): PublisherError {
	return new PublisherError(
		"ERR_PUBLISHER_NOTHING_THROWN",
		500,
		place,
		`On the way to ${asked(place)} a hook or page threw ${String(thrown)}`,
		"Throw an Error",
		{ cause: thrown },
	);
}

/** What is wrong with a namespace, and the remedy; whoever knows where it was met makes a full error of it. */
export class NamespaceFault extends Error {
	/** Takes what the namespace is, to follow "it is", and what to do about it. */
	constructor(
		readonly what: string,
		readonly remedy: string,
	) {
		super(`${what}. ${remedy}`);
	}
}

/** A wrong argument at creation: what was given, and what to give instead. */
export function invalidArgument(message: string): TypeError {
	return Object.assign(new TypeError(message), {
		code: "ERR_PUBLISHER_INVALID_ARGUMENT",
	});
}

function asked(place: Place): string {
	if (place.slash === -1) {
		return "the root";
	}
	const container = containerPath(place);
	return place.component === ""
		? `the index of ${container}`
		: `${JSON.stringify(place.component)} in ${container}`;
}

function containerPath({ baseUrl, path, slash }: Place): string {
	return baseUrl + path.slice(0, slash + 1);
}

function stackOf(cause: unknown): string {
	return textOf(() => (cause instanceof Error ? cause.stack : cause));
}

/** Gives what was thrown as text. Anything can be thrown, also an object that cannot be made a string. */
export function thrownText(thrown: unknown): string {
	return textOf(() => thrown);
}
