// The command line as people know it: help, version, colours, suggestions, and what waits says so.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { page, siteOf } from "../support/checked.js";
import { runCommand, runCommandWith } from "../support/command.js";
import { writeFiles } from "../support/files.js";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

for (const command of ["check", "tree", "profile"]) {
	test(`${command}: help with defaults, examples and exit codes, and the version`, async (t) => {
		const folder = writeFiles(t, {});
		for (const args of [
			[command, "--help"],
			[command, "-h"],
			["help", command],
		]) {
			const { code, stdout, stderr } = await runCommand(folder, ...args);
			assert.equal(code, 0);
			assert.equal(stderr, "");
			assert.match(stdout, new RegExp(`^Usage: express-publisher ${command} `));
			assert.match(stdout, /--timeout MS .*\(default: \d+\)/);
			assert.match(
				stdout,
				new RegExp(`^ {2}npx express-publisher ${command} `, "m"),
			);
			assert.match(stdout, /^ {2}0 .*\n {2}1 .*\n {2}2 /m);
		}
		for (const args of [
			[command, "--version"],
			[command, "-v"],
			["--version"],
		]) {
			const { code, stdout } = await runCommand(folder, ...args);
			assert.equal(code, 0);
			assert.equal(stdout, `${version}\n`);
		}
	});

	test(`${command}: a time that is none, in the same words`, async (t) => {
		const args = [command, "site/index.js", "--timeout", "2147483648"];
		const { code, stderr } = await runCommand(
			writeFiles(t, siteOf({})),
			...args,
		);
		assert.equal(code, 2);
		assert.equal(
			stderr,
			`express-publisher ${command}: --timeout is 2147483648; it must be a whole number of milliseconds, from 1 to 2147483647\n`,
		);
	});
}

const typed: Readonly<Record<string, string | undefined>> = {
	chekc: "check",
	chec: "check",
	tre: "tree",
	profiel: "profile",
	prfile: "profile",
	serve: undefined,
	x: undefined,
};
for (const [name, meant] of Object.entries(typed)) {
	test(`${name} was probably meant to be ${meant ?? "none of ours"}`, async (t) => {
		const { code, stderr } = await runCommand(writeFiles(t, {}), name);
		assert.equal(code, 2);
		assert.equal(/did you mean (\w+)\?/.exec(stderr)?.[1], meant);
	});
}

test("colours where they are wanted, and none of the site's own", async (t) => {
	const folder = writeFiles(
		t,
		siteOf({ "red.js": 'throw new Error("\\u001b[41mtheirs");' }),
	);
	const args = ["check", "site/index.js"] as const;
	const colours = async (env: NodeJS.ProcessEnv) => {
		const { stdout } = await runCommandWith(env, folder, ...args);
		assert.ok(!stdout.includes("\x1b[41m"));
		return stdout.includes("\x1b[31m✗ /red");
	};
	assert.equal(await colours({ FORCE_COLOR: "1" }), true);
	assert.equal(await colours({ FORCE_COLOR: "0" }), false);
	assert.equal(await colours({ NO_COLOR: "1" }), false);
	const json = [...args, "--json"];
	const { stdout } = await runCommandWith(
		{ FORCE_COLOR: "1" },
		folder,
		...json,
	);
	assert.equal(JSON.parse(stdout).problems.length, 1);
});

/** Runs a command in a terminal of 60 columns; gives what that was sent, or `undefined` if there is no terminal. */
function onTerminal(t: TestContext, folder: URL, command: string) {
	const { error, stdout, status } = spawnSync(
		"script",
		[
			...["--quiet", "--return", "--command"],
			`stty columns 60; ${command}`,
			"/dev/null",
		],
		{ cwd: fileURLToPath(folder), encoding: "utf8", input: "" },
	);
	if (error !== undefined) {
		t.skip(`no terminal: ${error.message}`);
		return undefined;
	}
	return { stdout, status };
}

const COMMAND = `${process.execPath} ${resolve("dist/cli/main.js")}`;
const SLOW = "await new Promise((resolve) => setTimeout(resolve, 2_500));";

test("who waits for more than a second is told for what", (t) => {
	const folder = writeFiles(t, siteOf({ "slow.js": `${SLOW}\n${page}` }));
	const slow = new URL(
		"site/index.js",
		writeFiles(t, {
			"site/index.js": `${SLOW}\nexport const _q_exports = [];`,
		}),
	);
	const check = onTerminal(
		t,
		folder,
		`${COMMAND} check site/index.js --url > report.txt`,
	);
	if (check !== undefined) {
		assert.match(check.stdout, /\d\/\d \/\S* … [12] s/);
		assert.ok(check.stdout.endsWith("\r\x1b[K"), JSON.stringify(check.stdout));
	}
	const tree = onTerminal(
		t,
		folder,
		`${COMMAND} tree ${fileURLToPath(slow)} > tree.txt`,
	);
	if (tree !== undefined) {
		assert.match(tree.stdout, /Importing \S+ … [12] s/);
		assert.ok(tree.stdout.endsWith("\r\x1b[K"));
	}
});

