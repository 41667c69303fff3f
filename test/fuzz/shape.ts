import type { NamespacePlan, Unpublishable } from "./plan.js";

/** Gives a namespace with `members`, made as `shape` says. */
export function shaped(
	shape: NamespacePlan["shape"],
	members: PropertyDescriptorMap,
): object {
	switch (shape) {
		case "object":
			return Object.defineProperties({}, members);
		case "null prototype":
			return Object.defineProperties(Object.create(null), members);
		case "frozen":
			return Object.freeze(Object.defineProperties({}, members));
		case "proxy":
			return new Proxy(Object.defineProperties({}, members), {});
		case "instance": {
			class Site {}
			const instance = new Site();
			for (const [name, member] of Object.entries(members)) {
				// A class's `constructor` is never a page.
				const holder = name === "constructor" ? instance : Site.prototype;
				Object.defineProperty(holder, name, member);
			}
			return instance;
		}
	}
}

/** The members of a namespace as `shaped` has made it. */
export function memberNames(namespace: object): string[] {
	const inherited = Object.getPrototypeOf(namespace);
	const isInstance = inherited !== null && inherited !== Object.prototype;
	return [
		...Object.getOwnPropertyNames(namespace),
		...(isInstance ? Object.getOwnPropertyNames(inherited) : []).filter(
			(name) => name !== "constructor",
		),
	];
}

/** Gives something that cannot be published. */
export function buildUnpublishable(what: Unpublishable): unknown {
	switch (what) {
		case "number":
			return 42;
		case "symbol":
			return Symbol("unpublishable");
		case "object":
			return { page: () => "not reached" };
		case "error handler":
			return (_a: 1, _b: 1, _c: 1, _d: 1) => {};
		case "class":
			return class Site {
				_q_exports = [];
			};
		case "empty array":
			return [];
		case "hooks without a list":
			return { _q_access() {}, GET: () => "open" };
		case "bad list":
			return { _q_exports: [42] };
		case "misspelt hook":
			return { _q_exports: [], _q_acess() {} };
	}
}
