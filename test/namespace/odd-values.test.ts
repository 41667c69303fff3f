// Objects that JavaScript allows and nobody expects, where a publisher takes any.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import type { ErrorRequestHandler } from "express";
import type { Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

const passOn: ErrorRequestHandler = (err, _req, _res, next) => next(err);

class Counter {
	#count = 41;
	readonly _q_exports = ["method", "arrow", "getter"];
	method() {
		return `count ${++this.#count}`;
	}
	arrow = () => `count ${++this.#count}`;
	get getter() {
		return () => `count ${++this.#count}`;
	}
}

/** Namespaces below `/n`, each a new one per test, and what answers for the path behind it. */
const good: Record<string, [make: () => object, path: string, body: string]> = {
	"a class with private fields, by a method": [
		() => new Counter(),
		"/method",
		"count 42",
	],
	"a class with private fields, by an arrow function": [
		() => new Counter(),
		"/arrow",
		"count 42",
	],
	"a class with private fields, by a getter": [
		() => new Counter(),
		"/getter",
		"count 42",
	],
	"a proxy of a namespace": [
		() => new Proxy({ _q_exports: ["a"], a: "page" }, {}),
		"/a",
		"page",
	],
	"a proxy of a class with private fields that keeps `this`": [
		() =>
			new Proxy(new Counter(), {
				get: (target, name) => {
					const value = Reflect.get(target, name);
					return typeof value === "function" ? value.bind(target) : value;
				},
			}),
		"/method",
		"count 42",
	],
	"a frozen function": [
		() => ({
			_q_exports: ["a"],
			a: Object.freeze(function a() {
				return "page";
			}),
		}),
		"/a",
		"page",
	],
	"frozen functions in an array": [
		() => ({
			_q_exports: ["a"],
			a: [
				Object.freeze(function a() {
					return "page";
				}),
			],
		}),
		"/a",
		"page",
	],
	"a frozen namespace": [
		() => Object.freeze({ _q_exports: Object.freeze(["a"]), a: "page" }),
		"/a",
		"page",
	],
	"a sealed namespace": [
		() => Object.seal({ _q_exports: Object.seal([["a", "b"]]), b: "page" }),
		"/a",
		"page",
	],
	"a namespace without a prototype": [
		() => Object.assign(Object.create(null), { _q_exports: ["a"], a: "page" }),
		"/a",
		"page",
	],
	"a namespace with symbols": [
		() => ({
			_q_exports: ["a"],
			a: "page",
			[Symbol("_q_access")]: 42,
			[Symbol.toPrimitive]: null,
			[Symbol.toStringTag]: "Module",
		}),
		"/a",
		"page",
	],
	"an export list that is a proxy": [
		() => ({ _q_exports: new Proxy(["a"], {}), a: "page" }),
		"/a",
		"page",
	],
	"an export list that is made anew at each look": [
		() => ({
			get _q_exports() {
				return ["a"];
			},
			_q_import: async () => "page",
		}),
		"/a",
		"page",
	],
};

const boom = new Error("boom");
function trap(name: keyof ProxyHandler<object>, after = 0): object {
	let calls = 0;
	return new Proxy(
		{ _q_exports: ["a"], a: "page" },
		{
			[name](...given: Parameters<NonNullable<ProxyHandler<object>["get"]>>) {
				if (calls++ >= after) {
					throw boom;
				}
				return (Reflect[name] as (...given: unknown[]) => unknown)(...given);
			},
		},
	);
}

function revoked(): object {
	const { proxy, revoke } = Proxy.revocable({ _q_exports: ["a"] }, {});
	revoke();
	return proxy;
}

/** Gives a namespace that is a proxy, and is revoked while its access hook is awaited. */
function revokedMeanwhile(): object {
	const { proxy, revoke } = Proxy.revocable(
		{
			_q_exports: ["a"],
			a: "page",
			async _q_access() {
				await undefined;
				revoke();
			},
			_q_exception_handler: passOn,
		},
		{},
	);
	return proxy;
}

/** Gives a namespace whose exception handler is there when it is walked into, and throws at later looks. */
function handlerOnce(): object {
	let looks = 0;
	return {
		_q_exports: ["a"],
		a: async () => {
			throw new Error("the first error");
		},
		get _q_exception_handler() {
			if (looks++ > 2) {
				throw boom;
			}
			return passOn;
		},
	};
}

/** Namespaces below `/n` for which every request has to end in an error, and just one. */
const bad: Record<string, () => object> = {
	"whose get trap throws": () => trap("get"),
	"whose get trap throws at the tenth look": () => trap("get", 10),
	"whose ownKeys trap throws": () => trap("ownKeys"),
	"whose getPrototypeOf trap throws": () => trap("getPrototypeOf"),
	"that is revoked": revoked,
	"that is revoked while it is awaited": revokedMeanwhile,
	"whose exception handler has a getter that throws": handlerOnce,
	"whose export list has a getter that throws": () => ({
		get _q_exports() {
			throw boom;
		},
	}),
	"whose hook has a getter that throws": () => ({
		_q_exports: ["a"],
		get _q_access() {
			throw boom;
		},
	}),
	"whose export list is a revoked proxy": () => {
		const { proxy, revoke } = Proxy.revocable(["a"], {});
		revoke();
		return { _q_exports: proxy };
	},
	"whose private fields a proxy cannot reach": () => ({
		_q_exports: ["a"],
		get a() {
			return new Proxy(new Counter(), {}).method();
		},
	}),
};

/** Gives a promise of Node's for `value`, on which somebody has put another `then`. */
function withThen(value: unknown, then: unknown): Promise<unknown> {
	// biome-ignore lint/suspicious/noThenProperty: that is what is tested.
	return Object.defineProperty(Promise.resolve(value), "then", { value: then });
}

type Then = (resolve: (value?: unknown) => void) => unknown;
const strangers: Record<string, Then> = {
	"that gives nothing": (resolve) => {
		resolve("page");
	},
	"that calls back twice": (resolve) => {
		resolve("page");
		resolve("another");
	},
	"that calls back and throws": (resolve) => {
		resolve("page");
		throw boom;
	},
};

const unshowable: Record<string, () => unknown> = {
	"an error whose message is an object": () =>
		Object.assign(new Error(), { message: { text: "boom" } }),
	"an error whose message is a symbol": () =>
		Object.assign(new Error(), { message: Symbol("boom") }),
	"an error without a message or a stack": () =>
		Object.assign(new Error(), { message: undefined, stack: undefined }),
	"an error whose message cannot be read": () => throwing("message"),
	"an error whose stack cannot be read": () => throwing("stack"),
	"an object that throws when it is shown": () => ({
		[inspect.custom]() {
			throw boom;
		},
	}),
};

function throwing(name: string): Error {
	return Object.defineProperty(new Error(), name, {
		get() {
			throw boom;
		},
	});
}

for (const { version, express } of expresses) {
	const below = (n: object): Namespace => ({
		_q_exports: ["n"],
		_q_lookup: () => n,
		...{
			get n() {
				return n;
			},
		},
	});

	for (const [what, [make, path, body]] of Object.entries(good)) {
		test(`a namespace: ${what}, on Express ${version}`, async (t) => {
			const { ask } = await observe(t, express, below(make()));
			assert.equal((await ask(`/n${path}`)).body, body);
			assert.equal((await ask(`/n${path}/more`)).status, 404);
		});
	}

	for (const [what, make] of Object.entries(bad)) {
		test(`one error from a namespace ${what}, on Express ${version}`, async (t) => {
			for (const way of ["n", "looked-up"]) {
				const { ask, outcomes } = await observe(t, express, below(make()));
				assert.equal((await ask(`/${way}/a`)).status, 500);
				assert.equal((await ask(`/${way}/a`)).status, 500);
				assert.equal(outcomes.length, 2);
			}
		});
	}

	for (const [what, then] of Object.entries(strangers)) {
		test(`a promise with a \`then\` of its own ${what}, on Express ${version}`, async (t) => {
			const pages: string[] = [];
			const root: Namespace = {
				_q_exports: ["own", "imported", "page"],
				_q_access: () =>
					withThen(undefined, (resolve: () => void) => then(() => resolve())),
				_q_lookup: () => withThen("page", then),
				_q_import: () => withThen("page", then),
				own: withThen("page", then),
				page: () => {
					pages.push("called");
					return withThen("page", then);
				},
			};
			const { ask, outcomes } = await observe(t, express, root);
			for (const path of ["/own", "/imported", "/looked-up", "/page"]) {
				for (const _time of ["first", "second"]) {
					assert.equal((await ask(path)).body, "page", path);
				}
			}
			assert.equal(outcomes.length, 8);
			assert.equal(pages.length, 2);
		});
	}

	for (const [what, make] of Object.entries(unshowable)) {
		test(`an importer that throws ${what} is an error that has it as its cause, on Express ${version}`, async (t) => {
			const cause = make();
			const root: Namespace = {
				_q_exports: ["sync", "async"],
				_q_import: (name) => {
					if (name === "sync") {
						throw cause;
					}
					return Promise.reject(cause);
				},
			};
			const { ask, outcomes } = await observe(t, express, root);
			await ask("/sync");
			await ask("/async");
			assert.deepEqual(
				outcomes.map((outcome) => {
					const { code, cause: given } = (outcome as { error: never })
						.error as { code: string; cause: unknown };
					return [code, given === cause];
				}),
				Array(2).fill(["ERR_PUBLISHER_IMPORT_FAILED", true]),
			);
		});
	}

	test(`an export list that changes while its access hook is awaited counts for the next request, on Express ${version}`, async (t) => {
		let others: string[] = ["b"];
		const root: Namespace & { a: string; b: string } = {
			_q_exports: ["a"],
			a: "a",
			b: "b",
			async _q_access() {
				await undefined;
				const old = root._q_exports as string[];
				Object.assign(root, { _q_exports: others });
				others = old;
			},
		};
		const { ask } = await observe(t, express, root);
		assert.equal((await ask("/a")).body, "a");
		assert.equal((await ask("/b")).body, "b");
		assert.equal((await ask("/b")).status, 404);
	});
}
