// Commands that are ended by random signals at random moments, a few times each.
import assert from "node:assert/strict";
import { test } from "node:test";
import { endAtRandom } from "../ends/end-at-random.js";
import { subjects } from "../ends/subjects.js";

for (const [name, subject] of Object.entries(subjects)) {
	test(`of ${name}, whatever ends it, and whenever, nothing is left`, {
		skip: process.platform !== "linux",
	}, async (t) => {
		const { wrong } = await endAtRandom(subject(t), 12);
		assert.deepEqual(wrong, []);
	});
}
