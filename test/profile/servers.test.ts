// Servers that hang, fail, fork, listen anywhere or do odd things: each is reported, and nothing of it is left running.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
} from "node:fs";
import { resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { BLOCK } from "../support/checked.js";
import { runCommand } from "../support/command.js";
import { linkPackage, writeFiles } from "../support/files.js";
import { importersOf, moduleNamed, reportOn } from "../support/profile.js";
import { isAlive, until } from "../support/until.js";

/** Has each process that imports it first write its number into a file. */
const REPORT = 'import "./report.js";';
const LISTEN = `import { createServer } from "node:http";
const server = createServer((req, res) => res.end("ok"));
`;

test("a server that never listens", async (t) => {
	const folder = write(t, "import './part.js'; setInterval(() => {}, 1000);");
	const report = await reportOn(folder, "server.js", "--timeout", "3000");
	assert.ok(!report.isWhole);
	assert.match(report.words.join(), /^It did not listen within 3 s/);
	assert.equal(report.marks[0]?.name, "ended");
	moduleNamed(report, "part.js");
	await assertGone(folder);
	const { code } = await runCommand(
		folder,
		"profile",
		"server.js",
		"--timeout",
		"1000",
	);
	assert.equal(code, 1);
});

test("a server of which a module never ends", async (t) => {
	const folder = write(t, "import './stuck.js';", {
		"stuck.js": `import { writeFileSync } from "node:fs";
writeFileSync(new URL("began", import.meta.url), String(performance.now()));
${BLOCK}`,
	});
	const report = await reportOn(folder, "server.js", "--timeout", "3000");
	assert.match(
		report.words.join(),
		/did not listen within 3 s.*stuck\.js was not done/,
	);
	const [own = 0] = moduleNamed(report, "stuck.js").own;
	const began = Number(readFileSync(new URL("began", folder), "utf8"));
	// The clocks of two processes differ by a little.
	assert.ok(own >= report.marks[0].recorded - began - 10, `${own}`);
	await assertGone(folder);
});

test("a server that throws at start", async (t) => {
	const folder = write(t, "import './part.js'; import './broken.js';", {
		"broken.js": "throw new Error('out of cheese');",
	});
	const { code, stdout: printed } = await runCommand(
		folder,
		"profile",
		"server.js",
	);
	assert.equal(code, 1);
	assert.match(printed, /It ended before it listened \(exit code 1\)/);
	assert.match(printed, /broken\.js was not done/);
	assert.match(printed, /Error: out of cheese/);
	await assertGone(folder);
});

test("an app that is exported and listens nowhere", async (t) => {
	const folder = write(
		t,
		`import express from "express";
export const app = express();
app.get("/", (req, res) => res.send("ok"));`,
	);
	linkPackage(folder, "express");
	const report = await reportOn(folder, "server.js");
	assert.match(
		report.words.join(),
		/It made an app, and nothing called its listen: give a script that does/,
	);
});

test("a module of a URL that no file can have", async (t) => {
	const folder = write(
		t,
		`${LISTEN}import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(\`
export const resolve = (name, context, next) =>
	name === "odd" ? { url: "file://host/odd.js", shortCircuit: true } : next(name, context);
export const load = (url, context, next) =>
	url === "file://host/odd.js" ? { format: "module", source: "export default 1", shortCircuit: true } : next(url, context);
\`));
await import("odd");
server.listen(0);`,
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, `${report.words.join()} ${report.output}`);
	moduleNamed(report, "odd.js");
});

test("a server that calls process.exit", async (t) => {
	const folder = write(t, "import './part.js'; process.exit(3);");
	const report = await reportOn(folder, "server.js");
	assert.match(
		report.words.join(),
		/It ended before it listened \(exit code 3\)/,
	);
	moduleNamed(report, "part.js");
	assert.equal(report.marks[0]?.files, 3);
});

test("a server that listens on a pipe", async (t) => {
	const path =
		process.platform === "win32" ? "\\\\\\\\.\\\\pipe\\\\publisher" : "./pipe";
	const folder = write(t, `${LISTEN}server.listen("${path}");`);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole);
	assert.match(report.words.join(), /It listened on .*pipe/);
	assert.equal(report.marks[1]?.name, "answered");
});

