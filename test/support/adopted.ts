import assert from "node:assert/strict";
import { relative } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { adopt } from "../../dist/adopt/index.js";
import { writeFiles } from "./files.js";

/** Modules that fixtures mount. */
export const modules = {
	"router.js": `import { Router } from "express";\nexport default Router();\n`,
	"users.js": `export const show = (req, res) => res.send("show");
export async function list(req, res) {}
export const load = (req, res, next) => next();\n`,
	"legacy.cjs": `module.exports = require("express").Router();\n`,
	"posts.cjs": `exports.show = (req, res) => {};\nexports.list = function (req, res) {};\n`,
	"guard.js": "export default (req, res, next) => next();\n",
	"errors.js": "export default (err, req, res, next) => next(err);\n",
};

/** What was made of one file, with places as they are printed. */
export interface Adopted {
	/** The text of the file with all that was converted; the same as before if nothing was. */
	readonly text: string;
	/** Of each handler that stays: how it is written, why, and where that shows. */
	readonly left: readonly (readonly [
		handler: string,
		reason: string,
		...at: string[],
	])[];
	readonly next: readonly string[];
}

/**
 * Has the first of `files`, or `given`, adopted in a folder with `modules`. A second time changes
 * nothing, or this fails.
 */
export function adopted(
	t: TestContext,
	files: Readonly<Record<string, string>>,
	given = Object.keys(files).slice(0, 1),
): Adopted {
	const [main = ""] = given;
	const folder = writeFiles(t, { ...modules, ...files });
	const inFolder = (path: string) => fileURLToPath(new URL(path, folder));
	const once = adopt(given.map(inFolder));
	const problems = once.files.flatMap(({ problem }) => problem ?? []);
	assert.deepEqual(problems, []);
	const [file] = once.files;
	const text = file?.text ?? files[main] ?? "";
	const again = writeFiles(t, {
		...modules,
		...files,
		...Object.fromEntries(
			given.map((path, index) => [
				path,
				once.files[index]?.text ?? files[path] ?? "",
			]),
		),
	});
	const twice = adopt(given.map((path) => fileURLToPath(new URL(path, again))));
	assert.deepEqual(
		twice.files.map((one) => one.diff),
		given.map(() => ""),
	);
	const named = (path: string) => relative(inFolder("."), path);
	return {
		text,
		left: (file?.handlers ?? []).flatMap(({ outcome, handler, reason, at }) =>
			outcome === "stays"
				? [
						[
							handler,
							reason ?? "",
							...(at ?? []).map(
								(place) => `${named(place.file)}:${place.line}`,
							),
						] as const,
					]
				: [],
		),
		next: once.next.map(named),
	};
}
