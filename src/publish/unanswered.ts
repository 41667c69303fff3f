import { types } from "node:util";
import { described } from "../error-text.js";
import { type Fault, type Place, unpublishable } from "../errors.js";
import { unwrapModule } from "../import/unwrap.js";
import { kindOf } from "../namespace/kind.js";
import type { PageFunction } from "../namespace/namespace.js";
import type { Visit } from "../walk/walk.js";
import { warnOfPage } from "../warnings.js";

/**
 * Looks at `value`, no text, which `page` returned without having answered or passed on. Throws a
 * `PublisherError` if `page` has no other way to answer, as the request would hang. Emits a process
 * warning, once for each function, if it may still answer, but `value` is nothing that says so.
 */
export function checkUnanswered(
	value: unknown,
	page: PageFunction,
	visit: Visit,
): void {
	const isNothing = value === undefined || value === null;
	// Nearly all handlers: of these no more is asked.
	if (value === visit.res || (isNothing && page.length > 1)) {
		return;
	}
	const ability = page.length > 1 ? "response" : abilityOf(page);
	const isData = typeof value === "object" || typeof value === "function";
	if (
		ability === "none" ||
		(ability === "indirect" && !isNothing && isData && !isAside(value))
	) {
		throw unpublishable(visit, faultOfReturned(value));
	}
	if (isNothing ? ability === "indirect" : !isAside(value)) {
		warnOnce(page, value, visit);
	}
}

/** No parameter, or one plain name. What has rest or default parameters can get the response, though its `length` is 0. */
const PLAIN =
	/^(?:async\b\s*)?(?:function\b\s*)?\*?\s*(?:[\w$#]*|"[^"]*"|'[^']*')\s*(?:\(\s*(?:[\w$]+\s*)?\)|[\w$]+\s*=>)/;

/** How the source of a function names a response that is not its parameter. */
const RESPONSE = /\b(?:arguments|res|response)\b/;

/**
 * Returns how `page` can answer but by what it returns: `"response"`, as it gets the response, or
 * may get it; `"indirect"`, by what it calls, as `req` has the response, and so may `this`; `"none"`.
 *
 * The source tells, as `length` does not: a wrapper, `(...args) => handler(...args)`, has the length
 * 0. Of what has none, native and bound functions, and where the source cannot be read with certainty, the
 * better is assumed. It is read only when a function of fewer than two parameters has returned no text.
 */
function abilityOf(page: PageFunction): "response" | "indirect" | "none" {
	const source = Function.prototype.toString.call(page);
	if (
		!PLAIN.test(source) ||
		/\[native code\]/.test(source) ||
		RESPONSE.test(source)
	) {
		return "response";
	}
	return page.length === 1 || /\bthis\b/.test(source) ? "indirect" : "none";
}

/** Whether a function that answers later may return `value` by the way: what will give the answer, or says that it is on its way. */
function isAside(value: unknown): boolean {
	if (typeof value === "boolean" || types.isProxy(value)) {
		return true;
	}
	const isHandle = ["then", "pipe", "on", "hasRef"].some(
		(name) => typeof value === "object" && name in (value as object),
	);
	return isHandle && !isFoundOnWalks(value);
}

/** Whether `value` is something to be found on a walk, and not to be returned at its end. */
function isFoundOnWalks(value: unknown): boolean {
	if (isModule(value)) {
		return true;
	}
	// The kind of what has a `then` is not asked for, as the publisher does not look at that on Express 4.
	const isLookedAt =
		typeof value === "function" ||
		(typeof value === "object" && value !== null && !("then" in value));
	return isLookedAt && kindOf(value) !== "unpublishable";
}

/** Whether `value` is a module, be it one that a compiler made of an ES module. */
function isModule(value: unknown): boolean {
	return types.isModuleNamespaceObject(value) || unwrapModule(value) !== value;
}

/** Says what is wrong with a function that returned `value`, and what to write instead. */
function faultOfReturned(value: unknown): Fault {
	if (value === undefined || value === null) {
		return {
			what: `a function that gets no response, and returned ${value}`,
			remedy:
				"Return a string, or take the response: (req, res) => res.json(value)",
		};
	}
	return isFoundOnWalks(value)
		? {
				what: `a function that returned ${isModule(value) ? "a module" : described(value)}, which is not published`,
				remedy:
					"Export what it returns instead of the function, or return it from _q_import",
			}
		: {
				what: `a function that returned ${described(value)}, which is not sent`,
				remedy: "Return a string, or send it: (req, res) => res.json(value)",
			};
}

/** The functions that were warned of, by name and source: a look-up may make one anew for each request. */
const warned = new Set<string>();

function warnOnce(page: PageFunction, value: unknown, place: Place): void {
	const key = `${page.name} ${Function.prototype.toString.call(page)}`;
	if (!warned.has(key)) {
		warned.add(key);
		warnOfPage(place, page.name, faultOfReturned(value));
	}
}
