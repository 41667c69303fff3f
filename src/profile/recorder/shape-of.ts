import { types } from "node:util";
import { holdersOf, isObject } from "../../namespace/object.js";
import type { Member, Members, Shape } from "../shape.js";
import type { Debugger } from "./debugger.js";
import { membersOf } from "./members.js";

/** How deep stand-ins go: `default.users.show` is at 3. */
const DEEPEST = 3;
/** The most members of all that a module exports. */
const MOST_MEMBERS = 3_000;
/** The longest text that is told, in characters. */
const LONGEST = 1_000;

/** What every async function inherits from, and so has by itself. */
const ASYNC_FUNCTION: object = Object.getPrototypeOf(async () => {});

/** An object or function of which the members are still to be told. */
interface Untold {
	readonly value: object;
	readonly depth: number;
	tell(members: Members): void;
}

/** Returns the shape of what a module exports. Calls no trap of a proxy, and no getter that would change anything. */
export function shapeOf(exports: unknown, by: Debugger): Shape {
	const untold: Untold[] = [];
	let left = MOST_MEMBERS;
	const shape = outlineOf(exports, 0, untold);
	// The loop comes to what is added: what lies deep comes last, if there are too many.
	for (const { value, depth, tell } of untold) {
		const holders = tellable(value);
		left -=
			holders?.flatMap((holder) => Object.getOwnPropertyNames(holder)).length ??
			0;
		if (holders === undefined || left < 0) {
			continue;
		}
		const shapesOf = (holder: object): Member[] =>
			[...membersOf(holder, by)]
				.filter(([name]) => !isOfFunction(holder, name))
				.map(([name, member]) => {
					const isKnown =
						member !== undefined &&
						member.getter === undefined &&
						// Of a getter that it inherits, the value is another for each that does.
						(holder === value || !isAccessor(holder, name));
					const shape: Shape = isKnown
						? outlineOf(member.value, depth + 1, untold)
						: { type: "value" };
					return [name, shape];
				});
		const [own = [], ...inherited] = holders.map(shapesOf);
		tell({
			own,
			inherited: inherited.flat(),
			isBare: Object.getPrototypeOf(value) === null,
		});
	}
	return shape;
}

/** Returns the shape of `value` without its members, which are added to what is `untold` if it is not too deep. */
function outlineOf(value: unknown, depth: number, untold: Untold[]): Shape {
	if (!isObject(value)) {
		return valueShape(value);
	}
	const outline: { members: Members | undefined } = { members: undefined };
	if (depth < DEEPEST) {
		const tell = (members: Members) => {
			outline.members = members;
		};
		untold.push({ value, depth, tell });
	}
	if (typeof value !== "function") {
		return Object.assign(outline, {
			type: Array.isArray(value) ? ("array" as const) : ("object" as const),
		});
	}
	const own = (name: string): unknown =>
		types.isProxy(value)
			? undefined
			: Object.getOwnPropertyDescriptor(value, name)?.value;
	const [name, length] = [own("name"), own("length")];
	return Object.assign(outline, {
		type: kindOf(value, own("prototype") !== undefined),
		name: typeof name === "string" ? name : "",
		length: typeof length === "number" ? length : 0,
	});
}

function kindOf(
	value: object,
	hasPrototype: boolean,
): "function" | "async" | "constructor" {
	if (hasPrototype) {
		return "constructor";
	}
	return types.isAsyncFunction(value) ? "async" : "function";
}

function valueShape(value: unknown): Shape {
	const isTold =
		value === null ||
		typeof value === "boolean" ||
		Number.isFinite(value) ||
		(typeof value === "string" && value.length <= LONGEST);
	return isTold
		? { type: "value", value: value as string | number | boolean | null }
		: { type: "value" };
}

/** Returns `value` and what it inherits from, if all that these have can be told by name. */
function tellable(value: object): object[] | undefined {
	if (
		types.isProxy(value) ||
		ArrayBuffer.isView(value) ||
		Array.isArray(value)
	) {
		return undefined;
	}
	const holders: object[] = [];
	for (const holder of holdersOf(value)) {
		if (holder === ASYNC_FUNCTION) {
			continue;
		}
		const isUntellable =
			types.isProxy(holder) ||
			(Object.getOwnPropertySymbols(holder).length > 0 &&
				!types.isModuleNamespaceObject(holder));
		if (isUntellable) {
			return undefined;
		}
		holders.push(holder);
	}
	return holders;
}

/** Whether a property is one that functions have by themselves. */
function isOfFunction(holder: object, name: string): boolean {
	return (
		typeof holder === "function" &&
		/^(?:name|length|prototype|arguments|caller)$/.test(name)
	);
}

function isAccessor(holder: object, name: string): boolean {
	return Object.getOwnPropertyDescriptor(holder, name)?.get !== undefined;
}
