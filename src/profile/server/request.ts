import http from "node:http";
import https from "node:https";
import type { Address } from "../event.js";

/**
 * Requests `path` of the server at `address`. Resolves with the status once the answer has been read
 * to its end; rejects if that fails, or takes more than `timeout` milliseconds.
 */
export function request(
	address: Address,
	path: string,
	timeout: number,
): Promise<number> {
	const { request } = address.protocol === "https" ? https : http;
	const signal = AbortSignal.timeout(timeout);
	return new Promise((resolve, reject) => {
		const fail = (error: Error) =>
			reject(
				signal.aborted
					? new Error(`there was no whole answer within ${timeout / 1_000} s`)
					: error,
			);
		const sent = request(
			{
				...targetOf(address),
				path,
				agent: false,
				// A server under development has what certificate it likes.
				rejectUnauthorized: false,
				headers: { Host: "localhost", Accept: "*/*" },
				signal,
			},
			(response) => {
				response.on("error", fail).resume();
				response.once("end", () => resolve(response.statusCode ?? 0));
			},
		);
		sent.on("error", fail).end();
	});
}

/** Returns `path` as browsers send it: escaped, and without its fragment. */
export function escapedPath(path: string): string {
	const { pathname, search } = new URL(`http://localhost${path}`);
	return pathname + search;
}

/** Returns an address as people write it. */
export function addressText(address: Address): string {
	return "pipe" in address
		? address.pipe
		: `${address.protocol}://localhost:${address.port}`;
}

function targetOf(address: Address): http.RequestOptions {
	if ("pipe" in address) {
		return { socketPath: address.pipe };
	}
	const anywhere: Record<string, string> = {
		"::": "::1",
		"0.0.0.0": "127.0.0.1",
	};
	const { host, port } = address;
	return { host: anywhere[host] ?? host, port };
}
