import { pathToFileURL } from "node:url";
import { types } from "node:util";
import { isObject } from "../../namespace/object.js";
import type { Place, Use } from "../event.js";
import { createDebugger, type Debugger } from "./debugger.js";
import { log } from "./log.js";
import { membersOf } from "./members.js";
import { placesUnderWay } from "./places.js";
import { shapeOf } from "./shape-of.js";

/** The global function that watched ES modules call, and what they call their own namespace; no module uses names like these. */
const EVALUATED = "__express_publisher_evaluated";
const ITSELF = "__express_publisher_itself";
/** How deep in what a module exports functions are looked for: `default.client.query` is at 3. */
const DEEPEST = 3;
/** The most values of a module that are looked at: each takes a tenth of a millisecond. */
const MOST_VALUES = 2_000;
/** The most calls of a function that are looked at, and of all functions that a module exports: each takes some milliseconds. */
const MOST_CALLS = 5;
const MOST_CALLS_OF_MODULE = 50;

/**
 * The global classes, and their prototypes. A polyfill may replace one of their methods, `toString` of functions for
 * example. Everybody calls that, of everything: it is no use of a module whose exports inherit it.
 */
const builtIn = new Set<unknown>();

/** A function that watched modules export. */
interface Exported {
	/** Where it is written. */
	readonly place: Place;
	/** The names of the modules. */
	readonly modules: Set<string>;
	calls: number;
}

let watching: Debugger | undefined;
const watched = new Set<string>();
const exported = new Map<object, Exported>();
const logged = new Set<string>();
/** Whether what a module exports is being looked at: polyfills may have replaced what that calls. */
let isLooking = false;
const callsOf = new Map<string, number>();

/**
 * Logs from now on who uses what the modules at the paths `modules` export. The program stays as it is:
 * V8's debugger tells of calls. Logs nothing if this Node has none.
 */
export function recordUses(modules: readonly string[]): void {
	try {
		watching = createDebugger();
	} catch {
		return;
	}
	for (const name of Object.getOwnPropertyNames(globalThis)) {
		const value = ownValue(globalThis, name);
		if (typeof value === "function") {
			builtIn.add(value).add(ownValue(value, "prototype"));
		}
	}
	for (const path of modules) {
		watched.add(path).add(pathToFileURL(path).href);
	}
	Object.defineProperty(globalThis, EVALUATED, { value: watchUses });
	log(["watching"]);
}

/** Whether uses are watched. */
export function isWatching(): boolean {
	return watching !== undefined;
}

/**
 * Returns what ends the ES module at the URL `name`, so that what it exports is watched. It imports itself:
 * a promise of its namespace would come after the bodies of what imports it.
 */
export function watchingItself(name: string): string {
	const url = JSON.stringify(name);
	return `import * as ${ITSELF} from ${url};${EVALUATED}(${url},${ITSELF});`;
}

/** Whether the module `name` is one to watch. */
export function isWatched(name: string): boolean {
	return watched.has(name);
}

/** If the module `name`, which has just been evaluated, is one to watch, watches the functions in what it exports, and logs what that is. */
export function watchUses(name: string, exports: unknown): void {
	if (watching === undefined || !isWatched(name)) {
		return;
	}
	isLooking = true;
	try {
		watchFunctions(name, exports, watching);
		const isEsModule = types.isModuleNamespaceObject(exports);
		const shape = shapeOf(exports, watching);
		log(["exports", name, { isEsModule, shape }]);
	} finally {
		isLooking = false;
	}
}

function watchFunctions(name: string, exports: unknown, by: Debugger): void {
	for (const value of valuesIn(exports, by)) {
		if (typeof value !== "function") {
			continue;
		}
		let known = exported.get(value);
		if (known === undefined) {
			const place = by.placeOf(value);
			if (place === undefined || place[0].startsWith("node:")) {
				continue;
			}
			const added = { place, modules: new Set<string>(), calls: 0 };
			by.watchCalls(value, () => logCall(added));
			exported.set(value, added);
			known = added;
		}
		known.modules.add(name);
	}
}

/** Logs a call of an exported function. Returns whether more of its calls are to be looked at. */
function logCall(known: Exported): boolean {
	if (isLooking) {
		return true;
	}
	known.calls++;
	let isEnough = known.calls >= MOST_CALLS;
	for (const name of known.modules) {
		const calls = (callsOf.get(name) ?? 0) + 1;
		callsOf.set(name, calls);
		isEnough ||= calls >= MOST_CALLS_OF_MODULE;
	}
	logUse(known, "called", placesUnderWay());
	return !isEnough;
}

/** Logs which functions extend those that watched modules export, as classes do, or inherit from them. */
export function logExtended(): void {
	if (watching === undefined || exported.size === 0) {
		return;
	}
	const bases = new Map<unknown, Exported>();
	for (const [value, known] of exported) {
		bases.set(value, known).set(ownValue(value, "prototype") ?? value, known);
	}
	for (const value of watching.allFunctions()) {
		const base = types.isProxy(value)
			? undefined
			: (bases.get(Object.getPrototypeOf(value)) ??
				bases.get(parentOf(ownValue(value, "prototype"))));
		const place = base && watching.placeOf(value);
		if (base !== undefined && place !== undefined) {
			logUse(base, "extended", [place]);
		}
	}
}

function logUse(
	{ place, modules }: Exported,
	how: Use,
	places: readonly Place[],
): void {
	for (const name of modules) {
		const event = ["used", name, how, [place, ...places]] as const;
		const key = JSON.stringify(event);
		if (!logged.has(key)) {
			logged.add(key);
			log(event);
		}
	}
}

/** Returns what is in `exports`, with all that it inherits. Calls no trap of a proxy, and no getter that would change anything. */
function valuesIn(exports: unknown, by: Debugger): Iterable<unknown> {
	const depths = new Map<unknown, number>([[exports, 0]]);
	const add = (value: unknown, depth: number) => {
		if (!depths.has(value) && depths.size < MOST_VALUES) {
			depths.set(value, depth);
		}
	};
	// The loop comes to what is added.
	for (const [value, depth] of depths) {
		if (isObject(value) && (types.isProxy(value) || isBound(value))) {
			add(by.targetOf(value), depth);
		}
		if (
			depth === DEEPEST ||
			!isObject(value) ||
			types.isProxy(value) ||
			ArrayBuffer.isView(value)
		) {
			continue;
		}
		for (const [name, member] of membersOf(value, by)) {
			// What is called of a prototype is called of an object that inherits from it.
			if (name !== "prototype" && name !== "constructor") {
				// Of a getter that would change something, as it makes what it returns, the call is a use.
				add(member?.getter ?? member?.value, depth + 1);
			}
		}
		const parent = Object.getPrototypeOf(value);
		if (!builtIn.has(parent)) {
			add(parent, depth);
		}
	}
	return depths.keys();
}

function ownValue(holder: object, name: string): unknown {
	return Object.getOwnPropertyDescriptor(holder, name)?.value;
}

function parentOf(value: unknown): unknown {
	return isObject(value) && !types.isProxy(value)
		? Object.getPrototypeOf(value)
		: undefined;
}

function isBound(value: object): boolean {
	return (
		typeof value === "function" &&
		String(ownValue(value, "name")).startsWith("bound ")
	);
}