test("a server that listens on several ports answers on one of them", async (t) => {
	const folder = write(
		t,
		`${LISTEN}import net from "node:net";
net.createServer((socket) => socket.end("220 no HTTP\\r\\n")).listen(0, () => {
	createServer((req, res) => res.writeHead(404).end()).listen(0, () => server.listen(0));
});`,
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole);
	assert.match(
		report.words.join(),
		/, which the marks are of, and on tcp:.*, http:/,
	);
});

test("a server that speaks something else before it speaks HTTP is not asked that", async (t) => {
	const folder = write(
		t,
		`${LISTEN}import net from "node:net";
net.createServer(() => {}).listen(0, () => setTimeout(() => server.listen(0), 500));`,
	);
	const report = await reportOn(folder, "server.js", "--timeout", "20000");
	assert.ok(report.isWhole, report.words.join());
	const [listening, answered] = report.marks;
	assert.ok(Number(listening?.time.median) > 500);
	assert.ok(Number(answered?.memory) > 0, "the server's own time");
});

test("of several servers, the marks are those of the one that answers", async (t) => {
	const folder = write(
		t,
		`${LISTEN}createServer((req, res) => {
	const answer = () => res.writeHead(404).end();
	if (server.listening) answer();
	else server.listen(0, answer);
}).listen(0);`,
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, report.words.join());
	assert.match(
		report.words.join(),
		/^It listened on http:.*, which the marks are of, and on http:[^,]*$/,
	);
	const [listening, answered] = report.marks;
	assert.ok(Number(listening?.time.median) <= Number(answered?.time.median));
	assert.ok(Number(answered?.memory) > 0, "the server's own time");
});

test("what is requested is escaped, and may be rewritten", async (t) => {
	const folder = write(
		t,
		`import { createServer } from "node:http";
createServer((req, res) => {
	res.statusCode = req.url === "/%C3%BC?q=%C3%A4" ? 200 : 400;
	req.url = "/elsewhere";
	res.end();
}).listen(0);`,
	);
	const args = ["server.js", "--request", "/ü?q=ä#z"] as const;
	const report = await reportOn(folder, ...args);
	assert.deepEqual(report.words, []);
	assert.ok(Number(report.marks[1]?.memory) > 0, "the server's own time");
});

test("what a server starts in a group of its own ends as well", async (t) => {
	for (const end of ["process.exit();", "setInterval(() => {}, 1000);"]) {
		const folder = write(
			t,
			`import { spawn } from "node:child_process";
const child = new URL("child.mjs", import.meta.url).pathname;
spawn(process.execPath, [child], { detached: true, stdio: "inherit" }).unref();
${end}`,
			{ "child.mjs": `${REPORT}setInterval(() => {}, 1000);` },
		);
		const report = await reportOn(folder, "server.js", "--timeout", "4000");
		assert.match(report.words.join(), /It started 1 process;/);
		await assertGone(folder);
	}
});

test("an answer that never ends", async (t) => {
	const folder = write(
		t,
		`import { createServer } from "node:http";
createServer((req, res) => setInterval(() => res.write("more"), 10)).listen(0);`,
	);
	const report = await reportOn(folder, "server.js", "--timeout", "3000");
	assert.match(
		report.words.join(),
		/did not answer \/: there was no whole answer within 3 s/,
	);
});

