import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

/** Waits until `condition` is fulfilled, for a minute at the least; then the test fails. */
export async function until(
	condition: () => boolean | Promise<boolean>,
): Promise<void> {
	for (let tries = 0; !(await condition()); tries++) {
		assert.ok(tries < 3_000, "it never came to that");
		await delay(20);
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
