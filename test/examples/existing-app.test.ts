// The examples `existing-app` and `bundled`: a ticket tracker of Routers does the same before its move to the publisher, after, and bundled.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { type Example, startExample } from "../support/example.js";
import { writeFiles } from "../support/files.js";

const servers = {
	"before its move": ["existing-app/server.js", "before"],
	"after its move": ["existing-app/server.js", "after"],
	bundled: ["bundled/dist/server.js"],
} as const;

type Variant = keyof typeof servers;

for (const variant of Object.keys(servers) as Variant[]) {
	test(`the ticket tracker ${variant}`, async (t) => {
		const { origin } = await startTracker(t, variant);
		const guest = client(origin);
		const ada = await signIn(origin, "ada", "analytical");
		const grace = await signIn(origin, "grace", "nanosecond");

		await t.test("Routers are nested, and inherit parameters", async () => {
			assert.equal((await ada.json("POST", "/projects", nano)).status, 201);
			const created = await grace.json("POST", "/projects/nano/tickets", {
				title: "Too long a wire",
				description: "11.8 *inches*<script>alert(1)</script>",
			});
			assert.equal(created.status, 201);
			assert.equal(
				created.headers.get("location"),
				"/projects/nano/tickets/1",
				"from baseUrl",
			);
			const text = { text: "Cut it" };
			const comments = "/projects/nano/tickets/1/comments";
			assert.equal((await ada.json("POST", comments, text)).status, 201);
			assert.deepEqual(await (await guest.get(`${comments}/`)).json(), {
				project: "nano",
				ticket: "1",
				comments: [{ author: "ada", ...text }],
			});
			const ticket = (await (
				await guest.get("/projects/nano/tickets/1")
			).json()) as { html: string };
			assert.equal(ticket.html, "<p>11.8 <em>inches</em></p>\n");
			assert.deepEqual(await (await grace.get("/inbox")).json(), [
				{ project: "nano", ticket: 1, author: "ada", ...text },
			]);
		});

		await t.test(
			"router.param and app.param answer for what is not there",
			async () => {
				for (const [path, error] of [
					["/projects/none", "No such project"],
					["/projects/none/tickets/1/comments", "No such project"],
					["/projects/nano/tickets/7", "No such ticket"],
					["/none/badge.svg", "No such project"],
				] as const) {
					const response = await guest.get(path);
					assert.equal(response.status, 404, path);
					assert.deepEqual(await response.json(), { error });
				}
				const badge = await guest.get("/nano/badge.svg");
				assert.match(await badge.text(), />1 open</);
			},
		);

		await t.test("sessions begin and end with signing in and out", async () => {
			const wrong = await guest.json("POST", "/sign-in", { name: "ada" });
			assert.equal(wrong.status, 401);
			assert.equal(wrong.headers.get("set-cookie"), null);
			const visitor = await signIn(origin, "grace", "nanosecond");
			const who = async () => (await visitor.get("/sign-in")).json();
			assert.deepEqual(await who(), { user: "grace" });
			assert.equal((await visitor.json("DELETE", "/sign-in")).status, 204);
			assert.deepEqual(await who(), { user: null });
		});

		await t.test(
			"middleware between the Routers turns guests away",
			async () => {
				for (const path of [
					"/inbox",
					"/account",
					"/reports/open.svg",
					"/none",
				]) {
					assert.equal((await guest.get(path)).status, 401, path);
				}
				assert.equal((await grace.get("/none")).status, 404);
				assert.equal((await guest.get("/admin")).status, 401);
				assert.equal((await grace.get("/admin")).status, 403);
				assert.equal((await ada.get("/admin/")).status, 200);
				assert.deepEqual(await (await ada.get("/admin/log")).json(), [
					"ada: GET /admin/",
					"ada: GET /admin/log",
				]);
				assert.equal((await guest.json("POST", "/projects", nano)).status, 401);
				assert.equal((await ada.json("POST", "/projects", nano)).status, 409);
			},
		);

		await t.test(
			'next("route") leads to the next route, under either name',
			async () => {
				for (const mount of ["/u", "/users"]) {
					const own = await grace.get(`${mount}/grace`);
					assert.match(await own.text(), /"inbox":"\/inbox"/);
					const other = await ada.get(`${mount}/grace`);
					assert.deepEqual(await other.json(), {
						name: "grace",
						role: "member",
						tickets: 2,
					});
					assert.equal((await guest.get(`${mount}/nobody`)).status, 404);
					assert.equal((await guest.get(mount)).status, 401);
				}
			},
		);

		await t.test(
			"a file comes back as it was uploaded, unless it is too large",
			async () => {
				const attachments = "/projects/nano/tickets/1/attachments";
				const content = Uint8Array.from({ length: 5_000 }, (_, i) => i % 256);
				const upload = (bytes: Uint8Array<ArrayBuffer>) => {
					const body = new FormData();
					body.set(
						"file",
						new Blob([bytes], { type: "image/png" }),
						"wire.png",
					);
					return grace.send("POST", attachments, { body });
				};
				const uploaded = await upload(content);
				assert.equal(uploaded.status, 201);
				const file = await guest.get(String(uploaded.headers.get("location")));
				assert.equal(file.headers.get("content-type"), "image/png");
				assert.deepEqual(new Uint8Array(await file.arrayBuffer()), content);

				const large = await upload(new Uint8Array(100_001));
				assert.equal(large.status, 413);
				assert.deepEqual(await large.json(), { error: "File too large" });
				assert.equal((await guest.get(`${attachments}/2`)).status, 404);
			},
		);

		await t.test(
			"a hook is checked by its raw body, others are parsed",
			async () => {
				const hook = (body: string, signed = body) =>
					guest.send("POST", "/hooks/nano", {
						body,
						headers: {
							"Content-Type": "application/json",
							"X-Signature": createHmac("sha256", "change me")
								.update(signed)
								.digest("hex"),
						},
					});
				const body = '{ "title":  "Sent by a hook" }';
				assert.deepEqual(await (await hook(body)).json(), { number: 2 });
				assert.equal((await hook(body, "{}")).status, 403);

				const malformed = await grace.send(
					"PATCH",
					"/projects/nano/tickets/1",
					{
						body: "{",
						headers: { "Content-Type": "application/json" },
					},
				);
				assert.equal(malformed.status, 400);

				// An error without a status is the server's, and no business of the client.
				const broken = await hook("{");
				assert.equal(broken.status, 500);
				assert.deepEqual(await broken.json(), {
					error: "Internal Server Error",
				});
			},
		);

		await t.test("what is async fails into the error handler", async () => {
			const report = await grace.get("/reports/none.svg");
			assert.equal(report.status, 404);
			assert.deepEqual(await report.json(), { error: "No such report" });
			const short = { password: "short" };
			assert.equal(
				(await grace.json("PUT", "/account/password", short)).status,
				422,
			);
			const password = { password: "microsecond" };
			assert.equal(
				(await grace.json("PUT", "/account/password", password)).status,
				204,
			);
			const again = await signIn(origin, "grace", "microsecond");
			assert.equal((await again.get("/account")).status, 200);
		});

		await t.test("reports, labels and the feed", async () => {
			const patch = { labels: ["wire"], closed: true };
			assert.equal(
				(await ada.json("PATCH", "/projects/nano/tickets/1", patch)).status,
				204,
			);
			assert.deepEqual(await (await guest.get("/labels")).json(), ["wire"]);
			assert.deepEqual(await (await guest.get("/labels/wire")).json(), [
				"nano/1",
			]);
			const csv = await (await ada.get("/reports/tickets.csv")).text();
			assert.match(csv, /^"nano","1","true","Too long a wire"\r$/m);
			const chart = await (await ada.get("/reports/closed.svg")).text();
			assert.equal(XMLValidator.validate(chart), true);
			assert.match(chart, />nano</);
			const feed = await guest.get("/feed.xml");
			assert.match(String(feed.headers.get("content-type")), /atom\+xml/);
			const { entry } = new XMLParser().parse(await feed.text()).feed;
			assert.equal(entry.length, 4);
			assert.equal((await guest.get("/feed")).status, 401);
		});

		await t.test("what is asked for too often is refused", async () => {
			assert.deepEqual(await (await guest.get("/search?q=RELAY")).json(), [
				"compiler/1",
			]);
			for (let i = 1; i < 20; i++) {
				assert.equal((await guest.get("/search?q=relay")).status, 200);
			}
			const refused = await guest.get("/search?q=relay");
			assert.equal(refused.status, 429);
			assert.ok(refused.headers.has("retry-after"));
			const credentials = { name: "ada", password: "wrong" };
			const statuses: number[] = [];
			for (let i = 0; i < 6; i++) {
				const { status } = await guest.json("POST", "/sign-in", credentials);
				statuses.push(status);
			}
			assert.equal(statuses.at(-1), 429);
		});
	});
}

