// What the inspector serves: its page, the stream of events, and the button to preload.
import assert from "node:assert/strict";
import { channel } from "node:diagnostics_channel";
import { once } from "node:events";
import { get, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import compression from "compression";
import express from "express";
import publisher, { mount, type Tree } from "express-publisher";
import { inspector } from "express-publisher/inspector";
import { serveInspected, writeSite } from "../support/inspected.js";
import { askPort, expresses, listen, serve } from "../support/serve.js";

test("the page, its style and its script are sent, and nothing else is taken", async (t) => {
	for (const { express } of expresses) {
		const app = express();
		app.use("/_site", inspector(publisher({ _q_exports: [] })));
		app.use((_req, res) => {
			res.status(404).send("elsewhere");
		});
		const ask = await serve(t, app);
		for (const [path, type] of [
			["/_site/", "text/html"],
			["/_site/?a=b", "text/html"],
			["/_site/page.css", "text/css"],
			["/_site/page.js", "text/javascript"],
		] as const) {
			const { status, headers, body } = await ask(path);
			assert.equal(status, 200, path);
			assert.equal(headers["content-type"], `${type}; charset=utf-8`);
			assert.equal(headers["cache-control"], "no-store");
			assert.match(
				String(headers["content-security-policy"]),
				/^default-src 'none'/,
			);
			assert.doesNotMatch(body, /https?:|\sstyle=|\son\w+=|innerHTML/);
			const head = await ask(path, { method: "HEAD" });
			assert.equal(head.status, 200);
			assert.equal(head.body, "");
		}
		for (const [method, path] of [
			["GET", "/_site/other"],
			["GET", "/_site/page.css/"],
			["GET", "/_site/preload"],
			["HEAD", "/_site/events"],
			["POST", "/_site/"],
			["POST", "/_site/events"],
			["DELETE", "/_site/preload"],
			["GET", "/_site/__proto__"],
			["GET", "/_sites"],
		] as const) {
			const answer = await ask(path, { method });
			assert.equal(answer.status, 404, `${method} ${path}`);
		}
	}
});

test("what is no publisher is refused at once, with what to give", () => {
	const wrong = ["x", null, 7, publisher, { _q_exports: [] }, () => {}];
	for (const site of wrong) {
		assert.throws(() => inspector(site as never), {
			name: "TypeError",
			message:
				/^inspector\(site\): site is .+; give what publisher\(\.\.\.\) has returned, or nothing/,
		});
	}
});

test("without argument, it shows all publishers of the process, and preloads them", async (t) => {
	const app = express();
	const badge = async () => "badge";
	app.use("/_site", inspector());
	app.use(
		"/badge",
		publisher(() => badge()),
	);
	const { port } = await listen(t, app);
	const { until } = await openEvents(t, port);
	const has = (state: string) =>
		until(({ tree }) => partOf(tree, "badge()")?.state === state);
	await has("not imported");
	await askPort(port)("/_site/preload", { method: "POST" });
	await has("imported");
});

test("without its final slash, the page is at the path with it, whatever a proxy has taken away", async (t) => {
	const app = express();
	const inspect = inspector(publisher({ _q_exports: [] }));
	app.use("/ops/_site", inspect);
	app.use(publisher({ _q_exports: ["in"], in: mount(inspect) }));
	const ask = await serve(t, app);
	for (const [path, location] of [
		["/ops/_site", "./_site/"],
		["/ops/_site?a=/b", "./_site/"],
		["/in", "./in/"],
	] as const) {
		const { status, headers } = await ask(path);
		assert.equal(status, 301, path);
		assert.equal(headers.location, location);
	}
	assert.equal((await ask("/in/page.js")).status, 200);
});

test("any server can call it, and its own policy stays out of the way of the application's", async (t) => {
	const inspect = inspector(publisher({ _q_exports: [] }));
	const policy = "default-src 'self'";
	const { port } = await listen(t, (req, res) => {
		res.setHeader("Content-Security-Policy", policy);
		inspect(req, res, () => res.end("next"));
	});
	const ask = askPort(port);
	const { body, headers } = await ask("/");
	assert.match(body, /^<!doctype html>/);
	assert.equal(headers["content-security-policy"], policy);
	assert.equal((await ask("/other")).body, "next");
});

test("a preload that another site makes a browser send is refused", async (t) => {
	const { ask, port, preloads } = await serveInspected(t, { _q_exports: [] });
	const own = `http://127.0.0.1:${port}`;
	const post = (headers: Record<string, string>) =>
		ask("/_site/preload", { method: "POST", headers });
	for (const headers of [
		{ "Sec-Fetch-Site": "cross-site" },
		{ "Sec-Fetch-Site": "same-site" },
		{ "Sec-Fetch-Site": "none" },
		{ "Sec-Fetch-Site": "cross-site", Origin: own },
		{ Origin: "https://elsewhere.example" },
		{ Origin: `http://127.0.0.1:${port + 1}` },
		{ Origin: "null" },
		{ Origin: "" },
	]) {
		const { status } = await post(headers);
		assert.equal(status, 403, JSON.stringify(headers));
	}
	assert.equal(preloads(), 0);
	for (const headers of [
		{ "Sec-Fetch-Site": "same-origin" },
		{ Origin: own },
		{},
	]) {
		assert.equal((await post(headers)).status, 202, JSON.stringify(headers));
	}
	assert.ok(preloads() > 0);
});

test("a preload that is under way is not started again", async (t) => {
	let release = () => {};
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	const { ask, port, preloads } = await serveInspected(t, {
		_q_exports: ["slow", "wrong"],
		_q_import: async (name: string) => {
			await held;
			if (name === "wrong") {
				throw new Error("wrong");
			}
			return name;
		},
	});
	const stream = await openEvents(t, port);
	const post = () => ask("/_site/preload", { method: "POST" });
	await Promise.all([post(), post(), post()]);
	assert.equal(preloads(), 1);
	const running = await stream.until(({ preload }) => preload?.isRunning);
	assert.equal(running.preload.imported, 0);
	release();
	const { preload } = await stream.until(({ preload }) => !preload.isRunning);
	assert.equal(preload.imported, 1);
	assert.equal(preload.failed, 1);
	assert.ok(preload.milliseconds > 0);
	await post();
	assert.equal(preloads(), 2);
});

/** Imports are listened to while somebody looks. */
const start = channel("tracing:express-publisher:import:start");

/** Waits until the clients, of other tests, too, have left. */
async function nobodyLooks(): Promise<void> {
	while (start.hasSubscribers) {
		await setImmediate();
	}
}

test("each client is told at once what there is, and then of every change", async (t) => {
	const { ask, port } = await serveInspected(t, writeSite(t));
	const stream = await openEvents(t, port);
	assert.equal(stream.headers["content-type"], "text/event-stream");
	assert.equal(stream.headers["cache-control"], "no-store");
	const first = await stream.until(() => true);
	assert.equal(first.tree.state, "not imported");
	assert.ok(first.startedAt <= Date.now());
	assert.ok(first.memoryAtStart > 0);

	await ask("/about");
	await ask("/broken");
	const { tree } = await stream.until(
		(snapshot) => partOf(snapshot.tree, "/broken")?.state === "failed",
	);
	assert.equal(partOf(tree, "/about")?.import?.by, "/about");
	assert.match(
		String(partOf(tree, "/broken")?.import?.error?.message),
		/database is down/,
	);

	// What no import reports: a count of requests.
	await ask("/about");
	await stream.until(({ tree }) => partOf(tree, "/about")?.requests === 2);

	const later = await openEvents(t, port);
	const known = await later.until(() => true);
	assert.equal(partOf(known.tree, "/broken")?.state, "failed");
});

test("clients share what is made for them", async (t) => {
	const { ask, port, trees } = await serveInspected(t, writeSite(t));
	const alone = await openEvents(t, port);
	await alone.until(() => true);
	const before = trees();
	const streams = await Promise.all(
		Array.from({ length: 20 }, () => openEvents(t, port)),
	);
	await ask("/about");
	for (const stream of streams) {
		await stream.until(
			({ tree }) => partOf(tree, "/about")?.state === "imported",
		);
	}
	assert.ok(trees() - before < streams.length, `${trees() - before} trees`);
});

test("when the last client has left, nothing is left of it", async (t) => {
	const end = channel("tracing:express-publisher:import:asyncEnd");
	const { ask, port, trees } = await serveInspected(t, writeSite(t));
	await nobodyLooks();
	t.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
	const [first, second] = await Promise.all([
		openEvents(t, port),
		openEvents(t, port),
	]);
	assert.ok(start.hasSubscribers && end.hasSubscribers);
	first.leave();
	await ask("/about");
	t.mock.timers.tick(200);
	await second.until(
		({ tree }) => partOf(tree, "/about")?.state === "imported",
	);
	const atFirst = trees();
	t.mock.timers.tick(10_000);
	t.mock.timers.tick(1_000); // What a pulse asks for comes a little later.
	assert.ok(trees() > atFirst, "there is a pulse while there is a client");
	await ask("/articles/edit"); // So that there is a snapshot to be made when it leaves.
	second.leave();
	await nobodyLooks();
	assert.ok(!end.hasSubscribers);
	const before = trees();
	await ask("/articles/");
	t.mock.timers.tick(10_000);
	assert.equal(trees(), before);

	await (await openEvents(t, port)).until(() => true);
	assert.ok(start.hasSubscribers, "and it begins again for the next one");
});

test("a client that leaves while it is being let in is none", async (t) => {
	await nobodyLooks();
	const leaving = new AbortController();
	let letIn = () => {};
	const isLetIn = new Promise<void>((resolve) => {
		letIn = resolve;
	});
	const { ask } = await serveInspected(
		t,
		{ _q_exports: [] },
		async (_req, res, next) => {
			leaving.abort();
			await once(res, "close");
			next();
			letIn();
		},
	);
	await assert.rejects(ask("/_site/events", { signal: leaving.signal }));
	await isLetIn;
	assert.ok(!start.hasSubscribers);
});

test("a stream does not keep a server from being closed", async (t) => {
	const { server, port } = await serveInspected(t, { _q_exports: [] });
	const stream = await openEvents(t, port);
	await stream.until(() => true);
	server.close();
	await once(server, "close");
});

test("a client that takes nothing has nothing kept for it but the last snapshot", async (t) => {
	const names = Array.from({ length: 20_000 }, (_, i) => `export-${i}`);
	const site = publisher({
		_q_exports: names,
		_q_import: (name: string) => name,
	});
	const responses: ServerResponse[] = [];
	const app = express();
	app.use("/_site", (_req, res, next) => {
		responses.push(res);
		next();
	});
	app.use("/_site", inspector(site));
	app.use(site);
	const { port } = await listen(t, app);
	const ask = askPort(port);
	await ask("/export-0");
	const size = JSON.stringify(site.tree()).length;
	const socket = connect(port, "127.0.0.1"); // Nobody reads from it.
	t.after(() => socket.destroy());
	socket.write("GET /_site/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
	while (responses.length === 0) {
		await setImmediate();
	}
	t.mock.timers.enable({ apis: ["setTimeout"] });
	let most = 0;
	for (let i = 0; i < 20; i++) {
		await ask(`/export-${i}`);
		t.mock.timers.tick(5_000);
		most = Math.max(most, Number(responses[0]?.writableLength));
	}
	assert.ok(most > 0, "the client is slow");
	assert.ok(most < 2.5 * size, `${most} bytes for snapshots of ${size}`);
	let text = "";
	for await (const chunk of socket.setEncoding("utf8")) {
		text = (text + chunk).slice(-size);
		if (/"\/export-19","state":"imported"/.test(text)) {
			break;
		}
	}
});

test("a viewer that reads nothing does not keep a server from being closed either", async (t) => {
	const { server, port } = await serveInspected(t, {
		_q_exports: Array.from({ length: 50_000 }, (_, i) => `export-${i}`),
	});
	const socket = connect(port, "127.0.0.1");
	t.after(() => socket.destroy());
	socket.pause();
	socket.write("GET /_site/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
	await once(server, "request");
	server.close();
	await once(server, "close");
});

test("after the first snapshot, only what has changed is sent, and by then not at any cost", async (t) => {
	const names = Array.from({ length: 20_000 }, (_, i) => `export-${i}`);
	const { ask, port, trees } = await serveInspected(t, {
		_q_exports: names,
		_q_import: (name: string) => name,
	});
	const stream = await openEvents(t, port);
	await stream.until(() => true);
	const before = trees();
	const begun = performance.now();
	let bytes = 0;
	for (let i = 0; i < 5; i++) {
		await ask(`/export-${i}`);
		const { text } = await stream.next("changes");
		bytes += text.length;
	}
	assert.ok(bytes < 20_000, `${bytes} bytes`);
	const seconds = (performance.now() - begun) / 1_000;
	assert.ok(
		trees() - before <= 5 * seconds + 1,
		`${trees() - before} in ${seconds} s`,
	);
});

test("events get through the middleware compression", async (t) => {
	const { ask, port } = await serveInspected(t, writeSite(t), compression());
	const plain = await openEvents(t, port);
	const zipped = await openEvents(t, port, { "Accept-Encoding": "gzip" });
	assert.equal(zipped.headers["content-encoding"], "gzip");
	await ask("/about");
	for (const stream of [plain, zipped]) {
		await stream.until(
			({ tree }) => partOf(tree, "/about")?.state === "imported",
		);
	}
});

// biome-ignore lint/suspicious/noExplicitAny: plain JSON
type Json = any;

interface Events {
	readonly headers: IncomingMessage["headers"];
	/** Waits for a snapshot of which `isIt` holds. */
	until(isIt: (snapshot: Json) => boolean | undefined): Promise<Json>;
	/** Waits for an event of that name, and gives its data as text. */
	next(event: string): Promise<{ readonly text: string }>;
	/** Closes the connection, as a browser does. */
	leave(): void;
}

/** Connects to the events of the inspector at `/_site`. */
async function openEvents(
	t: TestContext,
	port: number,
	headers: Record<string, string> = {},
): Promise<Events> {
	const request = get({
		host: "127.0.0.1",
		port,
		path: "/_site/events",
		headers,
		agent: false,
	});
	const [response] = (await once(request, "response")) as [IncomingMessage];
	t.after(() => response.destroy());
	response.on("error", () => {});
	const isZipped = response.headers["content-encoding"] === "gzip";
	const text = isZipped ? response.pipe(createGunzip()) : response;
	const lines = createInterface(text)[Symbol.asyncIterator]();
	let snapshot: Json;
	return {
		headers: response.headers,
		leave: () => response.destroy(),
		async next(event) {
			for (;;) {
				const { value, done } = await lines.next();
				assert.ok(!done, "the stream has ended");
				if (value === `event: ${event}`) {
					return { text: (await lines.next()).value ?? "" };
				}
			}
		},
		async until(isIt) {
			for (;;) {
				const { value, done } = await lines.next();
				assert.ok(!done, "the stream has ended");
				if (value === "event: snapshot" || value === "event: changes") {
					const { value: data = "" } = await lines.next();
					const sent = JSON.parse(data.slice("data: ".length));
					snapshot =
						value === "event: snapshot" ? sent : changed(snapshot, sent);
					if (isIt(snapshot)) {
						return snapshot;
					}
				}
			}
		},
	};
}

/** Gives the snapshot that comes of `before` by `changes`. */
function changed(before: Json, { preload, nodes }: Json): Json {
	const tree = nodes.reduce(
		(tree: Tree, { node, isWhole }: Json) => replaced(tree, node, isWhole),
		before.tree,
	);
	return { ...before, preload, tree };
}

function replaced(tree: Tree, node: Tree, isWhole: boolean): Tree {
	const { exports } = tree;
	if (tree.path === node.path) {
		return isWhole || exports === undefined ? node : { ...node, exports };
	}
	return exports === undefined
		? tree
		: {
				...tree,
				exports: exports.map((each) => replaced(each, node, isWhole)),
			};
}

/** Gives the node of `path` in `tree`. */
function partOf(tree: Tree, path: string): Tree | undefined {
	return tree.path === path
		? tree
		: tree.exports
				?.map((part) => partOf(part, path))
				.find((part) => part !== undefined);
}
