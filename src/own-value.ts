/**
 * Tells whether `container` holds something of its own under `name`, be it `undefined`.
 *
 * What every object or function inherits does not count, so that no request reaches
 * `constructor`, `toString` or `__proto__` by accident. What a class of the user's declares does
 * count, for a class instance has its pages on the prototype; but never a class's `constructor`,
 * which is there without anyone having written it.
 */
export function isOwn(container: object, name: string): boolean {
	if (Object.hasOwn(container, name)) {
		return true;
	}
	let holder: object | null = Object.getPrototypeOf(container);
	while (
		holder !== null &&
		holder !== Object.prototype &&
		holder !== Function.prototype
	) {
		if (Object.hasOwn(holder, name)) {
			return name !== "constructor";
		}
		holder = Object.getPrototypeOf(holder);
	}
	return false;
}

/** Gives what `container` itself holds under `name`, else `undefined`; throws what a getter throws. */
export function ownValue(container: object, name: string): unknown {
	return isOwn(container, name)
		? (container as Record<string, unknown>)[name]
		: undefined;
}
