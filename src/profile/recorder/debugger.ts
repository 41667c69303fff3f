import { isObject } from "../../namespace/object.js";
import type { Place } from "../event.js";
import { handOver, openSession, post } from "./inspector-session.js";

/** What V8's debugger tells of this process, from within. */
export interface Debugger {
	/**
	 * Calls `see` whenever `called` is about to be called or constructed, above its frame, until that returns
	 * `false`. Does nothing for native functions, nor if another function of the same source is watched.
	 */
	watchCalls(called: object, see: () => boolean): void;
	/** Returns where a function is written; `undefined` if it is native. */
	placeOf(called: object): Place | undefined;
	/** Returns what a bound function or a proxy passes its calls on to; `undefined` if it is none. */
	targetOf(called: object): unknown;
	/** Returns what the getters `names` of `holder` return, each if that is an object; no result for one that throws, or would change anything. */
	getterValues(
		holder: object,
		names: readonly string[],
	): readonly ({ readonly object: unknown } | undefined)[];
	/** Returns all functions there are. Takes as long as collecting all garbage. */
	allFunctions(): object[];
}

/** All that the debugger has handed out since it was last told to forget it. */
const GROUP = "express-publisher";

/** Returns V8's debugger. Throws if this Node has none. */
export function createDebugger(): Debugger {
	const session = openSession();
	const scripts = new Map<string, string>();
	session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => {
		scripts.set(scriptId, url);
	});
	const seen = new Map<string, () => boolean>();
	// V8 goes on when this returns. Conditions of breakpoints would be faster, but V8 writes variables back
	// after it has evaluated one, which breaks constructors before they have called `super`.
	session.on("Debugger.paused", ({ params: { hitBreakpoints = [] } }) => {
		for (const breakpointId of hitBreakpoints) {
			if (seen.get(breakpointId)?.() === false) {
				seen.delete(breakpointId);
				post(session, "Debugger.removeBreakpoint", { breakpointId });
			}
		}
	});
	post(session, "Debugger.enable");
	// By its properties, values pass between the program and the debugger.
	const hands: { value: unknown; names: readonly string[] } = {
		value: undefined,
		names: [],
	};
	const held = handOver(session, hands);

	/** Returns the debugger's answer on what `text`, a function called on `hands`, returns; `undefined` if it throws, or if it has to be pure and is not. */
	const answerOf = (text: string, isPure = false) => {
		const { result, exceptionDetails } = post<Evaluated>(
			session,
			"Runtime.callFunctionOn",
			{
				objectId: held,
				functionDeclaration: text,
				objectGroup: GROUP,
				throwOnSideEffect: isPure,
			},
		);
		return exceptionDetails === undefined ? result : undefined;
	};
	/** Returns what `act` returns of the debugger's object for `value`; `undefined` if there is none, or that fails. */
	const of = <Result>(value: object, act: (objectId: string) => Result) => {
		hands.value = value;
		try {
			const { objectId } = answerOf("function () { return this.value; }") ?? {};
			return objectId === undefined ? undefined : act(objectId);
		} catch {
			return undefined;
		} finally {
			hands.value = undefined;
			post(session, "Runtime.releaseObjectGroup", { objectGroup: GROUP });
		}
	};
	/** Returns the value of the debugger's object `objectId`. */
	const taken = (objectId: string) => {
		post(session, "Runtime.callFunctionOn", {
			objectId,
			functionDeclaration: "function (hands) { hands.value = this; }",
			arguments: [{ objectId: held }],
		});
		return hands.value;
	};

	/** Returns the internal property `name` of the debugger's object `objectId`. */
	const internal = (objectId: string, name: string) => {
		const { internalProperties = [] } = post<Properties>(
			session,
			"Runtime.getProperties",
			{ objectId, ownProperties: true, objectGroup: GROUP },
		);
		return internalProperties.find((property) => property.name === name)?.value;
	};

	/** Has all at once: each evaluation that has to be pure takes as long as there are breakpoints. Those that fail are found by halves. */
	const getterValues: Debugger["getterValues"] = (holder, names) => {
		if (names.length === 0) {
			return [];
		}
		hands.names = names;
		const values = of(holder, () => {
			const got = answerOf(
				`function () {
					const values = [];
					for (let n = 0; n < this.names.length; n++) values[n] = this.value[this.names[n]];
					return values;
				}`,
				true,
			);
			return got?.objectId && taken(got.objectId);
		}) as unknown[] | undefined;
		if (values !== undefined) {
			return values.map((value) => ({
				object: isObject(value) ? value : undefined,
			}));
		}
		const half = names.length >> 1;
		return half === 0
			? [undefined]
			: [names.slice(0, half), names.slice(half)].flatMap((some) =>
					getterValues(holder, some),
				);
	};

	return {
		watchCalls: (called, see) => {
			of(called, (objectId) => {
				const { breakpointId } = post<{ breakpointId: string }>(
					session,
					"Debugger.setBreakpointOnFunctionCall",
					{ objectId },
				);
				seen.set(breakpointId, see);
			});
		},
		placeOf: (called) =>
			of(called, (objectId) => {
				const place = internal(objectId, "[[FunctionLocation]]")?.value;
				const url = place && scripts.get(place.scriptId);
				return url ? ([url, place.lineNumber + 1] as const) : undefined;
			}),
		targetOf: (called) =>
			of(called, (objectId) => {
				const target =
					internal(objectId, "[[TargetFunction]]") ??
					internal(objectId, "[[Target]]");
				return target?.objectId && taken(target.objectId);
			}),
		getterValues,
		allFunctions: () =>
			(of(Function.prototype, (prototypeObjectId) => {
				const { objects } = post<{ objects: { objectId: string } }>(
					session,
					"Runtime.queryObjects",
					{ prototypeObjectId, objectGroup: GROUP },
				);
				return taken(objects.objectId);
			}) as object[] | undefined) ?? [],
	};
}

interface Evaluated {
	readonly result: { readonly objectId?: string };
	readonly exceptionDetails?: unknown;
}

interface Properties {
	readonly internalProperties?: readonly {
		readonly name: string;
		readonly value?: {
			readonly objectId?: string;
			readonly value?: {
				readonly scriptId: string;
				readonly lineNumber: number;
			};
		};
	}[];
}
