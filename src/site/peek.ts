import { METHODS } from "node:http";
import { types } from "node:util";
import { HOOK_NAMES } from "../namespace/namespace.js";
import { descriptorOf, holdersOf, isObject } from "../namespace/object.js";

/** What is under a name, as far as can be seen without calling anything: its value, what only a call would show, or nothing. */
export type Glimpse = { readonly value: unknown } | "hidden" | undefined;

/** Returns what `container` itself holds under `name`, as `isOwn` has it, without calling an accessor or a proxy. */
export function peek(container: object, name: string): Glimpse {
	for (const holder of holdersOf(container)) {
		if (types.isProxy(holder)) {
			return "hidden"; // Before it is asked for its prototype: that would call its handler.
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

/** The names by which `unwrapModule` and `kindOf` go. */
const KIND_NAMES = [...HOOK_NAMES, "default", "then", "handle", ...METHODS];

/** Whether `value` can be looked at without calling anything of the user's. */
export function canBeLookedAt(value: unknown): boolean {
	if (!isObject(value)) {
		return true;
	}
	for (const holder of holdersOf(value)) {
		if (types.isProxy(holder)) {
			return false;
		}
	}
	return (
		// `in` first, as it is quick, and nearly nothing has any of these names. An export that its module
		// has not set yet is no value, either.
		KIND_NAMES.every(
			(name) => !(name in value) || typeof peek(value, name) === "object",
		) &&
		(!Array.isArray(value) || value.every(canBeLookedAt))
	);
}