test("a server is left in its ways", async (t) => {
	const folder = write(
		t,
		`${LISTEN}import { fork } from "node:child_process";
import { writeSync } from "node:fs";
import { createRequire, register } from "node:module";
import { Worker } from "node:worker_threads";
import vm from "node:vm";
import data from "./data.json" with { type: "json" };
const require = createRequire(import.meta.url);
register("./hooks.mjs", import.meta.url);
await import("odd:part");
const first = require("./again.cjs");
delete require.cache[require.resolve("./again.cjs")];
if (require("./again.cjs") === first) throw new Error("not loaded again");
let failed = 0;
await import("./wrong.js").catch(() => failed++);
try { require("./wrong.cjs"); } catch { failed++; }
if (failed !== 2 || data.answer !== 42) throw new Error("not as it is");
if (vm.runInNewContext("1 + 1") !== 2) throw new Error("no other context");
process.stdin.on("data", () => {}).on("end", () => {
	writeSync(1, "x".repeat(2 ** 20));
	process.chdir("/");
	const child = fork(new URL("child.mjs", import.meta.url), ["an argument"]);
	child.once("message", (message) => {
		if (message !== "[]") throw new Error(message);
		new Worker(new URL("data:text/javascript,0")).once("exit", () => server.listen(0));
	});
});`,
		{
			"hooks.mjs": `export const resolve = (name, context, next) =>
	next(name === "odd:part" ? new URL("part.js", import.meta.url).href : name, context);`,
			"data.json": '{ "answer": 42 }',
			"again.cjs": "module.exports = {};",
			"wrong.js": "export const = 1;",
			"wrong.cjs": "const = 1;",
			"child.mjs": "process.send(JSON.stringify(process.execArgv));",
		},
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, `${report.words.join()} ${report.output}`);
	assert.match(report.words.join(), /1 process;.*\d threads?;/);
	for (const name of ["again.cjs", "data.json", "part.js"]) {
		moduleNamed(report, name);
	}
});

test("a server that listens and does not answer", async (t) => {
	const folder = write(
		t,
		`import { createServer } from "node:http"; createServer(() => {}).listen(0);`,
	);
	const report = await reportOn(folder, "server.js", "--timeout", "4000");
	assert.ok(!report.isWhole);
	assert.match(report.words.join(), /^It listened, but did not answer \//);
	assert.equal(report.marks[0]?.name, "listening");
	await assertGone(folder);
});

test("a server that answers with an error", async (t) => {
	const folder = write(
		t,
		`import { createServer } from "node:http";
createServer((req, res) => res.writeHead(503).end()).listen(0);`,
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole);
	assert.deepEqual(report.words, ["It answered / with status 503."]);
});

test("a server that forks a cluster", async (t) => {
	const folder = write(
		t,
		`import cluster from "node:cluster";
${LISTEN}if (cluster.isPrimary) {
	cluster.fork();
	cluster.fork();
} else {
	await import("./worker.js");
	server.listen(0);
}`,
		{ "worker.js": "export {};" },
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, report.words.join());
	assert.match(
		report.words.join(),
		/It started 2 processes; what is imported there is not in this report/,
	);
	assert.ok(!report.modules.some(({ name }) => name.endsWith("worker.js")));
	// Of four runs, of which one is without the recording, and in one is seen what is used, three processes each.
	assert.equal(await assertGone(folder), 12);
});

test("a server that does not end at SIGTERM is killed, with what it started", async (t) => {
	const folder = write(
		t,
		`${LISTEN}import { spawn } from "node:child_process";
process.on("SIGTERM", () => {});
spawn(process.execPath, [new URL("child.mjs", import.meta.url).pathname]);
server.listen(0);`,
		{
			"child.mjs": `${REPORT}setInterval(() => {}, 1000); process.on("SIGTERM", () => {});`,
		},
	);
	const report = await reportOn(folder, "server.js");
	assert.match(
		report.words.join(),
		/had not ended 5 s after SIGTERM, and was killed/,
	);
	assert.ok((await assertGone(folder)) >= 2);
});

test("a CommonJS server that hooks require", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"server.js": `const Module = require("node:module");
const { _load, prototype } = Module;
const { _compile } = prototype;
Module._load = function (request, ...rest) {
	return request === "virtual" ? { virtual: true } : _load.call(this, request, ...rest);
};
prototype._compile = function (source, filename) {
	return _compile.call(this, source.replace("before", "after"), filename);
};
if (!require("virtual").virtual || require("./part.js") !== "after") throw new Error("not hooked");
require("node:http").createServer((req, res) => res.end("ok")).listen(0);`,
		"part.js": `module.exports = "before";`,
	});
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, report.output);
	assert.equal(moduleNamed(report, "part.js").importers[0]?.line, 10);
});

