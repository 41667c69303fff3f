import type { NextFunction, Request, Response } from "express";
import { suggestionFor } from "../suggestion.js";
import { holdersOf } from "./object.js";

/**
 * A function that answers a request, as Express calls it; a string or `Uint8Array` it returns is sent.
 * The type of what it returns is no narrower than that of Express's own `RequestHandler`.
 */
export type PageFunction = (
	req: Request,
	res: Response,
	next: NextFunction,
) => unknown;

/** An Express error handler, as it may stand in an array of functions. */
export type ErrorHandler = (
	err: unknown,
	req: Request,
	res: Response,
	next: NextFunction,
) => unknown;

/** Functions that Express would take for one route: handlers, error handlers, and arrays of them. */
export type Handlers = readonly (PageFunction | ErrorHandler | Handlers)[];

/** An object with functions named after HTTP methods. */
export interface Resource {
	readonly GET?: PageFunction | Handlers;
	readonly HEAD?: PageFunction | Handlers;
	readonly POST?: PageFunction | Handlers;
	readonly PUT?: PageFunction | Handlers;
	readonly PATCH?: PageFunction | Handlers;
	readonly DELETE?: PageFunction | Handlers;
	readonly OPTIONS?: PageFunction | Handlers;
}

/** What answers the request at the end of a walk. */
export type Page = string | Uint8Array | PageFunction | Handlers | Resource;

/** The names that URLs can reach; an entry is a name, or `[public, internal]`. */
export type ExportList = readonly (string | readonly [string, string])[];

/**
 * A guard. With three parameters it is Express middleware, of which only `next()` lets the request in.
 * With fewer, it refuses by throwing, by answering, or by returning `false`, an error or a string, or a
 * promise of one; anything else that it returns lets the request in.
 */
export type AccessHook = (
	req: Request,
	res: Response,
	next: NextFunction,
) => unknown;

/**
 * The export list and the hooks of a namespace. A class whose instances are namespaces
 * `implements Hooks`; everything else `satisfies Namespace`.
 */
export interface Hooks {
	/** The only names that URLs can reach. Without it, nothing here is reachable. */
	readonly _q_exports: ExportList;
	/** Answers the empty component: the path of this namespace with its final slash. */
	readonly _q_index?: Page | Namespace | PromiseLike<Page | Namespace>;
	/** Runs before any component is looked up here: one guard, or several in turn. */
	readonly _q_access?: AccessHook | readonly AccessHook[];
	/** Finds a component that is not in the export list; `undefined` or `null` means not found. */
	_q_lookup?(req: Request, component: string): unknown;
	/** Supplies an exported name that the namespace lacks; called once, as its result is memoized. */
	_q_import?(name: string): unknown;
	/** The module's own URL, `import.meta.url`, from which the guesser works. */
	readonly _q_url?: string;
	/** An Express error handler for all that goes wrong at or below this namespace. */
	_q_exception_handler?(
		err: unknown,
		req: Request,
		res: Response,
		next: NextFunction,
	): unknown;
}

/**
 * A namespace: a module, a plain object or a class instance with `_q_exports`.
 *
 * The second member lets an object literal have pages under any name except one that begins with
 * `_q_`: TypeScript cannot say "any other string", so the names are given by their first
 * characters, and a misspelt hook is a compile error. (A page whose name begins with a letter
 * outside ASCII is exported by a pair: `["über", "ueber"]`.)
 */
export type Namespace =
	| Hooks
	| (Hooks & { readonly [name in PageName]?: unknown });

type Letter =
	| (
			| "a"
			| "b"
			| "c"
			| "d"
			| "e"
			| "f"
			| "g"
			| "h"
			| "i"
			| "j"
			| "k"
			| "l"
			| "m"
	  )
	| (
			| "n"
			| "o"
			| "p"
			| "q"
			| "r"
			| "s"
			| "t"
			| "u"
			| "v"
			| "w"
			| "x"
			| "y"
			| "z"
	  );
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Sign = "." | "-" | "$" | "~" | "@" | "!" | "+" | "," | " " | "(" | "*";
type Character = Letter | Uppercase<Letter> | Digit | Sign;
type PageName =
	| `${Character}${string}`
	| `_${Exclude<Character, "q"> | "_"}${string}`
	| `_q${Character}${string}`
	| ("_" | "_q");

/** The names that begin with `_q_` and mean something; every other one is refused as misspelt. */
export const HOOK_NAMES: readonly (keyof Hooks)[] = [
	"_q_exports",
	"_q_index",
	"_q_access",
	"_q_lookup",
	"_q_import",
	"_q_url",
	"_q_exception_handler",
];

/** Returns the hook whose name has the letters of `name`, if there is one. */
function hookByLetters(name: string): string | undefined {
	const letters = lettersOf(name);
	return HOOK_NAMES.find((hook) => lettersOf(hook) === letters);
}

function lettersOf(name: string): string {
	return name.replaceAll("_", "").toLowerCase();
}

/**
 * Whether whoever wrote `name` meant a hook: it begins with `_q_`, or is a hook's but for underscores and
 * capitals. `_qaccess` or `q_access`, taken for a page, would let everybody in. A name without any underscore is
 * not suspected.
 */
export function isMeantAsHook(name: string): boolean {
	return (
		name.startsWith("_q_") ||
		// Each name of what a look-up makes anew for a request comes here, and few have an underscore.
		(name.includes("_") &&
			/^_*q/i.test(name) &&
			hookByLetters(name) !== undefined)
	);
}

/** Returns the hook that `name` was probably meant to be; `undefined` if none is near. */
export function hookMeantBy(name: string): string | undefined {
	return hookByLetters(name) ?? suggestionFor(name, HOOK_NAMES);
}

/**
 * Returns a name that `value` or a class of it has and that was meant as a hook's, `undefined` if there
 * is none. Without an export list it must not pass for anything else, lest an `_q_access` be silently
 * ignored.
 */
export function hookNameOf(value: object): string | undefined {
	for (const holder of holdersOf(value)) {
		const name = Object.getOwnPropertyNames(holder).find(isMeantAsHook);
		if (name !== undefined) {
			return name;
		}
	}
	return undefined;
}

const EXPORTS = "_q_exports";

/** Returns a name that `value` has and that was probably meant to be `_q_exports`; `undefined` if there is none. */
export function misspeltExportsOf(value: object): string | undefined {
	return Object.keys(value).find(
		(name) => name !== EXPORTS && suggestionFor(name, [EXPORTS]) !== undefined,
	);
}

/** Whether `value` is a namespace: whether it has an export list, valid or not. */
export function isNamespace(value: object): value is Hooks {
	return (value as Partial<Hooks>)._q_exports !== undefined;
}

/** Returns an object that has the hooks of `namespace` as they are now. */
export function hooksOf(namespace: Hooks): Hooks {
	return Object.fromEntries(
		HOOK_NAMES.map((name) => [name, namespace[name]]),
	) as unknown as Hooks;
}
