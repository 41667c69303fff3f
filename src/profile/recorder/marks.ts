import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Server } from "node:net";
import { noteForks } from "../../processes/forks.js";
import type { Address } from "../event.js";
import { logServing } from "./callers.js";
import { logNow, time } from "./log.js";
import { logFiles } from "./put-off.js";
import { watchServer } from "./routes.js";
import { logExtended } from "./uses.js";

/**
 * Logs when servers listen and answer, what processes and threads are started, and the end of this one, as Node
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
	noteForks(() => logNow(["forked", "process"]));
	subscribe("worker_threads", () => logNow(["forked", "thread"]));
	process.on("exit", (code) => {
		logNow(["exit", time(), code, memory()]);
	});
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
