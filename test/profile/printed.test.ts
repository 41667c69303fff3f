// What the command `profile` prints, and how it finds its script.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommand } from "../support/command.js";
import { linkPackage, writeFiles } from "../support/files.js";
import {
	moduleNamed,
	profileSteadily,
	reportOn,
	steadyReportOn,
} from "../support/profile.js";

const WORK = "busy(60);";
const LISTEN = `import { createServer } from "node:http";
createServer((req, res) => res.end("ok")).listen(0);`;

test("a cut is printed with the lines to change, on one screen", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import {
	one,
} from "./one.js";
import "./two.js";
for (const name of ["./computed.js"]) await import(new URL(name, import.meta.url).href);
${WORK.repeat(5)}
${LISTEN}`,
		"one.js": `import "./sub/tools.js"; export const one = 1;`,
		"two.js": `import "./sub/../sub/tools.js"; import "./a-folder-with-a-long-name/a-module-with-a-long-name.js";`,
		"sub/tools.js": `import "./more.js";\n${WORK}`,
		"sub/more.js": WORK,
		"computed.js": WORK,
		"a-folder-with-a-long-name/a-module-with-a-long-name.js": WORK,
		...Object.fromEntries(
			Array.from({ length: 3 }, (_, index) => [`unused-${index}.js`, ""]),
		),
	});
	const { stdout: printed, code } = await profileSteadily(folder, "server.js");
	assert.equal(code, 0);
	assert.match(printed, /^server\.js on Node v[\d.]+: one run; .* --repeat 3 /);
	// Which of the two is read first is not in our hands.
	assert.match(
		printed,
		/ 2 modules {2}(?:one\.js:1, two\.js:1|two\.js:1, one\.js:1) import sub\/tools\.js\n/,
	);
	assert.match(printed, / 1 module {2}server\.js imports computed\.js\n/);
	assert.match(
		printed,
		/ 1 module {2}two\.js:1\n {10,}imports \.\/a-folder-with-a-long-name\/a-module/,
	);
	// What is nested in it is not named again.
	assert.doesNotMatch(printed, /more\.js/);
	assert.doesNotMatch(printed, /\(\d+–\d+\)/, "one run has no range");
	assert.match(
		printed,
		/server listens after [\d.]+ ms \(× \d\.\d\d\)\.\n\nNext: /,
	);
	assert.match(
		printed,
		/\nNext: npx express-publisher profile server\.js --json > before\.json, .*\n.* --compare before\.json\n$/,
	);
	assertScreen(printed);

	const again = await profileSteadily(folder, "server.js", "--repeat", "2");
	assert.match(again.stdout, /: medians of 2 runs, in brackets/);
	assert.match(
		again.stdout,
		/ ms +\([\d.]+–[\d.]+\) +2 modules {2}(?:one|two)\.js:1,/,
	);
	assertScreen(again.stdout);
});

test("an import after the start, and one of what hangs on the cut itself, is no line to change", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import { createServer } from "node:http";
import lib from "lib";
createServer(async (req, res) => {
	await import("./page.js");
	res.end(typeof lib);
}).listen(0);`,
		"page.js": 'import "lib";',
		"node_modules/lib/package.json": "{}",
		"node_modules/lib/index.js": `require("./part.js");\n${WORK}`,
		"node_modules/lib/part.js": 'require("./index.js");',
	});
	const { stdout: printed } = await profileSteadily(folder, "server.js");
	assert.match(printed, / 2 modules {2}server\.js:2 imports lib\n/);
});

test("all times are told without the recording", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import "./busy.js";\n${LISTEN}`,
		"busy.js": WORK,
	});
	const report = await steadyReportOn(folder, "server.js", "--repeat", "3");
	const [{ time, recorded, shares }] = report.marks;
	assert.equal(
		time.median,
		report.cost?.plain,
		"what is told is without the recording",
	);
	assert.ok(recorded > time.median, `${recorded} of ${time.median}`);
	const { recording, ...told } = shares;
	assert.ok(recording > 0);
	const sum = Object.values(told).reduce((a, b) => a + b, 0);
	assert.ok(Math.abs(sum - time.median) < 1, `${sum} of ${time.median}`);
	assert.ok(report.cuts.length > 0);
});

test("a cut that saves nothing at the low end of its range is left out; one that does is named, however wide that is", async (t) => {
	// Of eleven starts, the third and each second one after it are recorded and count.
	const busyIn = (starts: string, busy: object) =>
		`import { appendFileSync, readFileSync } from "node:fs";
const file = new URL("${starts}", import.meta.url);
appendFileSync(file, ".");
busy(${JSON.stringify(busy)}[readFileSync(file).length] ?? 0);`;
	const folder = writeFiles(t, {
		"server.js": `import "./steady.js"; import "./rare.js"; import "./unsteady.js";\n${WORK.repeat(5)}\n${LISTEN}`,
		"steady.js": WORK,
		"rare.js": busyIn("rare", { 7: 600, 9: 600, 11: 600 }),
		"unsteady.js": busyIn("unsteady", { 3: 40, 5: 40, 7: 60, 9: 300, 11: 300 }),
	});
	const report = await steadyReportOn(folder, "server.js", "--repeat", "5");
	const names = report.cuts.map(({ module }) =>
		report.modules[module]?.name.split("/").at(-1),
	);
	assert.deepEqual(names.sort(), ["steady.js", "unsteady.js"]);
});

test("of two copies of Express, the server's own is the floor, and the other one is saved with what brings it", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import "framework";
import express from "express";
express().get("/", (req, res) => res.send("ok")).listen(0);`,
		"node_modules/framework/package.json": "{}",
		"node_modules/framework/index.js": `require("express");\n${WORK}`,
	});
	linkPackage(folder, "express");
	linkPackage(folder, "framework/node_modules/express", "express4");
	const report = await steadyReportOn(folder, "server.js");
	assert.deepEqual(report.floor.names, ["Node", "express"]);
	assert.ok(moduleNamed(report, "express/lib/express.js").isFloor);
	assert.ok(!moduleNamed(report, "express4/lib/express.js").isFloor);
	const framework = report.cuts.find(({ module }) =>
		report.modules[module]?.name.endsWith("framework/index.js"),
	);
	assert.ok(Number(framework?.files) > 5, `${framework?.files}`);
});

