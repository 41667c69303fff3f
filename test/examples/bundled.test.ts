// The example `bundled`: what measures it runs, and every variant answers. What the bundle answers is tested with `existing-app`.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "../support/consumer.js";

test("bundled and not, all variants start, alone and several at once", async () => {
	const printed = await run(
		pathToFileURL("./"),
		process.execPath,
		...["examples/bundled/measure.js", "--rounds", "1", "--processes", "2"],
	);
	const rows = printed
		.split("\n")
		.filter((line) => /^\| (?:dist\/)?server\.js/.test(line));
	const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
	const hasCache = major > 22 || (major === 22 && minor >= 8);
	assert.equal(rows.length, hasCache ? 4 : 2, printed);
	for (const row of rows) {
		assert.match(
			row,
			/^\| [\w/., ]+ \| \d+ \| [\d.]+ \| \d+ \| [\d.]+ \| \d+ \|$/,
		);
		assert.doesNotMatch(row, / 0 \|/);
	}
});

test("each Router that is imported on demand is a file of the bundle", () => {
	const files = readdirSync("examples/bundled/dist");
	for (const router of readdirSync("examples/existing-app/routers")) {
		const name = router.slice(0, -".js".length);
		const chunks = files.filter((file) =>
			new RegExp(`^${name}-[A-Z\\d]{8}\\.js$`).test(file),
		);
		assert.equal(chunks.length, 1, name);
	}
});
