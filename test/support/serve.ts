import {
	createServer,
	request as httpRequest,
	type IncomingHttpHeaders,
	type RequestListener,
	type Server,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { Express } from "express";
import express5 from "express";
import express4 from "express4";

/** The two major versions that the package works with, for tests that have to hold on both. */
export const expresses = [
	{ version: 5, express: express5 },
	{ version: 4, express: express4 },
] as const;

/** An answer, as it came over the socket. */
export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

/**
 * Asks for `path`, put on the request line verbatim: `fetch` would read `//a` as a host. When
 * `signal` is aborted, the client leaves: its socket is closed, and the promise rejects.
 */
export type Ask = (
	path: string,
	options?: {
		readonly method?: string;
		readonly headers?: Record<string, string>;
		readonly body?: string;
		readonly signal?: AbortSignal;
	},
) => Promise<Answer>;

/** Paths may be as long as headers at all: what the publisher does with them is tested, and not Node's limit. */
const maxHeaderSize = 2 ** 20;

/** Serves `app` on a port of its own until the test `t` ends; gives the function that sends it requests. */
export async function serve(t: TestContext, app: Express): Promise<Ask> {
	return askPort((await listen(t, app)).port);
}

/** Has `listener`, an app or the like, listen on a port of its own until the test `t` ends. */
export async function listen(
	t: TestContext,
	listener: RequestListener,
): Promise<{ readonly server: Server; readonly port: number }> {
	const server = createServer({ maxHeaderSize }, listener);
	server.listen(0, "127.0.0.1");
	t.after(() => {
		server.closeAllConnections();
		return new Promise((resolve) => server.close(resolve));
	});
	await new Promise((resolve) => server.once("listening", resolve));
	return { server, port: (server.address() as AddressInfo).port };
}

/**
 * Gives the function that sends requests to what listens on `port` of this machine, each on a connection
 * of its own: a server closes an idle one after five seconds, and when the machine stalls for as long,
 * the next request meets a connection that is being closed.
 */
export function askPort(port: number): Ask {
	return (path, { method = "GET", headers = {}, body, signal } = {}) =>
		new Promise((resolve, reject) => {
			const request = httpRequest(
				{
					...{ host: "127.0.0.1", port, path, method, headers, signal },
					maxHeaderSize,
					agent: false,
				},
				(response) => {
					const chunks: Buffer[] = [];
					response.on("data", (chunk: Buffer) => chunks.push(chunk));
					response.on("error", reject);
					response.on("end", () =>
						resolve({
							status: response.statusCode ?? 0,
							headers: response.headers,
							body: Buffer.concat(chunks).toString(),
						}),
					);
				},
			);
			request.on("error", reject);
			request.end(body);
		});
}
