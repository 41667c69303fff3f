import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

/** Waits until `condition` is fulfilled, for half a minute at the most. */
export async function until(condition: () => boolean): Promise<void> {
	for (let tries = 0; !condition(); tries++) {
		assert.ok(tries < 600, "it never came to that");
		await delay(50);
	}
}

/** Tells whether there is a process of that number. */
export function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
