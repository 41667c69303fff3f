// Resources: which method is called, `HEAD`, `OPTIONS`, and 405 with `Allow`.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { NextFunction, Request, Response } from "express";
import type { Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

const own = {
	GET(this: unknown, _req: Request, res: Response) {
		res.set("X-This", String(this === own)).send("got");
	},
	async POST(req: Request) {
		return `posted by ${req.method}`;
	},
	DELETE: [
		(_req: Request, _res: Response, next: NextFunction) => next(),
		() => "deleted",
	],
	"M-SEARCH": () => "searched",
	get: () => "no method",
	VERSION: () => "no method",
};

class Articles {
	GET() {
		return "from a class";
	}
}

/** A resource that is also a namespace; refuses the query `?refused`. */
const both = {
	_q_exports: ["a"],
	a: "below",
	_q_access(req: Request, res: Response) {
		res.set("X-Access", req.url);
		if ("refused" in req.query) {
			res.status(403).end("refused");
		}
	},
	GET: () => "itself",
	POST: () => "posted",
};

const root = {
	_q_exports: ["own", "class", "options", "head", "both", "inner", "imported"],
	own,
	class: new Articles(),
	options: { OPTIONS: () => "own answer" },
	head: {
		GET: () => "got",
		HEAD: (_req: Request, res: Response) => res.set("X-Head", "own").end(),
	},
	both,
	inner: { _q_exports: [], _q_index: both },
	_q_import: async () => both,
} satisfies Namespace;

const ownAllows = "DELETE, GET, HEAD, M-SEARCH, POST";
const notAllowed = "Method Not Allowed";

/** What is answered to a request for `url` that was passed on, as it came. */
const passedOn = (url: string) => JSON.stringify({ url, baseUrl: "" });

interface Row {
	readonly ask: readonly [method: string, path: string];
	readonly status: number;
	readonly body: string;
	readonly headers?: Readonly<Record<string, string | undefined>>;
}

const rows: readonly Row[] = [
	{ ask: ["GET", "/own"], status: 200, body: "got" },
	{
		ask: ["GET", "/own"],
		status: 200,
		body: "got",
		headers: { "x-this": "true" },
	},
	{ ask: ["POST", "/own"], status: 200, body: "posted by POST" },
	{ ask: ["DELETE", "/own"], status: 200, body: "deleted" },
	{ ask: ["M-SEARCH", "/own"], status: 200, body: "searched" },
	{
		ask: ["HEAD", "/own"],
		status: 200,
		body: "",
		headers: { "x-this": "true" },
	},
	{ ask: ["GET", "/class"], status: 200, body: "from a class" },
	{
		ask: ["PUT", "/own"],
		status: 405,
		body: notAllowed,
		headers: { allow: ownAllows },
	},
	{
		ask: ["PUT", "/class"],
		status: 405,
		body: notAllowed,
		headers: { allow: "GET, HEAD" },
	},
	{
		ask: ["GET", "/options"],
		status: 405,
		body: notAllowed,
		headers: { allow: "OPTIONS" },
	},
	{ ask: ["HEAD", "/options"], status: 405, body: "" },
	{
		ask: ["OPTIONS", "/own"],
		status: 200,
		body: ownAllows,
		headers: { allow: ownAllows },
	},
	{
		ask: ["OPTIONS", "/options"],
		status: 200,
		body: "own answer",
		headers: { allow: undefined },
	},
	{
		ask: ["HEAD", "/head"],
		status: 200,
		body: "",
		headers: { "x-head": "own" },
	},
	{ ask: ["GET", "/own/"], status: 404, body: passedOn("/own/") },
	{ ask: ["GET", "/own/GET"], status: 404, body: passedOn("/own/GET") },

	{
		ask: ["GET", "/both"],
		status: 200,
		body: "itself",
		headers: { "x-access": "/both" },
	},
	{
		ask: ["GET", "/both/"],
		status: 200,
		body: "itself",
		headers: { "x-access": "/both/" },
	},
	{
		ask: ["POST", "/both"],
		status: 200,
		body: "posted",
		headers: { "x-access": "/both" },
	},
	{ ask: ["POST", "/both/"], status: 200, body: "posted" },
	{
		ask: ["PUT", "/both"],
		status: 405,
		body: notAllowed,
		headers: { allow: "GET, HEAD, POST", "x-access": "/both" },
	},
	{ ask: ["OPTIONS", "/both/"], status: 200, body: "GET, HEAD, POST" },
	{ ask: ["GET", "/both?refused"], status: 403, body: "refused" },
	{ ask: ["GET", "/both/?refused"], status: 403, body: "refused" },
	{ ask: ["OPTIONS", "/both?refused"], status: 403, body: "refused" },
	{ ask: ["GET", "/both/a"], status: 200, body: "below" },
	{ ask: ["GET", "/both//"], status: 404, body: passedOn("/both//") },
	{
		ask: ["GET", "/imported"],
		status: 200,
		body: "itself",
		headers: { "x-access": "/imported" },
	},
	{ ask: ["GET", "/imported/"], status: 200, body: "itself" },
	{
		ask: ["GET", "/inner/"],
		status: 200,
		body: "itself",
		headers: { "x-access": "/inner/" },
	},
	{ ask: ["GET", "/inner/?refused"], status: 403, body: "refused" },
];

for (const { version, express } of expresses) {
	for (const {
		ask: [method, path],
		status,
		body,
		headers = {},
	} of rows) {
		test(`${method} ${path} gives ${status} on Express ${version}`, async (t) => {
			const { ask, outcomes } = await observe(t, express, root);
			const answer = await ask(path, { method });
			assert.equal(answer.status, status);
			assert.equal(answer.body, body);
			for (const [name, value] of Object.entries(headers)) {
				assert.equal(answer.headers[name], value, name);
			}
			assert.deepEqual(outcomes, [status === 404 ? "next" : "answer"]);
		});
	}

	test(`a resource at the root answers with its access hook run on Express ${version}`, async (t) => {
		const { ask } = await observe(t, express, both as Namespace);
		assert.equal((await ask("/")).body, "itself");
		assert.equal((await ask("/?refused")).status, 403);
		assert.equal((await ask("/a")).body, "below");
	});

	test(`OPTIONS * asks for no path on Express ${version}`, async (t) => {
		const { ask, outcomes } = await observe(t, express, both as Namespace);
		await ask("*", { method: "OPTIONS" });
		assert.deepEqual(outcomes, ["next"]);
	});
}
