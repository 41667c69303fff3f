import { type InspectOptions, inspect } from "node:util";
import { isErrorOf, messageOf, textOf } from "./error-text.js";
import { printable, shortened } from "./printable.js";

/** The codes that errors made by the publisher carry; each is stable and has its line in the README. */
export type PublisherErrorCode =
	| "ERR_PUBLISHER_NOT_FOUND"
	| "ERR_PUBLISHER_MALFORMED_PATH"
	| "ERR_PUBLISHER_ACCESS_REFUSED"
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
	/** The path as walked to the container, if that is not what `path` has before `slash`. */
	readonly template: string | undefined;
}

/** How many characters of somebody else's text an error's message has. */
export const LONGEST = 1_000;

/** The name by which a `PublisherError` is known; registered, so that every copy of this package knows those of the others. */
const PUBLISHER_ERROR: unique symbol = Symbol.for(
	"express-publisher.error",
) as never;

/** An error that the publisher itself made, as opposed to one that a hook or a page threw. */
export class PublisherError extends Error {
	/**
	 * Whether `value` is such an error, also one of another copy of this package: an application that
	 * imports it here and requires it there has two.
	 * @hidden
	 */
	static override [Symbol.hasInstance](
		value: unknown,
	): value is PublisherError {
		return (
			typeof value === "object" && value !== null && PUBLISHER_ERROR in value
		);
	}

	override readonly name = "PublisherError";
	/** What happened; stable across versions. */
	readonly code: PublisherErrorCode;
	/** The HTTP status that Express answers with. */
	readonly status: number;
	/** The same, under the name by which NestJS and others look for it. */
	readonly statusCode: number;
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
		super(printable(`${message}. ${remedy}`), options);
		this.code = code;
		this.status = status;
		this.statusCode = status;
		this.path = containerPath(place);
		this.component = place.component;
		this.remedy = remedy;
		this.#ownStack = String(this.stack);
		if (options !== undefined && "cause" in options) {
			// Express 4, its error page and many loggers show the stack alone, and the fault is in the cause.
			this.stack += `\nCaused by: ${printable(stackOf(options.cause))}`;
		}
	}

	/** @hidden */
	get [PUBLISHER_ERROR](): true {
		return true;
	}

	/** Returns what `console.error` prints, which is what Express 5 does with it: the cause and the remedy once each. */
	[inspect.custom](_depth: number, options: InspectOptions): string {
		const { code, status } = this;
		const own = `${this.#ownStack} ${inspect({ code, status }, options)}`;
		if (!("cause" in this)) {
			return own;
		}
		const cause = inspect(this.cause, options);
		return `${own}\nCaused by: ${printable(cause, options.colors)}`;
	}
}

/** The path led to nothing, and the option `fallthrough` is false (status 404). */
export function notFound(place: Place): PublisherError {
	return new PublisherError(
		"ERR_PUBLISHER_NOT_FOUND",
		404,
		place,
		`Nothing is published as ${asked(place)}`,
		"Export it, or leave out fallthrough: false",
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

/**
 * An access hook returned `refusal`: `false`, the reason, or an error. The status is the error's own
 * if it has one of 400 or more, else 403.
 */
export function accessRefused(
	place: Place,
	refusal: false | string | Error,
): PublisherError {
	const { status } = Object(refusal) as { status?: unknown };
	const isStatus = typeof status === "number" && status >= 400 && status < 600;
	return new PublisherError(
		"ERR_PUBLISHER_ACCESS_REFUSED",
		isStatus ? status : 403,
		place,
		`No access to ${asked(place)}${refusal === false ? "" : `: ${shortened(messageOf(refusal).replace(/\.$/, ""), LONGEST)}`}`,
		"For another answer, send one in _q_access, or throw an error there",
		refusal === false ? undefined : { cause: refusal },
	);
}

/** The walk came upon something that cannot be published or walked into (status 500). */
export function unpublishable(
	place: Place,
	{ what, remedy }: Fault,
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
		`Cannot import ${asked(place)}: ${shortened(text.replace(/\.$/, ""), LONGEST)}`,
		remedyOfImport(cause, place.slash === -1),
		{ cause },
	);
}

/** Whether an import failed with `error`, or was not there in time. */
export function isImportError(error: unknown): boolean {
	return (
		isErrorOf(error, PublisherError) &&
		(error.code === "ERR_PUBLISHER_IMPORT_FAILED" ||
			error.code === "ERR_PUBLISHER_IMPORT_TIMEOUT")
	);
}

/** What there is to do about a syntax error of which only Node's own error is known. */
export const FIND_FILE =
	"Node does not name the file: run node --check FILE on each, and fix the one that fails";

/** Returns the remedy for an import, of the root or any other, that failed with `cause`. */
export function remedyOfImport(cause: unknown, isRoot: boolean): string {
	const mend = isErrorOf(cause, NamespaceFault)
		? cause.remedy
		: isUnplaced(cause)
			? FIND_FILE
			: "Fix that error";
	return isRoot ? mend : `${mend}, or take the name out of _q_exports`;
}

/** Whether `cause` is a syntax error in an ES module: Node's error has neither file nor line, and all its frames are Node's own. */
function isUnplaced(cause: unknown): boolean {
	if (!isErrorOf(cause, SyntaxError)) {
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
function nothingThrown(place: Place, thrown: unknown): PublisherError {
	return new PublisherError(
		"ERR_PUBLISHER_NOTHING_THROWN",
		500,
		place,
		`On the way to ${asked(place)} a hook or page threw ${String(thrown)}`,
		"Throw an Error",
		{ cause: thrown },
	);
}

/** Returns what a user's function threw, as it was: but never `undefined` or the like. */
export function errorThrown(thrown: unknown, place: Place): unknown {
	return thrown || nothingThrown(place, thrown);
}

/** What is wrong with something, to be read after "it is", and what to do about it. */
export interface Fault {
	readonly what: string;
	readonly remedy: string;
}

/** What is wrong with a namespace, or with how it imports, and the remedy; whoever knows where it was met makes a `PublisherError` of it. */
export class NamespaceFault extends Error implements Fault {
	/** Takes what the namespace is, to be read after "it is", and what to do about it. */
	constructor(
		readonly what: string,
		readonly remedy: string,
	) {
		super(what);
	}
}

/** A wrong argument at creation: what was given, and what to give instead. */
export function invalidArgument(message: string): TypeError {
	return Object.assign(new TypeError(message), {
		code: "ERR_PUBLISHER_INVALID_ARGUMENT",
	});
}

/** Returns what is looked up at `place`, as messages name it. */
export function asked(place: Place): string {
	if (place.slash === -1) {
		// An application may have many publishers: the path tells which of their roots it is.
		const path = place.baseUrl + place.path;
		return path === ""
			? "the root"
			: `the root for ${shortened(path, LONGEST)}`;
	}
	const container = shortened(containerPath(place), LONGEST);
	return place.component === ""
		? `the index of ${container}`
		: `${JSON.stringify(shortened(place.component, LONGEST))} in ${container}`;
}

function containerPath({ baseUrl, path, slash }: Place): string {
	return baseUrl + path.slice(0, slash + 1);
}

/** Returns the stack of what was thrown, or that itself as text: anything can be thrown. */
export function stackOf(cause: unknown): string {
	return textOf(() => (cause instanceof Error ? cause.stack : cause));
}