test("after the move, a Router is imported by the first request for it", async (t) => {
	const lazy = [
		...["account", "admin", "attachments", "comments", "feed", "inbox"],
		...["labels", "projects", "reports", "search", "sign-in", "tickets"],
		"users",
	];
	const all = ["badge", "hooks", ...lazy].sort();
	for (const [variant, path, expected] of [
		["before its move", undefined, all],
		["after its move", undefined, ["badge", "hooks"]],
		["after its move", "/none", ["badge", "hooks"]],
		["after its move", "/labels", ["badge", "hooks", "labels"]],
		["after its move", "/u/ada", ["badge", "hooks", "users"]],
		["after its move", "/reports/open.svg", ["badge", "hooks"]], // A guest is turned away before.
		// The bundle's core has in it what is imported at start.
		["bundled", undefined, []],
		["bundled", "/labels", ["labels"]],
		["bundled", "/u/ada", ["users"]],
		["bundled", "/reports/open.svg", []],
	] as const) {
		const about = `${variant} ${path}`;
		assert.deepEqual(await importedRouters(t, variant, path), expected, about);
	}
});

const nano = { name: "nano", title: "Nanoseconds" };

function startTracker(
	t: TestContext,
	variant: Variant,
	env: NodeJS.ProcessEnv = {},
): Promise<Example> {
	const [script, ...args] = servers[variant];
	return startExample(t, script, { args, env });
}

