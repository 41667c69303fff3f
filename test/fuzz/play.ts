import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { ErrorRequestHandler, Express, Request } from "express";
import { type Answer, expresses } from "../support/serve.js";
import { buildPublisher, forgetFiles } from "./build.js";
import { type Expected, expect } from "./model.js";
import type { RequestPlan, SitePlan } from "./plan.js";

/** A player of plans, which serves one after the other on one port. */
export interface Player {
	/**
	 * Sends the requests of `site` all at once, and twice more: when all is imported, and when the paths have trails. Throws
	 * if one comes to something else than the model says.
	 */
	play(site: SitePlan): Promise<void>;
	close(): Promise<void>;
}

/** Starts a player. */
export async function startPlayer(): Promise<Player> {
	let app: Express;
	const server = createServer((req, res) => app(req, res));
	// However long a busy machine takes, a connection that the agent keeps is not closed under its next request.
	server.keepAliveTimeout = 0;
	server.listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const { port } = server.address() as AddressInfo;
	const agent = new Agent({ keepAlive: true });
	const base = mkdtempSync(join(tmpdir(), "express-publisher-fuzz-"));
	writeFileSync(join(base, "package.json"), '{"type":"module"}');

	const unhandled: unknown[] = [];
	const note = (error: unknown) => unhandled.push(error);
	process.on("unhandledRejection", note);
	process.on("uncaughtException", note);

	return {
		async play(site) {
			const requests = [1, 2, 3].flatMap(() => site.requests);
			const calls: string[][] = requests.map(() => []);
			const imports = new Map<string, number>();
			const folder = onFirstCall(() =>
				pathToFileURL(`${mkdtempSync(join(base, "site-"))}/`),
			);
			const label = labels();
			const callsOf = (req: Request) =>
				calls[Number(req.headers["x-number"])] ?? [];
			app = serveSite(site, label, folder.get, callsOf, imports);
			const answers: Answer[] = [];
			while (answers.length < requests.length) {
				const asked = site.requests.map((request, number) =>
					ask(agent, port, site.prefix, request, answers.length + number),
				);
				answers.push(...(await Promise.all(asked)));
			}
			// What is called too late, and what nobody handles, shows up by the next turns.
			await setImmediate();
			await setImmediate();
			if (folder.made !== undefined) {
				rmSync(folder.made, { recursive: true });
				forgetFiles();
			}
			assert.deepEqual(unhandled.splice(0), []);
			const expected = requests.map((request) => expect(site, request, label));
			for (const [number, { method, path }] of requests.entries()) {
				const wanted = expected[number] as Expected;
				const actual = comparable(answers[number] as Answer, wanted);
				const { status, body, location, allow } = wanted;
				assert.deepEqual(
					{ ...actual, calls: calls[number] },
					{ status, body, location, allow, calls: wanted.calls },
					`${method} ${path}`,
				);
			}
			checkImports(expected, imports);
		},
		async close() {
			process.off("unhandledRejection", note);
			process.off("uncaughtException", note);
			agent.destroy();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			rmSync(base, { recursive: true });
		},
	};
}

function serveSite(
	{ express: version, prefix, publisher }: SitePlan,
	label: (plan: object) => string,
	folder: () => URL,
	callsOf: (req: Request) => string[],
	imports: Map<string, number>,
): Express {
	const { express } = expresses.find(
		(each) => each.version === version,
	) as (typeof expresses)[number];
	const app = express();
	app.use(
		prefix || "/",
		buildPublisher(publisher, {
			express,
			folder,
			label,
			called: (req, call) => callsOf(req).push(call),
			imported: (what) => imports.set(what, (imports.get(what) ?? 0) + 1),
		}),
	);
	app.use((req, res) => {
		callsOf(req).push("next");
		res.status(404).send(`next ${req.url} ${req.baseUrl}`);
	});
	const answerError: ErrorRequestHandler = (error, req, res, _next) => {
		const text = error.code ?? error.message;
		callsOf(req).push(`error ${text}`);
		res.status(error.status ?? 500).send(text);
	};
	app.use(answerError);
	return app;
}

/** What can be had by import was asked for once, if at all; what cannot, not more often than requests came to it. */
function checkImports(
	expected: readonly Expected[],
	imports: ReadonlyMap<string, number>,
): void {
	const wanted = new Map<string, { isHad: boolean; times: number }>();
	for (const request of expected) {
		for (const [what, isHad] of request.imports) {
			const times = (wanted.get(what)?.times ?? 0) + 1;
			wanted.set(what, { isHad, times });
		}
	}
	assert.deepEqual([...imports.keys()].sort(), [...wanted.keys()].sort());
	for (const [what, { isHad, times }] of wanted) {
		const calls = imports.get(what) ?? 0;
		assert.ok(calls <= (isHad ? 1 : times), `${what} imported ${calls} times`);
	}
}

function comparable(answer: Answer, wanted: Expected) {
	const { status, body, headers } = answer;
	return {
		status,
		body: wanted.body === undefined ? undefined : body,
		location: headers.location,
		allow: headers.allow,
	};
}

/** Gives a function that names objects, each by a number of its own. */
function labels(): (plan: object) => string {
	const numbers = new Map<object, string>();
	return (plan) => {
		const known = numbers.get(plan) ?? `#${numbers.size}`;
		numbers.set(plan, known);
		return known;
	};
}

function onFirstCall<T>(make: () => T): { get(): T; made: T | undefined } {
	const cell: { get(): T; made: T | undefined } = {
		get() {
			cell.made ??= make();
			return cell.made;
		},
		made: undefined,
	};
	return cell;
}

/** Sends one request; rejects if it is not answered in half a minute. */
function ask(
	agent: Agent,
	port: number,
	prefix: string,
	{ method, path, query }: RequestPlan,
	number: number,
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const request = httpRequest(
			{
				agent,
				host: "127.0.0.1",
				port,
				method,
				path: prefix + path + query,
				headers: { "x-number": number, "content-length": 0 },
			},
			(response) => {
				let body = "";
				response.setEncoding("utf8");
				response.on("data", (chunk: string) => {
					body += chunk;
				});
				response.on("end", () => {
					const { statusCode: status = 0, headers } = response;
					resolve({ status, headers, body });
				});
			},
		);
		request.setTimeout(30_000, () =>
			request.destroy(new Error(`no answer to ${method} ${path}`)),
		);
		request.on("error", reject);
		request.end();
	});
}
