import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import express, { type Request, type Response } from "express";
import publisher from "express-publisher";
import { sectionNames } from "./site.js";

const names = sectionNames(1_000);
const page = (_req: Request, res: Response) => {
	res.send("a page");
};
const app = express();
app.use(
	publisher({
		_q_exports: names,
		_q_import: async () => ({ _q_exports: ["list"], list: page }),
		// A new container for each request, with an importer and so a memo of its own.
		_q_lookup: (_req: Request, component: string) =>
			component.startsWith("item-")
				? { _q_exports: ["edit"], _q_import: () => page }
				: undefined,
	}),
);
app.use((_req, res) => {
	res.sendStatus(404);
});

/** What is requested: found by the memo, looked up, and not found at each of two places; the last three never twice. */
const requests: readonly [status: number, path: (n: number) => string][] = [
	[200, (n) => `/${names[n % names.length]}/list`],
	[200, (n) => `/item-${n}/edit`],
	[404, (n) => `/absent-${n}/list`],
	[404, (n) => `/${names[n % names.length]}/absent-${n}`],
];

// One socket for all, never connected: a response without a socket keeps its text to itself.
const socket = new Socket();

function request(path: string): ServerResponse {
	const req = new IncomingMessage(socket);
	req.method = "GET";
	req.url = path;
	const res = new ServerResponse(req);
	app(req, res);
	return res;
}

async function requestUntil(end: number, from = 0): Promise<void> {
	for (let n = from; n < end; n++) {
		const [status, path] = requests[n % requests.length] ?? [0, String];
		// By fours, or only every fourth of the sections would be asked for.
		const res = request(path(Math.floor(n / requests.length)));
		while (!res.writableEnded) {
			await setImmediate();
		}
		assert.equal(res.statusCode, status);
		if (n % 1_000 === 0) {
			await setImmediate();
		}
	}
}

async function heap(): Promise<number> {
	for (let collection = 0; collection < 4; collection++) {
		await setImmediate();
		globalThis.gc?.();
	}
	return process.memoryUsage().heapUsed;
}

const [few = 0, many = 0] = process.argv.slice(2).map(Number);
await requestUntil(few);
const afterFew = await heap();
await requestUntil(many, few);
console.log(JSON.stringify({ afterFew, afterMany: await heap() }));
