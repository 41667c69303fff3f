// The commands and the functions of `express-publisher/check`, as installed from the packed tarball.
import assert from "node:assert/strict";
import { test } from "node:test";
import { packTo, run } from "../support/consumer.js";
import { writeFiles } from "../support/files.js";

test("the packed package: the commands by npx, and the functions behind them", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"lazy.mjs": 'export default () => "imported";',
		"site/index.mjs": `export const _q_exports = ["lazy", "own"], own = "text";
			export const _q_import = (name) => import("../" + name + ".mjs");`,
		"check.mjs": `
			import { check, tree } from "express-publisher/check";
			const { problems } = await check("site/index.mjs", { alone: true, url: true });
			const { exports } = await tree("site/index.mjs");
			const states = exports.map(({ state }) => state).join(" ");
			console.log(problems.length + " problems, then " + states);`,
	});
	await run(
		folder,
		"npm",
		"install",
		...["--no-audit", "--no-fund", "--prefer-offline"],
		...[await packTo(t), "express@5"],
	);
	const command = [
		"--no",
		"express-publisher",
		"check",
		"site/index.mjs",
		"--url",
	];
	const checked = await run(folder, "npx", ...command);
	assert.match(checked, /^site\/index\.mjs: 2 exports: all is well\.\n/);
	const printed = await run(folder, process.execPath, "check.mjs");
	assert.equal(printed, "0 problems, then not imported own\n");
});
