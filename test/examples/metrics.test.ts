// The example `metrics`: requests are labelled by what was walked, so that hostile paths make no series.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { METHODS } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Example, startExample } from "../support/example.js";

/** What is requested, and the label that it gets. */
const labels = [
	["/", "/"],
	["/articles", "/articles"],
	["/articles/", "/articles/"],
	["/articles/cold-starts/", "/articles/:component/"],
	["/articles/css-no-script/", "/articles/:component/"],
	["/articles/cold-starts/comments", "/articles/:component/comments"],
	["/about/people/ada", "/about/people/:component"],
	["/feed.xml", "/feed.xml"],
	["/search?q=node", "/search"],
	["/health", "/health"],
	["/calendar", "/calendar/"], // A Router, and its own routes.
	["/calendar/small-servers-day", "/calendar/:event"],
	["/calendar/small%2dservers-day", "/calendar/:event"],
	["/api/articles", "/api/articles"], // An app.
	["/api/articles/cold-starts", "/api/articles/:slug"],
	["/api/nothing", "/api"],
	["/assets/style.css", "/assets"], // Neither: it has no routes.
	["/nothing", "none"],
] as const;

interface Span {
	readonly name: string;
	readonly attributes: Readonly<Record<string, unknown>>;
}

test("Prometheus and OpenTelemetry label a request by what was walked", async (t) => {
	const { ask } = await startMetrics(t);
	const expected: string[] = [];
	for (const [path, label] of labels) {
		const { status } = await ask(path);
		expected.push(`GET ${label} ${status}`);
		const spans = await takeSpans(ask);
		const request = spans.find(({ attributes }) => "url.path" in attributes);
		const route = label === "none" ? undefined : label;
		assert.equal(request?.attributes["http.route"], route, path);
		assert.equal(request?.name, route === undefined ? "GET" : `GET ${route}`);
		const names = spans.map(({ name }) => name);
		assert.ok(names.includes("middleware - publisherMiddleware"), path);
	}
	const counts = await series(ask);
	assert.deepEqual([...counts.keys()].sort(), [...new Set(expected)].sort());
	assert.equal(counts.get("GET /articles/:component/ 200"), 2);
});

test("10,000 hostile paths leave as many series as before, but for their statuses and methods", async (t) => {
	const { ask } = await startMetrics(t);
	const routes = new Set<string>(labels.map(([, label]) => label));
	// What an error handler answers is outside of the mount, for Express as well.
	for (const route of ["/:event", "/about/people/", "/robots.txt"]) {
		routes.add(route);
	}
	const seen = new Set<string>();
	const spanNames = new Set<string>();
	let sent = 0;
	for (let batch = 0; batch < 100; batch++) {
		await Promise.all(
			Array.from({ length: 100 }, async (_, index) => {
				const [method, path] = hostileRequest(batch * 100 + index);
				await ask(path, { method });
				sent++;
			}),
		);
		for (const { name, attributes } of await takeSpans(ask)) {
			spanNames.add(name);
			if ("url.path" in attributes) {
				seen.add(String(attributes["http.route"] ?? "none"));
			}
		}
	}
	const counts = await series(ask);
	assert.equal(
		[...counts.values()].reduce((sum, count) => sum + count, 0),
		sent,
	);
	for (const name of counts.keys()) {
		seen.add(name.split(" ")[1] ?? "");
	}
	assert.deepEqual(
		[...seen].filter((route) => !routes.has(route)),
		[],
	);
	assert.ok(counts.size < 400, `${counts.size} series`);
	assert.ok(spanNames.size < 400, `${spanNames.size} names of spans`);
});

/** Gives the method and the path of the request of that number. */
function hostileRequest(number: number): [method: string, path: string] {
	const method = number % 5 === 0 ? otherMethod(number) : "GET";
	const variants = [
		`/articles/x${number}/`,
		`/articles/cold-starts/comments/x${number}`,
		`/articles/%zz${number}/`,
		`/${escaped("calendar", number)}/small-servers-day`,
		`/${escaped("calendar", number)}/x${number}`,
		`/${escaped("articles", number)}/${escaped("cold-starts", number)}/`,
		`/${escaped("api", number)}/articles/x${number}`,
		`/api/x${number}`,
		`/${escaped("assets", number)}/x${number}`,
		`/assets/..%2fx${number}`,
		`/about/people/x${number}`,
		`/${escaped("robots.txt", number)}`,
		`/__proto__/x${number}`,
		`/constructor?${number}`,
		`/_q_index/${number}`,
		`//host${number}/articles`,
		`/\\x${number}`,
		`/%00${number}`,
		`/${"x".repeat(number % 5_000)}`,
		`/:component/:${number}`,
		`http://host${number}/articles/x/`,
	] as const;
	return [method, variants[number % variants.length] ?? "/"];
}

/** Gives `name` with those letters escaped whose bits are set in `mask`. */
function escaped(name: string, mask: number): string {
	return Array.from(name, (letter, index) =>
		(mask >> index) & 1 ? `%${letter.charCodeAt(0).toString(16)}` : letter,
	).join("");
}

function otherMethod(number: number): string {
	const methods = METHODS.filter((method) => method !== "CONNECT");
	return methods[number % methods.length] ?? "GET";
}

async function takeSpans(ask: Example["ask"]): Promise<readonly Span[]> {
	const spans: readonly Span[] = JSON.parse((await ask("/spans")).body);
	return spans.filter(
		({ attributes }) =>
			attributes["url.path"] !== "/spans" &&
			attributes["http.route"] !== "/spans",
	);
}

/** Gives the series of the histogram, each as method, route and status, with its count. */
async function series(
	ask: Example["ask"],
): Promise<ReadonlyMap<string, number>> {
	const { body } = await ask("/metrics");
	const pattern =
		/^http_request_duration_seconds_count\{method="(.*)",route="(.*)",status="(.*)"\} (\d+)$/gm;
	return new Map(
		[...body.matchAll(pattern)].map(([, method, route, status, count]) => [
			`${method} ${route} ${status}`,
			Number(count),
		]),
	);
}

function startMetrics(t: TestContext): Promise<Example> {
	const data = mkdtempSync(join(tmpdir(), "newsroom-"));
	t.after(() => rmSync(data, { recursive: true, force: true }));
	return startExample(t, "metrics/server.js", {
		execArgv: ["--import", "./examples/metrics/telemetry.js"],
		env: { NEWSROOM_DATA: data },
	});
}
