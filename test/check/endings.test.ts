// Modules that end their process, never return, or keep it alive, and a command that is killed itself.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { BLOCK, checked, page, siteOf } from "../support/checked.js";
import { writeFiles } from "../support/files.js";
import { isAlive, until } from "../support/until.js";

test("what modules keep open does not keep the command alive", async (t) => {
	const { report } = await checked(
		t,
		siteOf({
			"opens.js": `import { createServer } from "node:http";
				import { spawn } from "node:child_process";
				createServer().listen(0, "127.0.0.1");
				setInterval(() => {}, 1_000);
				process.on("SIGTERM", () => {});
				process.on("exit", () => { ${BLOCK} });
				// A process that outlives its parent, and holds on to the parent's output.
				const orphan = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { stdio: "inherit", detached: true });
				globalThis.orphan = orphan.pid;
				export default () => "page";`,
			"tells.js": "export default String(globalThis.orphan);",
		}),
	);
	assert.deepEqual(report.problems, []);
});

const ends: Readonly<Record<string, readonly [string, RegExp, string[]?]>> = {
	"kills the process": ["process.kill(process.pid, 'SIGKILL');", /SIGKILL/],
	"ends the process behind our back": ["process.reallyExit(3);", /exit code 3/],
	"never returns": [BLOCK, /kept the process busy/, ["--timeout", "3000"]],
};
for (const [what, [source, cause, args = []]] of Object.entries(ends)) {
	test(`a module that ${what} is named, and the command ends`, async (t) => {
		const { report, fileOf } = await checked(
			t,
			siteOf({ "first.js": page, "ends.js": source, "last.js": page }),
			...args,
		);
		const [problem, ...others] = report.problems;
		assert.deepEqual(others, []);
		assert.equal(problem?.path, "/ends");
		assert.match(String(problem?.cause), cause);
		assert.match(String(problem?.remedy), /comes after it was not checked/);
		assert.ok(fileOf);
	});
}

test("a command that is killed takes the site's process with it", async (t) => {
	const folder = writeFiles(
		t,
		siteOf({
			"waits.js": `import { writeFileSync } from "node:fs";
				writeFileSync("pid.txt", String(process.pid));
				await new Promise(() => {});`,
		}),
	);
	const command = spawn(
		process.execPath,
		[resolve("dist/cli/main.js"), "check", "site/index.js", "--url"],
		{ cwd: fileURLToPath(folder), stdio: "ignore" },
	);
	const pidFile = new URL("pid.txt", folder);
	await until(() => existsSync(pidFile) && readFileSync(pidFile).length > 0);
	const pid = Number(readFileSync(pidFile, "utf8"));
	assert.ok(isAlive(pid));
	command.kill("SIGKILL");
	await until(() => !isAlive(pid));
});
