import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Server } from "node:net";
import type { Address } from "../event.js";
import { startOf } from "../process-start.js";
import { logServing } from "./callers.js";
import { logNow, time } from "./log.js";
import { logFiles } from "./put-off.js";
import { watchServer } from "./routes.js";
import { logExtended } from "./uses.js";

/**
 * Logs when servers listen and answer, what processes are started, and the end of this one, as Node
 * itself announces it. Calls `settle` once, when the start is over: at the first answer, or a second
 * after a server listens.
 */
export function recordMarks(settle: () => void): void {
	let isSettled = false;
	const settleOnce = () => {
		if (!isSettled) {
			isSettled = true;
			settle();
		}
	};
	subscribe("tracing:net.server.listen:asyncStart", logServing);
	subscribe("tracing:net.server.listen:asyncEnd", (message) => {
		const { server } = message as { server: Server };
		const now = time();
		watchServer(server.listeners("request"));
		logExtended();
		logFiles();
		logNow(["listening", now, addressOf(server), memory()]);
		setTimeout(settleOnce, 1_000).unref();
	});
	// Middleware may rewrite the URL before it is answered.
	const urls = new WeakMap<IncomingMessage, string>();
	subscribe("http.server.request.start", (message) => {
		const { request } = message as { request: IncomingMessage };
		urls.set(request, request.url ?? "");
	});
	subscribe("http.server.response.finish", (message) => {
		const { request } = message as { request: IncomingMessage };
		logNow(["answered", time(), urls.get(request) ?? "", memory()]);
		settleOnce();
	});
	recordForks();
	process.on("exit", (code) => {
		logNow(["exit", time(), code, memory()]);
	});
}

/** Logs which processes and threads are started, as soon as they are: what starts them may never return to the event loop. */
function recordForks(): void {
	subscribe("child_process", (message) => {
		// It is announced before it is started.
		const { process: child } = message as { process: Spawning };
		child.spawn = (...given) => {
			Reflect.deleteProperty(child, "spawn"); // What is left is the prototype's.
			const result = child.spawn(...given);
			if (child.pid !== undefined) {
				logNow(["forked", "process", child.pid, startOf(child.pid)]);
			}
			return result;
		};
	});
	subscribe("worker_threads", () => logNow(["forked", "thread"]));
}

/** A process that Node starts by a method of which its types know nothing. */
interface Spawning {
	readonly pid?: number;
	spawn: (this: unknown, ...given: unknown[]) => unknown;
}

function addressOf(server: Server): Address {
	const protocol = protocolOf(server);
	const address = server.address();
	if (typeof address === "object" && address !== null) {
		return { protocol, port: address.port, host: address.address };
	}
	return { protocol, pipe: address ?? "" };
}

/** Returns what a server speaks. Does not load `node:http`, which the server may do without. */
function protocolOf(server: Server): Address["protocol"] {
	// For the workers of a cluster, its primary listens with `createServer(assert.fail)`, and hands over.
	const isCluster = server
		.listeners("connection")
		.some(({ name }) => name === "fail");
	const isHttp =
		isCluster ||
		"headersTimeout" in server ||
		server.listenerCount("request") > 0;
	if (!isHttp) {
		return "tcp";
	}
	return "setSecureContext" in server ? "https" : "http";
}

function memory(): number {
	return process.memoryUsage.rss();
}