test("a CommonJS server that hooks require, and gives what it has given before", async (t) => {
	const folder = writeFiles(t, {
		"package.json": "{}",
		"server.js": `const Module = require("node:module");
const { require: original } = Module.prototype;
const given = new Map();
Module.prototype.require = function (request) {
	const filename = Module._resolveFilename(request, this);
	if (!given.has(filename)) given.set(filename, original.call(this, request));
	return given.get(filename);
};
require("./one.js");
require("./two/two.js");
require("node:http").createServer((req, res) => res.end("ok")).listen(0);`,
		"one.js": `require("./shared.js");`,
		"two/two.js": `require("../shared.js");`,
		"shared.js": "",
	});
	const report = await reportOn(folder, "server.js");
	const importers = (name: string) =>
		importersOf(report, moduleNamed(report, name));
	assert.deepEqual(importers("shared.js"), ["one.js", "two.js"]);
	assert.deepEqual(importers("one.js"), ["server.js"]);
});

test("a server sees nothing of the profiler", async (t) => {
	const folder = write(
		t,
		`${LISTEN}import { fork } from "node:child_process";
const seen = [process.execArgv, Object.keys(process.env).filter((name) => /PUBLISHER/.test(name)),
	Object.keys(globalThis).filter((name) => /publisher/.test(name)), typeof process.send, process.argv.slice(2)];
if (JSON.stringify(seen) !== '[[],[],[],"undefined",["--port","1"]]') throw new Error(JSON.stringify(seen));
server.listen(0);`,
	);
	const report = await reportOn(folder, "server.js", "--", "--port", "1");
	assert.ok(report.isWhole, report.output);
});

test("line numbers, import.meta, a line with #! and errors stay as they are", async (t) => {
	const folder = write(
		t,
		`${LISTEN}import { where, file } from "./odd.js";
if (where !== 3 || !file.endsWith("/odd.js")) throw new Error(where + file);
import("./missing.js").catch((error) => {
	if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
	return import("./throws.js");
}).catch((error) => {
	if (error.message !== "caught") throw error;
	server.listen(0);
});`,
		{
			"odd.js": `#!/usr/bin/env node
const Symbol = 1, globalThis = 2, process = 3; export const file = import.meta.url;
export const where = Number(/odd.js:(\\d+)/.exec(new Error().stack)[1]); // a comment at the end`,
			"throws.js": "throw new Error('caught');",
		},
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, report.output);
});

test("what is no module alone is none when it is recorded", async (t) => {
	const folder = write(
		t,
		`${LISTEN}let failed = 0;
for (const name of ["open-loop", "open-if", "open-label", "open-export"]) {
	await import("./" + name + ".js").catch(({ name }) => { if (name === "SyntaxError") failed++; });
}
for (const name of ["comment", "no-semicolon", "carriage-return", "directive", "html"]) await import("./" + name + ".js");
if (failed !== 4) throw new Error(failed + " failed");
server.listen(0);`,
		{
			"open-loop.js": "while (Math.random() > 2)",
			"open-if.js": "if (Math.random() > 2) 1; else",
			"open-label.js": "label:",
			"open-export.js": "export default",
			"comment.js": "export {}; // the end",
			"no-semicolon.js": "let i = 0; do i++; while (i < 3)",
			"carriage-return.js": "#!/usr/bin/env node\rexport const one = 1;",
			"directive.js": "'use strict'\nexport const list = [].concat\n(1)",
			"html.js": "export { one } from './carriage-return.js'",
		},
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, report.output);
});

test("a server that closes all descriptors it finds, opens its own, and writes to some is recorded as any other", async (t) => {
	const folder = write(
		t,
		`import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
${LISTEN}for (const descriptor of [3, 4]) {
	try { writeSync(descriptor, "READY=1\\n"); } catch {}
}
// Those of Node itself cannot be told from files by their numbers.
for (let descriptor = 3; descriptor < 100; descriptor++) {
	try { if (isFile(descriptor)) closeSync(descriptor); } catch {}
}
const files = Array.from({ length: 20 }, (_, n) => openSync(new URL("own-" + n, import.meta.url), "w+"));
await import("./part.js");
for (const [n, file] of files.entries()) {
	closeSync(file);
	if (readFileSync(new URL("own-" + n, import.meta.url), "utf8") !== "") throw new Error("written into");
}
import { fstatSync, statSync } from "node:fs";
// Node may be reading certificates in another thread, which is none of ours.
function isFile(descriptor) {
	const { NODE_EXTRA_CA_CERTS: certificates } = process.env;
	const stats = fstatSync(descriptor);
	return stats.isFile() && !(certificates && statSync(certificates).ino === stats.ino);
}
server.listen(0);`,
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, `${report.words.join()} ${report.output}`);
	moduleNamed(report, "part.js");
});

