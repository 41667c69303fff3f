// In which line of a source an import stands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importSource } from "../support/source.js";

const { importLines } = await importSource<{
	importLines(source: string): Map<string, number>;
}>("profile/report/import-line.ts");

const { reexportsIn } = await importSource<{
	reexportsIn(source: string): Set<string>;
}>("profile/report/import-line.ts");

const { computedImportLines } = await importSource<{
	computedImportLines(source: string): number[];
}>("profile/report/import-line.ts");

test("the lines of computed imports are those of calls with anything but a string", () => {
	assert.deepEqual(
		computedImportLines(`import a from "a"; const b = require("b"), c = await import(\`c\`);
for (const file of files) require(file);
// require(comment)
const text = "require(string)"; import(/* a comment */ new URL(file, base).href); import(other);
const d = await import(
	\`./\${d}.js\`
); function require (id) {} this.require(id); import.meta.resolve(id);
const e = require('e'); import( 'f' ); const { g } = require("g")(h);
`),
		[2, 4, 5],
	);
});

test("the line of an import is where its specifier stands", () => {
	const lines = importLines(`import a from "a";
import {
	b,
} from "b"; export * from "c";
export { d } from 'd';
const e = require("e"), f = await import(\`f\`);
const g = () => require(
	"g",
);
import(/* webpackChunkName: "x" */ "h");
import "i"
import j = require("j");
import type from "k";
`);
	assert.deepEqual(
		["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"].map((name) =>
			lines.get(name),
		),
		[1, 4, 4, 5, 6, 6, 8, 10, 11, 12, 13],
	);
});

test("neither a comment nor another string nor a type is an import", () => {
	const lines = importLines(`// import "a";
/* import "a";
 */
const name = "a", url = "http://x"; // 'b'
import type { A } from "a";
export type { B } from "a";
import type { C } from './d.ts'
type D = number
import { a } from "a";
import { e } from './d.ts'
`);
	assert.equal(lines.get("a"), 9);
	assert.equal(lines.get("./d.ts"), 10);
	assert.equal(lines.get("b"), undefined);
});

test("what is imported by a name that stands elsewhere is found there", () => {
	const lines = importLines(`const names = [
	"./a.js",
];
for (const name of names) await import(name);
`);
	assert.equal(lines.get("./a.js"), 2);
	assert.equal(lines.get("./b.js"), undefined);
});

test("what is re-exported is told from what is imported", () => {
	const reexports = reexportsIn(`import a from "a"; export * from "b";
export * as c from 'c'; export {
	d, // "no"
	e as default,
} from "d";
// export * from "comment";
export const f = "f"; export { a }; import { g } from "g"; const from = "h"; export default "i";
__exportStar(require("j"), exports); const k = require("k"); tslib_1.__exportStar(require("l"), exports);`);
	assert.deepEqual([...reexports].sort(), ["b", "c", "d", "j", "l"]);
});
