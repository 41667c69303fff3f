import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Writes `files`, path to content, into a new folder that is removed when the test `t` ends; gives
 * the folder's URL, with a final slash. The modules in it are ES modules unless one is `package.json`.
 */
export function writeFiles(
	t: Pick<TestContext, "after">,
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

/** Has modules in `folder` find the package that is installed here as `installed`, by the name `name`. */
export function linkPackage(folder: URL, name: string, installed = name): void {
	const link = fileURLToPath(new URL(`node_modules/${name}`, folder));
	mkdirSync(dirname(link), { recursive: true });
	symlinkSync(resolve("node_modules", installed), link, "dir");
}
