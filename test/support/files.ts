import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";

/**
 * Writes `files`, path to content, into a new folder that is removed when the test `t` ends; gives
 * the folder's URL, with a final slash. The modules in it are ES modules unless one is `package.json`.
 */
export function writeFiles(
	t: TestContext,
	files: Readonly<Record<string, string>>,
): URL {
	const folder = mkdtempSync(join(tmpdir(), "express-publisher-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	for (const [path, content] of Object.entries({
		"package.json": '{"type":"module"}',
		...files,
	})) {
		const file = join(folder, path);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
	}
	return pathToFileURL(`${folder}/`);
}