/** Gives the Routers that a process has imported that was asked for `path` and then ended. */
async function importedRouters(
	t: TestContext,
	variant: Variant,
	path: string | undefined,
): Promise<readonly string[]> {
	// Node writes there what scripts it ran, when the process ends in good order.
	const coverage = writeFiles(t, {});
	const env = { NODE_V8_COVERAGE: coverage.pathname };
	const { ask, stop } = await startTracker(t, variant, env);
	if (path !== undefined) {
		await ask(path);
	}
	await stop();
	const [report] = readdirSync(coverage).filter((name) =>
		name.startsWith("coverage-"),
	);
	const { result } = JSON.parse(
		readFileSync(new URL(report ?? assert.fail("no report"), coverage), "utf8"),
	);
	const router =
		/\/examples\/(?:existing-app\/routers\/([\w-]+)|bundled\/dist\/([\w-]+)-[A-Z\d]{8})\.js$/;
	return result
		.flatMap(({ url }: { url: string }) => {
			const [, name = "", chunk = name] = router.exec(url) ?? [];
			return chunk === "" || chunk === "chunk" ? [] : [chunk];
		})
		.sort();
}

interface Client {
	get(path: string): Promise<Response>;
	json(method: string, path: string, body?: object): Promise<Response>;
	send(method: string, path: string, init?: RequestInit): Promise<Response>;
}

function client(origin: string, cookie?: string): Client {
	const send: Client["send"] = (method, path, init = {}) => {
		const headers = new Headers(init.headers);
		// A kept connection may be closed by the server when the machine stalls.
		headers.set("Connection", "close");
		if (cookie !== undefined) {
			headers.set("Cookie", cookie);
		}
		return fetch(origin + path, { ...init, method, headers });
	};
	return {
		get: (path) => send("GET", path),
		json: (method, path, body = {}) =>
			send(method, path, {
				body: JSON.stringify(body),
				headers: { "Content-Type": "application/json" },
			}),
		send,
	};
}

async function signIn(
	origin: string,
	name: string,
	password: string,
): Promise<Client> {
	const credentials = { name, password };
	const response = await client(origin).json("POST", "/sign-in", credentials);
	assert.equal(response.status, 204, name);
	const [cookie] = (response.headers.get("set-cookie") ?? "").split(";");
	return client(origin, cookie);
}
