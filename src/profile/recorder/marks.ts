import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Server } from "node:net";
import type { Address } from "../event.js";
import { logNow, tell, time } from "./log.js";

/**
 * Logs when servers listen and answer, what processes are started, and the end of this one, all as
 * Node itself announces it. Calls `settle` once the start is over: at the first answer, or a while
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
	subscribe("tracing:net.server.listen:asyncEnd", (message) => {
		const { server } = message as { server: Server };
		tell(["listening", time(), addressOf(server), memory()]);
		setTimeout(settleOnce, 1_000).unref();
	});
	// What is requested may be rewritten until it is answered.
	const urls = new WeakMap<IncomingMessage, string>();
	subscribe("http.server.request.start", (message) => {
		const { request } = message as { request: IncomingMessage };
		urls.set(request, request.url ?? "");
	});
	subscribe("http.server.response.finish", (message) => {
		const { request } = message as { request: IncomingMessage };
		tell(["answered", time(), urls.get(request) ?? "", memory()]);
		settleOnce();
	});
	const logForked = recordForks();
	process.on("exit", (code) => {
		logForked();
		logNow(["exit", time(), code, memory()]);
	});
}

/** Logs what processes and threads are started; gives a function that logs at once what has been. */
function recordForks(): () => void {
	let started: ChildProcess[] = [];
	const logForked = () => {
		for (const { pid } of started) {
			if (pid !== undefined) {
				logNow(["forked", "process", pid]);
			}
		}
		started = [];
	};
	subscribe("child_process", (message) => {
		// It is announced before it has a number.
		started.push((message as { process: ChildProcess }).process);
		process.nextTick(logForked);
	});
	subscribe("worker_threads", () => logNow(["forked", "thread"]));
	return logForked;
}

function addressOf(server: Server): Address {
	const protocol = protocolOf(server);
	const address = server.address();
	if (typeof address === "object" && address !== null) {
		return { protocol, port: address.port, host: address.address };
	}
	return { protocol, pipe: address ?? "" };
}

/** Tells what a server speaks, without having `node:http` loaded for that alone. */
function protocolOf(server: Server): Address["protocol"] {
	// Where a cluster's workers listen, its primary has a server that only hands over: `createServer(assert.fail)`.
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

/** Gives the bytes of memory that the process takes. */
function memory(): number {
	return process.memoryUsage.rss();
}
