import { isObject } from "../../namespace/object.js";
import type { Members, Shape } from "../shape.js";

/** What a stand-in stands for. */
export interface Original {
	/** Whether its module has been loaded. */
	isThere(): boolean;
	/** Returns it; loads its module if need be. */
	get(): unknown;
	/** Resolves with it; loads its module if need be, which may wait at its top level. */
	imported(): Promise<unknown>;
}

/** What each stand-in stands for. */
const originals = new WeakMap<object, Original>();

/**
 * Returns a stand-in for an `original` of that `shape`: the same as the original for whoever calls, constructs, extends,
 * reads or changes it, and that touches it. Reading what is an object or function again only gives another
 * stand-in, as a module that imports may take from what it imports what it uses later.
 */
export function standIn(shape: Shape, original: Original): unknown {
	if (shape.type === "value") {
		return original.get();
	}
	const target = lookalike(shape, original);
	const made = new Proxy(target, handlerFor(shape.members, original));
	originals.set(made, original);
	return made;
}

/** Returns what has the type and the members of an original. Getters give stand-ins for these when they are read. */
function lookalike(
	shape: Exclude<Shape, { type: "value" }>,
	original: Original,
): object {
	const target = bare(shape);
	const { own = [], inherited = [], isBare = false } = shape.members ?? {};
	if (inherited.length > 0) {
		const prototype = Object.create(Object.getPrototypeOf(target));
		Object.defineProperties(prototype, gettersFor(inherited, original));
		Object.setPrototypeOf(target, prototype);
	} else if (isBare) {
		Object.setPrototypeOf(target, null);
	}
	return Object.defineProperties(target, gettersFor(own, original));
}

/** Make functions that can be called as the originals can. */
const FUNCTIONS = {
	function: () => () => {},
	async: () => async () => {},
	constructor: () =>
		// Without `this`, minifiers would make an arrow of it, too.
		function (this: unknown) {
			return this;
		},
};

function bare(shape: Exclude<Shape, { type: "value" }>): object {
	switch (shape.type) {
		case "array":
			return [];
		case "object":
			return {};
		default: {
			const { type, name, length } = shape;
			return Object.defineProperties(FUNCTIONS[type](), {
				name: { value: name },
				length: { value: length },
			});
		}
	}
}

function gettersFor(
	members: Members["own"],
	original: Original,
): PropertyDescriptorMap {
	const getters: PropertyDescriptorMap = Object.create(null);
	for (const [name, shape] of members) {
		let given: unknown;
		const isGiven = shape.type === "value" && name === "__esModule";
		getters[name] = {
			configurable: true,
			enumerable: true,
			get() {
				// Code that compilers write asks for this mark of theirs before it takes anything.
				given ??= isGiven
					? shape.value
					: standIn(shape, originalOfMember(original, name));
				return given;
			},
		};
	}
	return getters;
}

/** Returns the original's member `name`, as an original of its own. */
export function originalOfMember(original: Original, name: string): Original {
	return {
		isThere: () => original.isThere(),
		get: () => read(original.get() as object, name),
		imported: async () => read((await original.imported()) as object, name),
	};
}

/** Returns what `holder` has by `name`, called on it itself. */
function read(holder: object, name: PropertyKey): unknown {
	return Reflect.get(holder, name, holder);
}

function handlerFor(
	members: Members | undefined,
	original: Original,
): ProxyHandler<object> {
	const real = () => original.get() as object;
	/** Whether the look-alike answers, as nothing has been touched so far. */
	const isUntouched = () => members !== undefined && !original.isThere();
	return {
		get(target, name) {
			const isFunction = typeof target === "function";
			const isAnswered = isUntouched()
				? // To extend a class is to use it.
					!(isFunction && name === "prototype")
				: !original.isThere() &&
					isFunction &&
					(name === "name" || name === "length");
			return isAnswered ? read(target, name) : callable(real(), name);
		},
		has: (target, name) => Reflect.has(isUntouched() ? target : real(), name),
		ownKeys: (target) => Reflect.ownKeys(isUntouched() ? target : real()),
		getOwnPropertyDescriptor: (target, name) =>
			isUntouched()
				? Reflect.getOwnPropertyDescriptor(target, name)
				: allowed(target, name, Reflect.getOwnPropertyDescriptor(real(), name)),
		getPrototypeOf: (target) =>
			Reflect.getPrototypeOf(
				isUntouched() && members?.inherited.length === 0 ? target : real(),
			),
		apply: (_, self, given) =>
			Reflect.apply(real() as () => unknown, originalOf(self), given),
		construct: (_, given, made) =>
			Reflect.construct(
				real() as FunctionConstructor,
				given,
				originalOf(made) as FunctionConstructor,
			),
		set: (_, name, value) => Reflect.set(real(), name, value),
		defineProperty: (_, name, descriptor) =>
			Reflect.defineProperty(real(), name, descriptor),
		deleteProperty: (_, name) => Reflect.deleteProperty(real(), name),
		setPrototypeOf: (_, prototype) => Reflect.setPrototypeOf(real(), prototype),
		// A proxy may not tell that what it is made of can have no more properties, unless that is so.
		preventExtensions: () => false,
	};
}

/** Returns what `value` stands for, if it is a stand-in. */
export function originalBehind(value: unknown): Original | undefined {
	return isObject(value) ? originals.get(value) : undefined;
}

/** Returns the original of a stand-in, and anything else as it is. */
function originalOf(value: unknown): unknown {
	return originalBehind(value)?.get() ?? value;
}

const methods = new WeakMap<object, object>();

/**
 * Returns what `holder` has by `name`. A method of an instance, a `Map` or a class with private fields, is not to be
 * called on the stand-in through which it was read, but on the original.
 */
function callable(holder: object, name: PropertyKey): unknown {
	const value = read(holder, name);
	const prototype = Reflect.getPrototypeOf(holder);
	const isMethod =
		typeof value === "function" &&
		typeof holder !== "function" &&
		prototype !== Object.prototype &&
		prototype !== null;
	if (!isMethod) {
		return value;
	}
	let method = methods.get(value);
	if (method === undefined) {
		method = new Proxy(value, {
			apply: (called, self, given) =>
				Reflect.apply(called, originalOf(self), given),
		});
		methods.set(value, method);
	}
	return method;
}

/** Returns a property's `descriptor`, as a proxy of `target` may tell it: what is not fixed there is not to look so. */
function allowed(
	target: object,
	name: PropertyKey,
	descriptor: PropertyDescriptor | undefined,
): PropertyDescriptor | undefined {
	const own = Reflect.getOwnPropertyDescriptor(target, name);
	if (descriptor === undefined) {
		return undefined;
	}
	return own?.configurable === false
		? { ...own, value: descriptor.value }
		: { ...descriptor, configurable: true };
}
