import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import type { CheckReport } from "express-publisher/check";
import { runCommand } from "./command.js";
import { writeFiles } from "./files.js";

/** The source of a module that is a page. */
export const page = 'export default () => "page";';

/** Gives the modules of a site whose guesser finds `modules`, beside one that is well. */
export function siteOf(modules: Readonly<Record<string, string>>) {
	const names = Object.keys(modules).map((file) => file.replace(/\..*/, ""));
	const files = Object.entries(modules).map(([file, source]) => [
		`site/${file}`,
		source,
	]);
	return {
		"site/index.js": `export const _q_exports = ${JSON.stringify([...names, "well"])};
			export const _q_url = import.meta.url;`,
		"site/well.js": page,
		...Object.fromEntries(files),
	};
}

/** Checks a site as a command; gives its report, after it was found to hold nothing else. */
export async function checked(
	t: TestContext,
	files: Readonly<Record<string, string>>,
	...args: readonly string[]
) {
	const folder = writeFiles(t, files);
	const ran = await runCommand(
		folder,
		...["check", "site/index.js", "--json", ...args],
	);
	const report: CheckReport = JSON.parse(ran.stdout);
	assert.equal(ran.code, report.problems.length === 0 ? 0 : 1);
	const fileOf = (path: string) => fileURLToPath(new URL(path, folder));
	return { ...ran, report, fileOf };
}

/** Keeps a process from going on, without keeping the machine busy meanwhile. */
export const BLOCK =
	"Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
