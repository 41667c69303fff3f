// What modules do to the processes of a check, and what is left of those when it is ended at any moment.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { check } from "express-publisher/check";
import { BLOCK, checked, page, siteOf } from "../support/checked.js";
import { writeFiles } from "../support/files.js";
import { isAlive, until } from "../support/until.js";

/** A module that starts two processes at import, one in a group of its own, and writes their numbers down, and its own. */
const STARTS = `import { appendFileSync } from "node:fs";
	import { spawn } from "node:child_process";
	for (const detached of [false, true]) {
		const sleeper = spawn(process.execPath, ["-e", "setTimeout(() => {}, 100_000)"], { stdio: "ignore", detached });
		sleeper.unref();
		appendFileSync(new URL("pids.txt", import.meta.url), sleeper.pid + "\\n");
	}
	appendFileSync(new URL("pids.txt", import.meta.url), process.pid + "\\n");
	export default "page";`;

function pidsIn(folder: string): number[] {
	const file = `${folder}/site/pids.txt`;
	return existsSync(file)
		? readFileSync(file, "utf8").trim().split("\n").map(Number)
		: [];
}

test("what modules start at import ends with their trial", async (t) => {
	const { report, fileOf } = await checked(
		t,
		siteOf({ "starts.js": STARTS, "more.js": STARTS }),
		"--alone",
	);
	assert.deepEqual(report.problems, []);
	const pids = pidsIn(fileOf("."));
	assert.ok(pids.length >= 12, String(pids));
	await until(() => !pids.some(isAlive));
});

for (const signal of ["SIGTERM", "SIGQUIT", "SIGKILL"] as const) {
	test(`a check that is ended by ${signal} leaves neither a busy site nor what that has started`, async (t) => {
		const folder = fileURLToPath(
			writeFiles(t, siteOf({ "starts.js": STARTS, "busy.js": "for (;;) {}" })),
		);
		const command = spawn(
			process.execPath,
			[resolve("dist/cli/main.js"), "check", "site/index.js"],
			{ cwd: folder, stdio: "ignore" },
		);
		await until(() => pidsIn(folder).length === 3);
		const exit = once(command, "exit");
		command.kill(signal);
		assert.deepEqual(await exit, [null, signal]);
		const pids = pidsIn(folder);
		await until(() => !pids.some(isAlive));
	});
}

const meddling: Readonly<Record<string, string>> = {
	"tells on 3 and 4 that it is ready": `import { writeSync } from "node:fs";
		for (const descriptor of [3, 4]) {
			try { writeSync(descriptor, "READY=1\\n{\\"kind\\":\\"done\\"}\\n"); } catch {}
		}`,
	"writes what looks like messages into the channel": `import { writeSync } from "node:fs";
		writeSync(15, "null\\n{\\"kind\\":\\"stray\\",\\"path\\":7}\\n{\\n");`,
};
for (const [what, source] of Object.entries(meddling)) {
	test(`a module that ${what} is well`, async (t) => {
		const { report } = await checked(
			t,
			siteOf({ "meddles.js": `${source}\n${page}` }),
		);
		assert.deepEqual(report.problems, []);
	});
}

test("nothing of ours is written into a file that got the number of a closed descriptor", async (t) => {
	const { report, fileOf } = await checked(
		t,
		siteOf({
			"closes.js": `import { closeSync, openSync, writeSync } from "node:fs";
				closeSync(15);
				while (openSync(new URL("own.txt", import.meta.url), "a") < 15);
				writeSync(15, "mine\\n");
				${page}`,
		}),
	);
	assert.match(readFileSync(fileOf("site/own.txt"), "utf8"), /^(mine\n)+$/);
	assert.equal(report.problems[0]?.path, "/closes");
});

async function siteFile(t: TestContext, modules: Record<string, string>) {
	const folder = writeFiles(t, siteOf(modules));
	return new URL("site/index.js", folder);
}

test("what a caller's onProgress throws is a rejection of check, and ends nothing else", async (t) => {
	const site = await siteFile(t, { "blocks.js": BLOCK });
	const failure = new Error("the caller's own");
	await assert.rejects(
		check(site, {
			onProgress() {
				throw failure;
			},
		}),
		failure,
	);
});
