// What the guesser finds, and what it does not pass over, on whatever runs this.
import assert from "node:assert/strict";
import publisher from "express-publisher";

const root = import.meta.resolve("site/index.js");
const { imports } = await publisher(root).preload();
const outcomes = Object.fromEntries(
	imports.map(({ path, outcome, error }) => [
		path,
		outcome === "failed" ? String(error.cause.message) : outcome,
	]),
);
const { "/misses": misses, "/unparsable": unparsable, ...rest } = outcomes;
const candidates = ["missing.js", "missing/index.js"].map(
	(file) => new URL(file, root).href,
);
assert.deepEqual(rest, {
	"/": "imported",
	"/file": "imported",
	"/folder": "imported",
	"/folder/deep": "imported",
	"/both": "imported",
	"/a%20b": "imported",
	"/throws": "thrown",
	"/missing": `there is no module at ${candidates.join(" or ")}`,
});
for (const own of [misses, unparsable]) {
	assert.notEqual(own, "imported");
	assert.doesNotMatch(own, /there is no module/);
}