test("a profile tells which run it is that takes more than a second", (t) => {
	const folder = writeFiles(t, {
		"server.js": `${SLOW}\nprocess.exit();`,
	});
	const profile = onTerminal(
		t,
		folder,
		`${COMMAND} profile server.js > report.txt`,
	);
	if (profile !== undefined) {
		assert.match(profile.stdout, /Starting server\.js, run 1 … [12] s/);
		assert.ok(profile.stdout.endsWith("\r\x1b[K"));
	}
});

test("a signal clears the line, and the shell learns of it", (t) => {
	const folder = writeFiles(
		t,
		siteOf({
			"kills.js": `process.kill(Number(process.env.COMMAND), "SIGTERM"); ${SLOW}`,
		}),
	);
	const shell = `sh -c 'export COMMAND=$$; exec ${COMMAND} check site/index.js > report.txt'`;
	const ended = onTerminal(t, folder, shell);
	if (ended !== undefined) {
		assert.equal(ended.status, 143);
		assert.ok(
			ended.stdout
				.trimEnd()
				.replace(/Terminated\s*$/, "")
				.endsWith("\r\x1b[K"),
			JSON.stringify(ended.stdout),
		);
	}
});

test("a reader that has had enough is no error", async (t) => {
	const names = Object.fromEntries(
		Array.from({ length: 3_000 }, (_, index) => [
			`name${index}-${"x".repeat(100)}.js`,
			page,
		]),
	);
	const command = spawn(
		process.execPath,
		[resolve("dist/cli/main.js"), "tree", "site/index.js"],
		{
			cwd: fileURLToPath(writeFiles(t, siteOf(names))),
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
	let errors = "";
	command.stderr.on("data", (chunk: Buffer) => {
		errors += chunk;
	});
	command.stdout.destroy();
	assert.deepEqual(await once(command, "close"), [0, null]);
	assert.equal(errors, "");
});

for (const [args, message] of [
	[["check", "./a.js", "--alon"], /did you mean --alone\?$/],
	[["tree", "./a.js", "--alon"], /mean express-publisher check --alone\?$/],
	[["tree", "./a.js", "--jso"], /did you mean --json\?$/],
	[
		["profile", "./a.js", "--port", "3"],
		/; npx express-publisher profile --help tells the options; what is for the server itself comes behind --$/,
	],
	[["adopt"], /: npx express-publisher adopt \.\/server\.js$/],
	[["check"], /: npx express-publisher check \.\/server\.js$/],
	[["tree", "a.js", "b.js"], /: npx express-publisher tree a\.js$/],
	[["profile"], /: npx express-publisher profile \.\/server\.js$/],
	[["profile", "empty"], /empty is a folder .*such as empty\/server\.js$/],
	[["profile", "a.js", "--html", ""], /--html is empty; give a file/],
	[["profile", "a.js", "--compare", "a.js"], /no report; .* > before\.json$/],
	[["profile", "a.js", "--compare", "b.json"], /not there; .* > b\.json$/],
	[["--versio"], /did you mean --version\?/],
	[["profile", "data.json"], /data\.json is no script; give the script/],
	[["adopt", "./nothere.js"], /there is no file \.\/nothere\.js; give /],
	[["adopt", "empty"], /empty is a folder; give /],
] as const) {
	test(`what to type next: ${args.join(" ")}`, async (t) => {
		const folder = writeFiles(t, {
			"a.js": "",
			"data.json": "{}",
			"empty/a.txt": "",
		});
		const { code, stdout, stderr } = await runCommand(folder, ...args);
		assert.equal(code, 2);
		assert.equal(stdout, "");
		assert.match(stderr.trimEnd(), message);
	});
}

test("no frames of ours are in what is printed", async (t) => {
	const folder = writeFiles(
		t,
		siteOf({
			"broken.js": 'throw new Error("down");',
			"late.js": `setTimeout(() => { throw new Error("late"); }); ${page}`,
		}),
	);
	const args = ["check", "site/index.js", "--json"] as const;
	const { stdout } = await runCommand(folder, ...args);
	const { problems } = JSON.parse(stdout);
	assert.ok(problems.length >= 1, stdout);
	for (const { stack } of problems) {
		assert.match(stack, /\n\s+at /);
	}
	assert.ok(!stdout.includes(resolve("dist")), stdout);
});
