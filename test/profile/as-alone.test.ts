// What a program can tell of itself is the same whether it runs alone or is recorded.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runCommand } from "../support/command.js";
import { writeFiles } from "../support/files.js";
import { reportOn } from "../support/profile.js";

/** Has a program write what it sees as a line of `seen`, and then listen until it is told to end. */
const TELL = `const { appendFileSync } = process.getBuiltinModule("node:fs");
exports.tell = (seen) => {
	appendFileSync("seen", JSON.stringify(seen) + "\\n");
	process.getBuiltinModule("node:http").createServer((req, res) => res.end()).listen(0, function () {
		if (process.env.ALONE) this.close();
	});
};`;

/** Gives what the program that is recorded sees in each run, which has to be what it sees alone. */
async function assertAsAlone(
	t: TestContext,
	script: string,
	files: Record<string, string>,
): Promise<void> {
	const folder = writeFiles(t, { "tell.cjs": TELL, ...files });
	const seen = new URL("seen", folder);
	const path = fileURLToPath(new URL(script, folder));
	await promisify(execFile)(process.execPath, [path], {
		cwd: fileURLToPath(folder),
		env: { ...process.env, ALONE: "1" },
	});
	const alone = readFileSync(seen, "utf8").trimEnd();
	rmSync(seen);
	const report = await reportOn(folder, script);
	assert.ok(report.isWhole, report.output);
	const recorded = readFileSync(seen, "utf8").trimEnd().split("\n");
	assert.ok(recorded.length >= 3, String(recorded));
	for (const line of recorded) {
		assert.deepEqual(JSON.parse(line), JSON.parse(alone));
	}
}

/** Gives the files of the functions under way but Node's own, as tools find out who has required them. */
const CALLERS = `function callers() {
	const { prepareStackTrace, stackTraceLimit } = Error;
	Error.stackTraceLimit = 50;
	Error.prepareStackTrace = (_, sites) => sites.map((site) => [site.getFileName(), site.getLineNumber(), site.getColumnNumber()]);
	const sites = new Error().stack;
	Object.assign(Error, { prepareStackTrace, stackTraceLimit });
	return sites.filter(([name]) => !String(name).startsWith("node:"));
}
`;

test("who has required a module, by its parent, its children and the stack", async (t) => {
	await assertAsAlone(t, "server.cjs", {
		"server.cjs": `const part = require("./part.cjs"); const again = require("./part.cjs"); require("./fails.cjs"); require("./tell.cjs").tell([
	part, again, require.main === module, module.parent, module.children.map(({ id }) => id), Object.keys(require.cache), module.id, Object.keys(module),
	process.execArgv, process.argv.slice(2), Error.stackTraceLimit, Object.keys(Error),
]);`,
		"part.cjs": `${CALLERS}exports.callers = callers();
exports.parent = [module.parent.id, module.parent.loaded, require.main === module.parent, module.loaded];
exports.frames = new Error().stack.split("\\n").slice(0, 4);`,
		"fails.cjs": `try { require("./throws.cjs"); } catch (error) { exports.stack = error.stack.split("\\n")[1]; }
exports.cached = Object.keys(require.cache).some((name) => name.endsWith("throws.cjs"));
exports.children = module.children.length;`,
		"throws.cjs": "throw new Error('caught');",
	});
});

test("columns of the first line, for errors, for Error.prepareStackTrace, and behind #!", async (t) => {
	await assertAsAlone(t, "server.mjs", {
		"server.mjs": `import { first } from "./first.mjs"; import { second } from "./second.mjs"; import common from "./common.cjs"; import { tell } from "./tell.cjs"; const own = new Error("own").stack;
const late = await import("./late.mjs");
const thrown = await import("./throws.mjs").catch(({ stack }) => stack.split("\\n")[1]);
tell([first, second, common, late, thrown, own.split("\\n")[1], import.meta.url]);`,
		"first.mjs": `export const first = new Error("first").stack.split("\\n")[1]; export const lines = 1;`,
		"second.mjs": `#!/usr/bin/env node
${CALLERS}export const second = callers();`,
		"late.mjs": `export const { stack } = await new Promise((resolve) => setTimeout(() => resolve(new Error("late")), 1)); export const at = new Error("at").stack.split("\\n")[1];`,
		"throws.mjs": `/* before */ throw new Error("thrown");`,
		"common.cjs": `${CALLERS}module.exports = [callers(), module.parent ?? null, require.main ?? null];`,
	});
});

test("a package that is called internal, and what Node has by that name", async (t) => {
	const files = {
		"node_modules/internal/package.json": '{"name":"internal"}',
		"node_modules/internal/index.js": 'module.exports = "internal";',
		"node_modules/internal/errors.js": 'module.exports = "errors";',
		"node_modules/internal/util/index.js": 'module.exports = "util";',
	};
	const seen = `require("internal"), require("internal/errors"), require("internal/util"), require("internal/errors.js"),
	require.resolve("internal/errors"), isBuiltin("internal/errors"), builtinModules`;
	await assertAsAlone(t, "server.cjs", {
		...files,
		"server.cjs": `const { isBuiltin, builtinModules } = require("node:module");
require("./tell.cjs").tell([${seen}]);`,
	});
	await assertAsAlone(t, "server.mjs", {
		...files,
		"server.mjs": `import { builtinModules, createRequire, isBuiltin } from "node:module";
import errors from "internal/errors.js";
import { tell } from "./tell.cjs";
const require = createRequire(import.meta.url);
tell([errors, ${seen}]);`,
	});
});

const wrong: Readonly<Record<string, string>> = {
	"does not parse": "const one = 1; const = 2;",
	"does not end": "const one = 1; function open() {",
	throws: "const one = 1; throw new Error('out of cheese');",
};
for (const [what, source] of Object.entries(wrong)) {
	test(`of a module that ${what}, the line that is quoted is its own`, async (t) => {
		const folder = writeFiles(t, {
			"server.mjs": 'import "./wrong.mjs";',
			"wrong.mjs": source,
		});
		const { code, stdout } = await runCommand(folder, "profile", "server.mjs");
		assert.equal(code, 1);
		assert.match(stdout, /wrong\.mjs:1\n/);
		assert.ok(stdout.split("\n").includes(source), stdout);
		assert.doesNotMatch(stdout, /__express_publisher/);
	});
}
