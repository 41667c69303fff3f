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

/**
 * Returns the descriptor of what `holder` itself has by `name`; `undefined` also of an export that its module has not
 * set yet, which throws when it is read.
 */
export function descriptorOf(
	holder: object,
	name: string,
): PropertyDescriptor | undefined {
	try {
		return Object.getOwnPropertyDescriptor(holder, name);
	} catch {
		return undefined;
	}
}
