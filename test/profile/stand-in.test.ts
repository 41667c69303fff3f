// A stand-in is taken for what it stands for, and loads it only when it is touched.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importSource } from "../support/source.js";

type Load = {
	isThere(): boolean;
	get(): unknown;
	imported(): Promise<unknown>;
};

const { standIn } = await importSource<{
	standIn(shape: unknown, original: Load): unknown;
}>("profile/recorder/stand-in.ts");
const { shapeOf } = await importSource<{
	shapeOf(exports: unknown, by: unknown): unknown;
}>("profile/recorder/shape-of.ts");

/** Of the debugger, only what getters return is asked for. */
const debuggerOf = {
	getterValues: (holder: object, names: readonly string[]) =>
		names.map((name) => {
			try {
				return name === "changing"
					? undefined
					: { object: Reflect.get(holder, name) };
			} catch {
				return undefined;
			}
		}),
};

/** Gives a stand-in for what a module exports, and how often that was loaded. */
function standInFor<Exports>(exports: Exports): {
	given: Exports;
	loads: () => number;
} {
	let loads = 0;
	const shape = JSON.parse(JSON.stringify(shapeOf(exports, debuggerOf)));
	const given = standIn(shape, {
		isThere: () => loads > 0,
		get() {
			loads = 1;
			return exports;
		},
		imported: () => assert.fail("nothing is handed to Express"),
	});
	return { given: given as Exports, loads: () => loads };
}

class Base {
	static made = 0;
	#secret = 4;
	constructor() {
		Base.made++;
	}
	get secret() {
		return this.#secret;
	}
}

test("taking parts of it, and asking for their types, loads nothing", () => {
	const exports = {
		add: (a: number, b: number) => a + b,
		Base,
		deep: { users: { show() {} } },
		list: [1],
		nothing: undefined,
		later: async () => 1,
	};
	const { given, loads } = standInFor(exports);
	const { add, Base: Taken, deep, list, later } = given;
	// Express asks what it mounts.
	assert.equal(Reflect.get(later, "handle"), undefined);
	assert.equal(Reflect.get(later, Symbol.toStringTag), "AsyncFunction");
	assert.equal(typeof given, "object");
	assert.equal(typeof add, "function");
	assert.equal(add.name, "add");
	assert.equal(add.length, 2);
	assert.equal(typeof Taken, "function");
	assert.equal(typeof deep.users.show, "function");
	assert.ok(Array.isArray(list));
	assert.deepEqual(Object.keys(given), Object.keys(exports));
	assert.equal("other" in given, false);
	assert.equal(Reflect.get(given, "then"), undefined);
	assert.equal(given.add, add);
	assert.equal(Object.getPrototypeOf(given), Object.prototype);
	assert.equal(loads(), 0);
	assert.equal(add(1, 2), 3);
	assert.equal(loads(), 1);
});

test("what compilers write to import loads nothing", () => {
	const { given, loads } = standInFor(
		Object.defineProperty({ default: () => 1 }, "__esModule", { value: true }),
	);
	assert.equal(Reflect.get(given, "__esModule"), true);
	const copied: { default?: () => number } = {};
	for (const key of Object.getOwnPropertyNames(given)) {
		const { get = assert.fail(key) } =
			Object.getOwnPropertyDescriptor(given, key) ?? {};
		Object.defineProperty(copied, key, { enumerable: true, get });
	}
	assert.equal(loads(), 0);
	assert.equal(copied.default?.(), 1);
});

const touches: Record<string, (given: Touched) => unknown> = {
	"a call": ({ run }) => run(),
	"a construction": ({ Base }) => new Base(),
	"a class that extends": ({ Base }) => class extends Base {},
	"reading a value": ({ port }) => port,
	"reading a getter that would change something": ({ changing }) => changing,
	"setting a property": (given) => Object.assign(given, { more: 1 }),
	"defining one": (given) => Object.defineProperty(given, "more", { value: 1 }),
	"removing one": (given) => Reflect.deleteProperty(given, "port"),
	"asking what an array has": ({ list }) => list.length,
	"asking for an instance": ({ Base }) => ({}) instanceof Base,
	"counting in a map": ({ map }) => map.get("a"),
};

interface Touched {
	run(): number;
	Base: typeof Base;
	port: number;
	readonly changing: object;
	list: number[];
	map: Map<string, number>;
}

for (const [name, touch] of Object.entries(touches)) {
	test(`${name} loads it, and is what it is without the stand-in`, () => {
		const make = (): Touched => ({
			run: () => 7,
			Base,
			port: 1,
			get changing() {
				return {};
			},
			list: [1, 2],
			map: new Map([["a", 1]]),
		});
		const { given, loads } = standInFor(make());
		const result = touch(given);
		assert.equal(loads(), 1);
		const expected = touch(make());
		if (typeof expected === "function") {
			const { secret } = new (result as typeof Base)();
			assert.equal(secret, 4);
			assert.ok(new (result as typeof Base)() instanceof Base);
		} else if (typeof expected !== "object") {
			assert.equal(result, expected);
		}
	});
}

test("once it is loaded, it is all that it stands for: instances, frozen things, functions with properties", () => {
	const { given, loads } = standInFor({
		map: new Map([["a", 1]]),
		date: new Date(0),
		base: new Base(),
		frozen: Object.freeze({ one: 1 }),
		call: Object.assign((x: number) => x + 1, { part: { two: 2 } }),
	});
	const { map, date, base, frozen, call } = given;
	assert.equal(loads(), 0);
	assert.equal(map.get("a"), 1);
	assert.equal(map.size, 1);
	assert.equal(date.getTime(), 0);
	assert.equal(base.secret, 4);
	assert.ok(base instanceof Base);
	assert.equal(frozen.one, 1);
	assert.deepEqual(Object.keys(frozen), ["one"]);
	assert.equal(
		Object.getOwnPropertyDescriptor(frozen, "one")?.value,
		1,
		"a fixed property is told, if not as fixed",
	);
	assert.equal(call(1), 2);
	assert.equal(call.part.two, 2);
	assert.equal(call.bind(undefined, 2)(), 3);
	const keys = Reflect.ownKeys(given.base.constructor);
	assert.ok(keys.includes("prototype") && keys.includes("made"));
});

test("what it stands for sees itself, and not the stand-in", () => {
	const counter = {
		count: 0,
		add() {
			assert.equal(this, counter);
			return ++this.count;
		},
	};
	const { given } = standInFor(counter);
	const { add } = given;
	assert.equal(given.add(), 1);
	assert.equal(Reflect.apply(add, given, []), 2);
	assert.equal(given.count, 2);
});
