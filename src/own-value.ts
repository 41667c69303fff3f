/**
 * Gives what `container` itself holds under `name`, or `undefined` if it holds nothing.
 *
 * What every object or function inherits does not count, so that no request reaches
 * `constructor`, `toString` or `__proto__` by accident. What a class of the user's declares does
 * count, for a class instance has its pages on the prototype; but never a class's `constructor`,
 * which is there without anyone having written it. Throws what a getter throws.
 */
export function ownValue(container: object, name: string): unknown {
	if (Object.hasOwn(container, name)) {
		return (container as Record<string, unknown>)[name];
	}
	let holder: unknown = Object.getPrototypeOf(container);
	while (typeof holder === "object" || typeof holder === "function") {
		if (
			holder === null ||
			holder === Object.prototype ||
			holder === Function.prototype
		) {
			return undefined;
		}
		if (Object.hasOwn(holder, name)) {
			return name === "constructor"
				? undefined
				: (container as Record<string, unknown>)[name];
		}
		holder = Object.getPrototypeOf(holder);
	}
	return undefined;
}
