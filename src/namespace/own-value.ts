import { holdersOf } from "./object.js";

/**
 * Whether `container` holds something of its own under `name`, be it `undefined`.
 *
 * What every object or function inherits does not count, so that no request reaches
 * `constructor`, `toString` or `__proto__` by accident. What a class of the user's declares does
 * count, as a class instance has its pages on the prototype; but never a class's `constructor`,
 * which is there without anyone having written it.
 */
export function isOwn(container: object, name: string): boolean {
	// First by itself: nearly every namespace is a module or a plain object.
	if (Object.hasOwn(container, name)) {
		return true;
	}
	for (const holder of holdersOf(container)) {
		if (Object.hasOwn(holder, name)) {
			return name !== "constructor";
		}
	}
	return false;
}

/** Returns what `container` itself holds under `name`, else `undefined`; throws what a getter throws. */
export function ownValue(container: object, name: string): unknown {
	return isOwn(container, name)
		? (container as Record<string, unknown>)[name]
		: undefined;
}
