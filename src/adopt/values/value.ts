import { METHODS } from "./methods.js";

/**
 * What an expression is, as far as it matters to Express, and to whom it belongs:
 * a `router` is an Express Router or app; a `route` is one of its routes; a `function` has so many parameters that Express
 * counts; `text` is a string or regular expression; an `object` has members that are known by their
 * names; of the `unknown`, nothing is told.
 */
export type Kind =
	| "router"
	| "route"
	| "publisher"
	| "function"
	| "list"
	| "text"
	| "object"
	| "unknown";

export interface Value {
	readonly kind: Kind;
	/** How many parameters Express counts; 0 of what is no function. */
	readonly parameters: number;
	/** What a list holds. */
	readonly elements: readonly Value[];
	/** Returns what its member of that name is. */
	member(name: string): Value;
	/** Returns what a call of it with `args`, or `new`, gives. */
	call(args: readonly Value[]): Value;
	/** Returns the same, with what `more` knows of its members before what it knows itself. */
	withMembers(more: (name: string) => Value | undefined): Value;
}

type Known = Partial<Omit<Value, "withMembers" | "kind">>;

function value(kind: Kind, known: Known = {}): Value {
	const { parameters = 0, elements = [] } = known;
	const member = known.member ?? (() => UNKNOWN);
	const call = known.call ?? (() => UNKNOWN);
	return {
		kind,
		parameters,
		elements,
		member,
		call,
		withMembers: (more) =>
			value(kind, {
				parameters,
				elements,
				member: (name) => more(name) ?? member(name),
				call,
			}),
	};
}

export const UNKNOWN: Value = value("unknown", {
	member: () => UNKNOWN,
	call: () => UNKNOWN,
});

export const TEXT: Value = value("text");

/** A Router or an app. Its methods that take handlers return it, so that they can be called in a chain. */
export const ROUTER: Value = value("router", {
	parameters: 3,
	member: (name) =>
		functionValue(0, (args) => {
			if (name === "route") {
				return ROUTE;
			}
			const isSetting = name === "get" && args.length < 2;
			return METHODS.has(name) && !isSetting ? ROUTER : UNKNOWN;
		}),
});

/** What `route` of a Router or an app returns: its methods take handlers for a path that is told already. */
const ROUTE: Value = value("route", {
	member: (name) =>
		functionValue(0, () => (METHODS.has(name) ? ROUTE : UNKNOWN)),
});

/** What `publisher` returns. */
export const PUBLISHER: Value = value("publisher", { parameters: 3 });

/** Returns a function with so many parameters; `call` tells what it returns. */
export function functionValue(
	parameters: number,
	call: Value["call"] = () => UNKNOWN,
): Value {
	return value("function", { parameters, call });
}

export function listValue(elements: readonly Value[]): Value {
	return value("list", { elements });
}

/** Returns an object, or a class, of which `member` tells what it has, and `call` what it makes. */
export function objectValue(
	member: Value["member"],
	call: Value["call"] = () => UNKNOWN,
): Value {
	return value("object", { member, call });
}

/** Whether Express calls `given` for a request, and not for an error: one of four parameters is an error handler. */
export function isHandler(given: Value): boolean {
	const { kind, parameters, elements } = given;
	return kind === "list"
		? elements.length > 0 && elements.every(isHandler)
		: kind === "router" ||
				kind === "publisher" ||
				(kind === "function" && parameters <= 3);
}

/** Whether Express calls `given` for an error alone, or one in it. */
export function isErrorHandler({ kind, parameters, elements }: Value): boolean {
	return kind === "list"
		? elements.some(isErrorHandler)
		: kind === "function" && parameters > 3;
}
