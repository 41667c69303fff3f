import { setTimeout } from "node:timers/promises";
import type { Timing } from "./plan.js";

/** Does `act`, and gives what it gives or throws, when `timing` says. */
export function run(timing: Timing, act: () => unknown): unknown {
	switch (timing) {
		case "sync":
			return act();
		case "async":
			return (async () => act())();
		case "slow":
			return setTimeout(1).then(act);
		case "thenable":
			return {
				// biome-ignore lint/suspicious/noThenProperty: a promise from elsewhere is what is tested.
				then(
					resolve: (value: unknown) => void,
					reject: (error: unknown) => void,
				) {
					try {
						resolve(act());
					} catch (error) {
						reject(error);
					}
				},
			};
	}
}
