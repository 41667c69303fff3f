import { descriptorOf } from "../../namespace/object.js";
import type { Debugger } from "./debugger.js";

/** What a property has: its value, or the getter of which the call would change something. */
export type Read =
	| { readonly value: unknown; readonly getter?: undefined }
	| { readonly value?: undefined; readonly getter: () => unknown };

/**
 * Returns what `holder` itself has, by name. Its getters are called if V8 can tell that this changes nothing; of what they
 * return, only objects are known, and all else is `undefined`. There is nothing by the name of what cannot be had.
 */
export function membersOf(
	holder: object,
	by: Debugger,
): ReadonlyMap<string, Read | undefined> {
	const members = new Map<string, Read | undefined>();
	const getters = new Map<string, () => unknown>();
	for (const name of Object.getOwnPropertyNames(holder)) {
		const descriptor = descriptorOf(holder, name);
		members.set(name, descriptor && { value: descriptor.value });
		if (descriptor?.get !== undefined) {
			getters.set(name, descriptor.get);
		}
	}
	const names = [...getters.keys()];
	for (const [index, got] of by.getterValues(holder, names).entries()) {
		const name = names[index] as string;
		const getter = getters.get(name) as () => unknown;
		members.set(name, got === undefined ? { getter } : { value: got.object });
	}
	return members;
}
