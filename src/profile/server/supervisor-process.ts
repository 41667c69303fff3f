// The process between the profiler and a server. It ends the server, with all that it has started, and
// removes the log, when the profiler is done, and when that ends in whatever way: no signal to the
// profiler, not even SIGKILL, leaves anything behind.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killGroup } from "../../process-group.js";
import { eventsIn, type Order, orderVariable } from "../event.js";
import { startOf } from "../process-start.js";
import type { Report, Request } from "./supervisor.js";

let folder: string | undefined;
let log = "";
let server: ChildProcess | undefined;

process.on("message", (request: Request) => {
	if (request === "stop") {
		server?.kill("SIGTERM");
	} else if (request === "kill") {
		killGroup(server?.pid);
	} else if (request === "end") {
		end();
	} else {
		start(request);
	}
});
// The profiler has ended.
process.once("disconnect", end);

/** Ends the server, whatever it has started, and this process. */
function end(): never {
	killAll();
	if (folder !== undefined) {
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	}
	process.exit();
}

function start({ command, args, env, mode }: Exclude<Request, string>): void {
	folder = mkdtempSync(join(tmpdir(), "express-publisher-"));
	log = join(folder, "events");
	writeFileSync(log, "");
	report({ log });
	const order = join(folder, "order");
	writeFileSync(order, JSON.stringify({ mode, log } satisfies Order));
	server = spawn(command, args, {
		// A process group of its own can be ended as a whole.
		detached: process.platform !== "win32",
		env: { ...env, [orderVariable]: order },
		stdio: ["ignore", "inherit", "inherit"],
	});
	server.once("error", ({ message }) => {
		report({ code: null, signal: null, message });
	});
	server.once("exit", (code, signal) => {
		killAll();
		report({ code, signal });
	});
}

function report(what: Report): void {
	// If the profiler is gone, "disconnect" comes next.
	process.send?.(what, undefined, undefined, () => {});
}

/** Kills the server, and what it has started: in its group, and in others that those processes lead. */
function killAll(): void {
	killGroup(server?.pid);
	for (const line of linesOf(log)) {
		for (const [name, what, pid, started] of eventsIn(line)) {
			const isOurs =
				name === "forked" &&
				what === "process" &&
				Number.isInteger(pid) &&
				started !== "" &&
				startOf(pid) === started;
			if (isOurs) {
				killGroup(pid);
			}
		}
	}
}

function linesOf(path: string): string[] {
	try {
		return readFileSync(path, "utf8").split("\n");
	} catch {
		return []; // The server has removed it.
	}
}
