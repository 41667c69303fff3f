// The example `serverless`: events of API Gateway, before the move to the publisher and after.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "../support/consumer.js";

/** What the function answers to API Gateway. */
interface Answer {
	readonly statusCode: number;
	readonly headers: Record<string, string>;
	readonly multiValueHeaders?: Record<string, readonly string[]>;
	readonly cookies?: readonly string[];
	readonly body: string;
}

const folder = new URL("../../examples/serverless/", import.meta.url);
const restEvent = readEvent("rest-get.json");
const httpEvent = readEvent("http-post.json");

for (const [variant, script] of [
	["before", "handler-before.js"],
	["after", "handler.js"],
] as const) {
	test(`cold invocations, ${variant} the move`, async () => {
		for (const [name, status] of [
			["rest-get.json", 200],
			["http-post.json", 204],
		] as const) {
			const answer: Answer = JSON.parse(
				await run(
					pathToFileURL("./"),
					process.execPath,
					...["examples/serverless/invoke.js"],
					...[`examples/serverless/events/${name}`, variant],
				),
			);
			assert.equal(answer.statusCode, status, answer.body);
		}
	});

	test(`events of REST and HTTP APIs, ${variant} the move`, async (t) => {
		const { handler } = await import(new URL(script, folder).href);
		const invoke = (event: object): Promise<Answer> => handler(event, {});

		await t.test("first requests at once, for several parts", async () => {
			const answers = await Promise.all(
				["/labels", "/u/ada", "/labels", "/feed.xml", "/search"].map((path) =>
					invoke({ ...restEvent, path }),
				),
			);
			const statuses = answers.map(({ statusCode }) => statusCode);
			assert.deepEqual(statuses, [200, 200, 200, 200, 200]);
			assert.match(String(answers[3]?.body), /70ixmpl4fl\.execute-api/);
		});

		await t.test("a query, of a REST API", async () => {
			const { body } = await invoke(restEvent);
			assert.equal(JSON.parse(body).tickets.length, 2);
			const closed = await invoke({
				...restEvent,
				queryStringParameters: { state: "closed" },
				multiValueQueryStringParameters: { state: ["closed"] },
			});
			assert.deepEqual(JSON.parse(closed.body).tickets, []);
		});

		await t.test("a body in Base64 and cookies, of an HTTP API", async () => {
			const signedIn = await invoke(httpEvent);
			assert.equal(signedIn.statusCode, 204, signedIn.body);
			const cookies = signedIn.cookies?.map((cookie) => cookie.split(";")[0]);
			assert.equal(cookies?.length, 1);
			const account = await invoke(get("/account", cookies));
			assert.equal(account.statusCode, 200, account.body);
			assert.equal(JSON.parse(account.body).name, "ada");
			const log = await invoke(get("/admin/log", cookies));
			assert.match(log.body, /"ada: GET \/admin\/log"/);
		});

		await t.test("what is refused, malformed or not there", async () => {
			for (const [path, status] of [
				["/inbox", 401],
				["/none", 401],
				["/projects/none", 404],
				["/projects/%zz", 400],
			] as const) {
				const { statusCode, body } = await invoke(get(path));
				assert.equal(statusCode, status, `${path}: ${body}`);
				assert.ok("error" in JSON.parse(body), path);
			}
		});
	});
}

function readEvent(name: string) {
	return JSON.parse(
		readFileSync(new URL(`events/${name}`, folder), "utf8"),
	) as { requestContext: { http: object } };
}

/** Gives the event of a request without a body to an HTTP API. */
function get(path: string, cookies: readonly unknown[] = []): object {
	const { requestContext } = httpEvent;
	return {
		...httpEvent,
		rawPath: path,
		rawQueryString: "",
		queryStringParameters: undefined,
		cookies,
		headers: { host: "example.com", "x-forwarded-proto": "https" },
		requestContext: {
			...requestContext,
			http: { ...requestContext.http, method: "GET", path },
		},
		body: undefined,
		isBase64Encoded: false,
	};
}
