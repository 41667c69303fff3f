/** Whether `value` can have properties of its own: an object or a function. */
export function isObject(value: unknown): value is object {
	return (
		(typeof value === "object" && value !== null) || typeof value === "function"
	);
}

/**
 * Returns `value` and what it inherits from, nearest first, but for what every object or function
 * inherits: nobody wrote `toString` or `constructor` to be published. Throws what a proxy among
 * them throws when it is asked for its prototype.
 */
export function* holdersOf(value: object): Generator<object> {
	for (
		let holder: object | null = value;
		holder !== null &&
		holder !== Object.prototype &&
		holder !== Function.prototype;
		holder = Object.getPrototypeOf(holder)
	) {
		yield holder;
	}
}
