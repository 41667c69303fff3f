import assert from "node:assert/strict";

/** Asserts that `warned`, what the listeners of one or more warnings got, is one of `late`, which says where it comes from and what to do. */
export function assertLate(
	warned: readonly (Error & { detail?: unknown })[],
	late: Error,
	asked: string,
): void {
	assert.equal(warned.length, 1);
	const [warning = assert.fail()] = warned;
	assert.equal(warning.name, "ExpressPublisherWarning");
	assert.equal(
		warning.message,
		`A hook or page failed after it had answered or passed on the request for ${asked}: ${late.message}. No error handler gets that error: catch it, or pass it to next() before`,
	);
	assert.equal(warning.cause, late);
	assert.equal(warning.detail, late.stack);
}
