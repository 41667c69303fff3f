import { Agent, request } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Random } from "./random.js";
import { MODULES } from "./site.js";

/** A request, the statuses that it may get while things fail at random, and the one it has to get when they do not. */
export interface Part {
	readonly path: string;
	readonly method?: string;
	readonly headers?: Record<string, string>;
	readonly body?: string;
	/** Statuses; `"cut"` for an answer that breaks off. */
	readonly during: readonly (number | "cut")[];
	readonly after: number | "cut";
}

function always(path: string, status: number | "cut", rest?: object): Part {
	return { path, during: [status], after: status, ...rest };
}

// Until the module that holds a part is imported, it may come to the time limit of imports on a slow machine.
function inFile(path: string, status: number | "cut", rest?: object): Part {
	return { ...always(`/by-url${path}`, status, rest), during: [status, 503] };
}

const json = { "content-type": "application/json" };

/** All kinds of requests, but those that never get an answer. */
export const parts: readonly Part[] = [
	always("/", 200),
	always("/static/a.txt", 200),
	always("/nothing", 404),
	always("/%zz", 400),
	always("/_q_import", 404),
	{ path: "/imported/", during: [200, 500, 503], after: 200 },
	{ path: "/imported", during: [301, 500, 503], after: 301 },
	inFile("", 200),
	inFile("/text", 200),
	inFile("/text/more", 404),
	inFile("/robots.txt", 200, { method: "HEAD" }),
	inFile("/news", 301),
	inFile("/news/", 200),
	inFile("/news/7/", 200),
	inFile("/news/7/", 403, { headers: { "x-banned": "yes" } }),
	inFile("/news/7/comments", 200),
	inFile("/news/7/comments", 201, { method: "POST", body: "x".repeat(9_999) }),
	inFile("/news/7/comments", 405, { method: "DELETE" }),
	inFile("/news/stolen", 410),
	inFile("/news/__proto__", 404),
	inFile("/shop/42?q=1", 200),
	inFile("/shop", 200, { method: "POST", headers: json, body: '{"a":1}' }),
	inFile("/shop", 400, { method: "POST", headers: json, body: '{"a":' }),
	inFile("/admin", 200),
	inFile("/bad/throws", 500),
	inFile("/bad/rejects", 500),
	inFile("/bad/nothing", 500),
	inFile("/bad/twice", 200),
	inFile("/bad/late", 200),
	inFile("/bad/next", 404),
	inFile("/bad/half", "cut"),
	always("/stuck/cycle", 503),
	always("/stuck/then", 503),
	inFile("/throws", 500),
	inFile("/syntax", 500),
	inFile("/gone", 500),
	inFile("/missing", 500),
	inFile(`/${"a/".repeat(2_000)}`, 404),
	inFile("//evil.example/%2e%2e", 404),
	...Array.from({ length: MODULES }, (_, i) => ({
		path: `/by-url/down/part${i}`,
		during: [200, 500, 503],
		after: 200,
	})),
	...Array.from({ length: MODULES }, (_, i) => ({
		path: `/by-url/late/part${i}`,
		during: [200, 503],
		after: 200,
	})),
];

/** Clients that send one request after the other. */
export interface Traffic {
	/** Sends random requests, `clients` at a time, for so many seconds; gives those that came to what they may not. */
	run(seconds: number, clients: number): Promise<readonly string[]>;
	/** Sends one request; gives its status. */
	send(part: Part): Promise<number | "cut">;
	readonly requests: number;
	readonly left: number;
	close(): void;
}

/** Gives clients of what listens on `port`. */
export function createTraffic(port: number, random: Random): Traffic {
	const agent = new Agent({ keepAlive: true });
	let requests = 0;
	let left = 0;

	const traffic = {
		async run(seconds: number, clients: number) {
			const wrong: string[] = [];
			const end = performance.now() + seconds * 1_000;
			const client = async () => {
				while (performance.now() < end && wrong.length < 100) {
					requests++;
					if (random.below(20) === 0) {
						await leave();
						continue;
					}
					const part = random.pick(parts);
					const status = await traffic.send(part);
					if (!part.during.includes(status)) {
						wrong.push(`${part.method ?? "GET"} ${part.path}: ${status}`);
					}
				}
			};
			await Promise.all(Array.from({ length: clients }, client));
			return wrong;
		},
		send: ({ path, method = "GET", headers = {}, body }: Part) =>
			new Promise<number | "cut">((resolve, reject) => {
				request(
					{ host: "127.0.0.1", port, agent, path, method, headers },
					(response) => {
						response.on("error", () => resolve("cut"));
						response.on("end", () => resolve(response.statusCode ?? 0));
						response.resume();
					},
				)
					.on("error", (error: NodeJS.ErrnoException) =>
						error.code === "ECONNRESET" ? resolve("cut") : reject(error),
					)
					.end(body);
			}),
		get requests() {
			return requests;
		},
		get left() {
			return left;
		},
		close: () => agent.destroy(),
	};
	return traffic;

	/** Sends a request and leaves before it is answered, or not long after. */
	async function leave(): Promise<void> {
		left++;
		const path = random.pick(["/by-url/bad/never", random.pick(parts).path]);
		const client = new AbortController();
		const { signal } = client;
		const sent = new Promise((resolve) => {
			request({ host: "127.0.0.1", port, path, signal }, (response) =>
				response.resume().on("close", resolve).on("error", resolve),
			)
				.on("error", resolve)
				.end();
		});
		await setTimeout(random.below(150));
		client.abort();
		await sent;
	}
}
