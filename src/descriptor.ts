import { fstatSync } from "node:fs";

/**
 * Returns what tells the file behind `descriptor` from any that gets this number later. Throws if it is closed.
 *
 * In big integers: on Node 20, after an `fstatSync` of a pipe without them, ES modules import empty objects
 * instead of what CommonJS modules export.
 */
export function identityOf(descriptor: number): string {
	const { dev, ino } = fstatSync(descriptor, { bigint: true });
	return `${dev}:${ino}`;
}