test("a script is found as Node finds it: behind a link, without its ending, as a folder", async (t) => {
	const folder = writeFiles(t, {
		"src/index.cjs": "",
		"src/package.json": '{"main":"./main.js"}',
		"src/main.js": `require("./busy.js");
require("node:http").createServer((req, res) => res.end()).listen(0);`,
		"src/busy.js": WORK,
	});
	symlinkSync("src/main.js", new URL("link.js", folder));
	for (const script of ["link.js", "src/main", "src"]) {
		const { stdout: printed } = await profileSteadily(folder, script);
		assert.match(
			printed,
			/ 1 module {2}src\/main\.js:1 imports \.\/busy\.js\n/,
			script,
		);
	}
});

test("a server that starts just once is reported as it was then, with a word", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import { writeFileSync } from "node:fs";
writeFileSync(new URL("lock", import.meta.url), "", { flag: "wx" });
${LISTEN}`,
	});
	const { stdout: printed, code } = await runCommand(
		folder,
		"profile",
		"server.js",
	);
	assert.equal(code, 0);
	assert.match(printed, /answered once, but not when it was started again/);
	assert.match(printed, /until it has answered \//);
	assert.match(printed, /EEXIST/);
});

test("a server that listens later than --max-ms fails", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import "./busy.js"; import "./idle.js";\n${LISTEN}`,
		"busy.js": "busy(300);",
		"idle.js": "busy(30);",
	});
	const late = await profileSteadily(folder, "server.js", "--max-ms", "300");
	assert.equal(late.code, 1);
	assert.match(
		late.stderr,
		/the server listened after 3\d\d ms, later than --max-ms 300/,
	);
	assert.match(late.stdout, / 2 modules {2}all of these together\n/);
	const soon = await profileSteadily(folder, "server.js", "--max-ms", "60000");
	assert.equal(soon.code, 0);
	assert.equal(soon.stderr, "");
});

test("the parts add up to the time without the recording", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import "./busy.js";\n${LISTEN}`,
		"busy.js": "for (const end = Date.now() + 100; Date.now() < end; );",
	});
	const report = await reportOn(folder, "server.js");
	for (const { time, shares } of report.marks) {
		const { node, floor, modules, outside } = shares;
		const sum = node + floor + modules + outside;
		assert.ok(Math.abs(sum - time.median) < 0.01, `${sum} of ${time.median}`);
	}
});

test("a page that cannot be written is told before the server is started", async (t) => {
	const folder = writeFiles(t, {
		"server.js": `import { writeFileSync } from "node:fs";
writeFileSync(new URL("started", import.meta.url), "");`,
	});
	symlinkSync("server.js", new URL("link.html", folder));
	execFileSync("mkfifo", [fileURLToPath(new URL("fifo.html", folder))]);
	const names = readdirSync(folder).sort();
	const unfit = ["missing/report.html", ".", "server.js"];
	for (const html of [...unfit, "link.html", "fifo.html"]) {
		const args = ["server.js", "--html", html];
		const {
			code,
			stderr: errors,
			stdout: printed,
		} = await runCommand(folder, "profile", ...args);
		assert.equal(code, 2);
		assert.match(errors, /cannot write the page/);
		assert.equal(printed, "");
	}
	assert.ok(!existsSync(new URL("started", folder)));
	assert.match(readFileSync(new URL("server.js", folder), "utf8"), /started/);
	assert.deepEqual(readdirSync(folder).sort(), names);
});

test("the JSON can be cut short by what reads it", async (t) => {
	const folder = writeFiles(t, { "server.js": LISTEN });
	const command = `"${process.execPath}" "${resolve("dist/cli/main.js")}" profile server.js --json | head -n 1`;
	const printed = execFileSync("sh", ["-c", command], {
		cwd: fileURLToPath(folder),
		encoding: "utf8",
		stdio: ["ignore", "pipe", "inherit"],
	});
	assert.equal(printed, "{\n");
});

/** It has to fit on one, and to be text alone. */
function assertScreen(printed: string): void {
	const lines = printed.split("\n");
	assert.ok(lines.length <= 40);
	assert.deepEqual(
		lines.filter((line) => line.length > 105 || /\s$|\p{Cc}/u.test(line)),
		[],
	);
}
