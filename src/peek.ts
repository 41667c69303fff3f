import { METHODS } from "node:http";
import { types } from "node:util";
import { HOOK_NAMES } from "./namespace.js";

/** What can be told of a name without calling anything: its value; that only a call would tell; or nothing there. */
export type Glimpse = { readonly value: unknown } | "hidden" | undefined;

/** Gives what `container` itself holds under `name`, as `isOwn` has it, without calling an accessor or a proxy. */
export function peek(container: object, name: string): Glimpse {
	for (const holder of holdersOf(container)) {
		if (types.isProxy(holder)) {
			return "hidden";
		}
		const descriptor = descriptorOf(holder, name);
		if (descriptor !== undefined) {
			if (holder !== container && name === "constructor") {
				return undefined;
			}
			return "value" in descriptor ? { value: descriptor.value } : "hidden";
		}
	}
	return undefined;
}

/** Whatever tells what kind of thing something is. */
const telling = [...HOOK_NAMES, "then", "handle", ...METHODS];

/** Tells whether `value` can be looked at without calling anything of the user's. */
export function canBeLookedAt(value: unknown): boolean {
	if (
		(typeof value !== "object" && typeof value !== "function") ||
		value === null
	) {
		return true;
	}
	for (const holder of holdersOf(value)) {
		if (types.isProxy(holder)) {
			return false;
		}
	}
	return (
		// `in` first: nearly nothing has any of these names.
		telling.every(
			(name) => !(name in value && peek(value, name) === "hidden"),
		) &&
		(!Array.isArray(value) || value.every(canBeLookedAt))
	);
}

/** Gives `value` and what it inherits from, but for what every object or function does; a proxy ends it. */
function* holdersOf(value: object): Generator<object> {
	for (
		let holder: object | null = value;
		holder !== null &&
		holder !== Object.prototype &&
		holder !== Function.prototype;
		holder = types.isProxy(holder) ? null : Object.getPrototypeOf(holder)
	) {
		yield holder;
	}
}

/** A module may have exports that are not set yet: to look at one throws. */
function descriptorOf(
	holder: object,
	name: string,
): PropertyDescriptor | undefined {
	try {
		return Object.getOwnPropertyDescriptor(holder, name);
	} catch {
		return undefined;
	}
}
