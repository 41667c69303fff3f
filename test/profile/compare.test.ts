// What differs from an earlier report.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";
import { profileSteadily } from "../support/profile.js";

const LISTEN =
	'import { createServer } from "node:http"; createServer((req, res) => res.end()).listen(0);';

test("two reports are compared: what came, what went, what changed, by how much", async (t) => {
	const files = (name: string, ...more: string[]) => ({
		"server.js": `import "./own.js"; import "${name}"; ${more.join(" ")}\n${LISTEN}`,
		"own.js": "busy(20);",
		"node_modules/old/package.json": "{}",
		"node_modules/old/index.js": "require('./part.js'); busy(100);",
		"node_modules/old/part.js": "busy(50);",
		"node_modules/new/package.json": "{}",
		"node_modules/new/index.js": "busy(30);",
	});
	const before = writeFiles(t, files("old"));
	const { stdout: json } = await profileSteadily(before, "server.js", "--json");
	const folder = writeFiles(t, files("new", "busy(40);"));
	writeFileSync(new URL("before.json", folder), json);
	const compare = ["server.js", "--compare", "before.json"];
	const { stdout: printed, code } = await profileSteadily(folder, ...compare);
	assert.equal(code, 0);
	assert.match(
		printed,
		/^Before: \d+ ms and 4 modules\. Now: \d+ ms and 3 modules \(−\d+ ms\)\.$/m,
	);
	const rows = printed.match(/(?<=^What differs, .*\n)(?: .*\n)+/m)?.[0] ?? "";
	// In the order of their sizes, whichever sign they have.
	assert.match(
		rows,
		/^ +−1\d\d ms +went {2}old\n +\+\d+ ms +\S+ ms → \d+ ms {2}server\.js\n +\+3\d ms +came {2}new\n/,
	);
	const { stdout } = await profileSteadily(folder, ...compare, "--json");
	const { comparison, marks } = JSON.parse(stdout);
	assert.equal(comparison.after.milliseconds, marks[0].time.median);
	const sum = comparison.differences.reduce(
		(total: number, each: { milliseconds: number }) =>
			total + each.milliseconds,
		0,
	);
	const { before: then, after: now } = comparison;
	assert.ok(Math.abs(now.milliseconds - then.milliseconds - sum) < 1);
	assert.deepEqual(
		comparison.differences
			.filter(({ after }: { after?: unknown }) => after === undefined)
			.map(({ name }: { name: string }) => name),
		["old"],
	);
});

test("what is no report is told before the server is started", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import { writeFileSync } from "node:fs";
writeFileSync(new URL("started", import.meta.url), "");\n${LISTEN}`,
		"text.json": "no JSON",
		"other.json": '{"marks":[{"time":{"median":"5"}}],"modules":[{}]}',
		"null.json": "null",
	});
	for (const file of ["text.json", "other.json", "null.json", ".", "gone"]) {
		const { code, stderr, stdout } = await runCommand(
			folder,
			"profile",
			...["server.js", "--compare", file],
		);
		assert.equal(code, 2, file);
		assert.match(stderr, /--compare is .*make one first: npx .* --json > /);
		assert.equal(stdout, "");
	}
	assert.ok(!existsSync(new URL("started", folder)));
});