test("a process that the log names and the server has not started gets no signal", async (t) => {
	const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
		detached: true,
		stdio: "ignore",
	});
	t.after(() => other.kill("SIGKILL"));
	const folder = write(
		t,
		`import { appendFileSync, readdirSync, readlinkSync } from "node:fs";
${LISTEN}for (const descriptor of readdirSync("/proc/self/fd")) {
	try {
		const path = readlinkSync("/proc/self/fd/" + descriptor);
		if (path.endsWith("/events")) {
			appendFileSync(path, 'READY=1\\n[["forked","process"],5,null]\\n{}\\n');
			appendFileSync(path.replace(/events$/, "forks"), "READY=1\\n${other.pid}\\n${other.pid} \\n${other.pid} 1\\n-1 1\\n");
		}
	} catch {}
}
server.listen(0);`,
	);
	const report = await reportOn(folder, "server.js");
	assert.ok(report.isWhole, `${report.words.join()} ${report.output}`);
	assert.equal(other.exitCode, null);
	assert.equal(other.signalCode, null);
});

test("however the profiler ends, and whenever, nothing of it is left", async (t) => {
	const signals = [
		...(["SIGINT", "SIGTERM", "SIGHUP"] as const),
		...(["SIGQUIT", "SIGABRT", "SIGKILL"] as const),
	];
	const delays = [0, 60, 150, 250, 400, 1_500];
	await Promise.all(
		signals.map(async (signal) => {
			for (const delay of delays) {
				const folder = write(
					t,
					`import { spawn } from "node:child_process";
spawn(process.execPath, [new URL("child.mjs", import.meta.url).pathname], { detached: true }).unref();
if (${delay} % 100 === 0) for (;;);
setInterval(() => {}, 1000);`,
					{ "child.mjs": `${REPORT}setInterval(() => {}, 1000);` },
				);
				mkdirSync(new URL("temporary", folder));
				const command = spawn(
					process.execPath,
					[resolve("dist/cli/main.js"), "profile", "server.js"],
					{
						cwd: fileURLToPath(folder),
						env: {
							...process.env,
							TMPDIR: fileURLToPath(new URL("temporary", folder)),
						},
						stdio: "ignore",
					},
				);
				await setTimeout(delay);
				command.kill(signal);
				const [, by] = await once(command, "exit");
				assert.equal(by, signal);
				await until(
					() => readdirSync(new URL("temporary", folder)).length === 0,
				);
				if (existsSync(new URL("pids", folder))) {
					await assertGone(folder);
				}
				await until(() => !processesOf(folder));
			}
		}),
	);
});

/** Whether a process is left that works in `folder`. */
function processesOf(folder: URL): boolean {
	const path = fileURLToPath(folder).replace(/\/$/, "");
	return (existsSync("/proc") ? readdirSync("/proc") : []).some((pid) => {
		try {
			return readlinkSync(`/proc/${pid}/cwd`) === path;
		} catch {
			return false;
		}
	});
}

function write(
	t: TestContext,
	server: string,
	files: Record<string, string> = {},
): URL {
	return writeFiles(t, {
		"server.js": REPORT + server,
		"report.js": `import { appendFileSync } from "node:fs";
appendFileSync(new URL("pids", import.meta.url), process.pid + "\\n");`,
		"part.js": "export {};",
		...files,
	});
}

/** Waits until no process that has written its number is left; gives how many have. */
async function assertGone(folder: URL): Promise<number> {
	const pids = readFileSync(new URL("pids", folder), "utf8").trim().split("\n");
	for (const pid of pids) {
		await until(() => !isAlive(Number(pid)));
	}
	return pids.length;
}
