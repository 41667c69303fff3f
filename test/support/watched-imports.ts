import assert from "node:assert/strict";

/** An importer that settles when the test says so, and what it was asked for. */
export function watchedImports() {
	const asked: string[] = [];
	const settle = new Map<string, PromiseWithResolvers>();
	return {
		/** The names that were asked for, in order. */
		asked,
		_q_import: (name: string) => {
			asked.push(name);
			return new Promise((resolve, reject) => {
				settle.set(name, { resolve, reject });
			});
		},
		/** Lets the last import of `name` give `value`. */
		give: (name: string, value: unknown) => underWay(name).resolve(value),
		/** Lets the last import of `name` fail with `error`. */
		fail: (name: string, error: unknown) => underWay(name).reject(error),
		/** Resolves when there have been `count` imports. */
		async until(count: number) {
			while (asked.length < count) {
				await new Promise((resolve) => setImmediate(resolve));
			}
		},
	};

	function underWay(name: string): PromiseWithResolvers {
		return settle.get(name) ?? assert.fail(`${name} was not asked for`);
	}
}

interface PromiseWithResolvers {
	resolve(value: unknown): void;
	reject(error: unknown): void;
}
