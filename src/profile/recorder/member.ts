import type { Debugger } from "./debugger.js";

/** What a property has: its value, or the getter of which the call would change something. */
export type Read =
	| { readonly value: unknown; readonly getter?: undefined }
	| { readonly value?: undefined; readonly getter: () => unknown };

/**
 * Returns what `holder` has by `name`. A getter is called if V8 can tell that this changes nothing; of what that
 * returns, only an object is known, and all else is `undefined`. No result if there is none to be had.
 */
export function memberOf(
	holder: object,
	name: string,
	by: Debugger,
): Read | undefined {
	try {
		const descriptor = Object.getOwnPropertyDescriptor(holder, name);
		if (descriptor?.get === undefined) {
			return { value: descriptor?.value };
		}
		const got = by.getterValue(holder, name);
		return got === undefined
			? { getter: descriptor.get }
			: { value: got.object };
	} catch {
		return undefined; // An ES module that it re-exports has not been evaluated.
	}
}
