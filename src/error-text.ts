import { inspect, types } from "node:util";
import { printable, shortened } from "./printable.js";

/** What an error said, as text: the error itself would hold on to whatever its thrower gave it. */
export interface ErrorText {
	readonly message: string;
	readonly code?: string;
	readonly stack?: string;
}

/** Whether what was thrown is an error of the class `Type`; anything can be thrown, also a proxy that throws when it is asked. */
export function isErrorOf<Type extends Error>(
	thrown: unknown,
	Type: new (...args: never[]) => Type,
): thrown is Type {
	try {
		return thrown instanceof Type;
	} catch {
		return false;
	}
}

/** Returns what was thrown as text; anything can be thrown, also what throws when it is looked at. */
export function errorText(thrown: unknown): ErrorText {
	const message = messageOf(thrown);
	try {
		if (!(thrown instanceof Error)) {
			return { message };
		}
		const { code, stack } = thrown as Error & { code?: unknown };
		return {
			message,
			...(typeof code === "string" && { code }),
			...(typeof stack === "string" && { stack }),
		};
	} catch {
		return { message };
	}
}

/** Returns the message of what was thrown, or that itself as text. */
export function messageOf(thrown: unknown): string {
	return textOf(() => (thrown instanceof Error ? thrown.message : thrown));
}

/** Returns as text what `read` gives, which may throw, as may the making of the text: nobody's error may hide another. */
export function textOf(read: () => unknown): string {
	try {
		const value = read();
		return typeof value === "string" ? value : inspect(value);
	} catch {
		return "something that throws when it is shown";
	}
}

/** Returns `value`, an argument, as a message shows it: bounded, and without calling anything of the user's. */
export function shown(value: unknown): string {
	const text = inspect(value, {
		depth: 0,
		customInspect: false,
		maxArrayLength: 5,
		maxStringLength: 100,
		breakLength: Number.POSITIVE_INFINITY,
	});
	return printable(shortened(text, 200));
}

/** How many keys of an object are told, and of how many characters each. */
const KEYS = 8;
const KEY_LENGTH = 40;

/**
 * Returns what kind of thing `value` is, and which keys it has, `Row { id, name }`, without the values
 * in it: it may be a row with a password, and this ends up in a log.
 */
export function described(value: unknown): string {
	if (typeof value === "function") {
		return "a function";
	}
	if (typeof value !== "object" || value === null) {
		return shown(value);
	}
	if (types.isProxy(value)) {
		return "a proxy";
	}
	const keys = Object.keys(value);
	const told = keys
		.slice(0, KEYS)
		.map((key) => printable(shortened(key, KEY_LENGTH)));
	if (keys.length > KEYS) {
		told.push(`${keys.length - KEYS} more`);
	}
	const className = classNameOf(value);
	return `${className}${told.length === 0 ? "{}" : `{ ${told.join(", ")} }`}`;
}

/** Returns the name of the class of which `value` is an instance, and a space; nothing for a plain object. */
function classNameOf(value: object): string {
	const prototype: unknown = Object.getPrototypeOf(value);
	if (prototype === null || types.isProxy(prototype)) {
		return "";
	}
	const made: unknown = dataOf(prototype as object, "constructor");
	const name = typeof made === "function" ? dataOf(made, "name") : undefined;
	return typeof name !== "string" || name === "Object" || name === ""
		? ""
		: `${printable(shortened(name, KEY_LENGTH))} `;
}

/** Returns the value of the property `name` of `holder` itself, without calling a getter. */
export function dataOf(holder: object, name: string): unknown {
	return Object.getOwnPropertyDescriptor(holder, name)?.value;
}
