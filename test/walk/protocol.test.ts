// What HTTP allows beside a plain GET, byte by byte over a socket, and what middleware may have made of a
// request before the publisher gets it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, METHODS } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { RequestHandler } from "express";
import publisher, { type Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses, serve } from "../support/serve.js";

type Express = (typeof expresses)[number]["express"];

/** A site in which each page says how it was asked for; `/imported` waits until the test lets it. */
function createRoot(imported: Promise<unknown> = Promise.resolve()): Namespace {
	const echo: RequestHandler = (req, res) => {
		res.send(`${req.method} ${req.url}`);
	};
	const read: RequestHandler = async (req, res) => {
		const body = await text(req);
		res.send(`${body} ${JSON.stringify(req.trailers)}`);
	};
	const last: RequestHandler = (_req, res) => void res.status(LAST).end();
	return {
		_q_exports: [
			"page",
			"read",
			"resource",
			"imported",
			"section",
			"slow",
			"last",
		],
		_q_index: echo,
		page: echo,
		read,
		resource: { GET: echo, QUERY: read, POST: read } as object,
		section: { _q_exports: [], _q_index: echo },
		slow: async () => {
			await setImmediate();
			return "slow";
		},
		last,
		_q_import: async () => {
			await imported;
			return echo;
		},
	};
}

/** Serves `root`, and gives a function that opens a connection to it. */
async function listen(t: TestContext, express: Express, root: Namespace) {
	const app = express().use(publisher(root)).set("env", "test"); // Express logs nothing then.
	app.use((_req, res) => void res.status(404).send("not found"));
	const server = createServer(app).listen(0, "127.0.0.1");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const open = (): Socket =>
		connect({ port, host: "127.0.0.1", allowHalfOpen: true });
	return { server, open };
}

/** The status of the answer that ends an exchange. */
const LAST = 299;

const CLOSE = "Connection: close";

/** Sends `requests`, with one more to close the connection if none of them does, and gives all that is answered. */
async function exchange(socket: Socket, requests: string): Promise<string> {
	const last = requests.includes(CLOSE) ? "" : ask("GET /last", CLOSE);
	socket.write(requests + last);
	return text(socket);
}

function ask(line: string, ...headers: string[]): string {
	return `${[`${line} HTTP/1.1`, "Host: here.example", ...headers].join("\r\n")}\r\n\r\n`;
}

/** Gives the status of each answer in `answered` but the last. */
function statuses(answered: string): number[] {
	return [...answered.matchAll(/HTTP\/1\.1 (\d+) /g)]
		.map(([, status]) => Number(status))
		.filter((status) => status !== LAST);
}

for (const { version, express } of expresses) {
	const rows: Record<
		string,
		[requests: string, statuses: number[], body?: string]
	> = {
		"an absolute URL": [
			ask("GET http://other.example/page?q=1"),
			[200],
			"GET http://other.example/page?q=1",
		],
		"an absolute URL without a path": [
			ask("GET http://other.example"),
			[200],
			"GET http://other.example",
		],
		"an asterisk": [ask("OPTIONS *"), [404]],
		"an asterisk, asked for with GET": [ask("GET *"), [404]],
		"no slash": [ask("GET page"), [400]],
		"a fragment": [ask("GET /page#fragment"), [200]],
		"a space in the URL": [ask("GET /pa ge"), [400]],
		"a method of nobody's": [ask("BREW /page"), [400]],
		"a method in small letters": [ask("get /page"), [400]],
		CONNECT: [ask("CONNECT here.example:80"), []],
		TRACE: [ask("TRACE /resource"), [405]],
		"an upgrade that nobody takes": [
			ask("GET /page", "Connection: Upgrade", CLOSE, "Upgrade: websocket"),
			[200],
			"GET /page",
		],
		"a body that is waited for": [
			`${ask("POST /read", "Expect: 100-continue", "Content-Length: 4")}body`,
			[100, 200],
			"body {}",
		],
		"a body in chunks, with trailers": [
			`${ask("POST /resource", "Transfer-Encoding: chunked", "Trailer: x-sum")}4\r\nbody\r\n0\r\nx-sum: 42\r\n\r\n`,
			[200],
			'body {"x-sum":"42"}',
		],
		"a body that nobody reads": [
			`${ask("POST /page", "Content-Length: 4")}body${ask("GET /page")}`,
			[200, 200],
		],
		"a body with GET": [
			`${ask("GET /read", "Content-Length: 4")}body`,
			[200],
			"body {}",
		],
		"requests in one go, answered in order": [
			ask("GET /slow") +
				ask("HEAD /page") +
				ask("GET /%zz") +
				ask("GET /page") +
				ask("GET /section") +
				ask("GET /none"),
			[200, 200, 400, 200, 301, 404],
		],
		"HTTP/1.0": ["GET /page HTTP/1.0\r\n\r\n", [200], "GET /page"],
		"two hosts": [ask("GET /page", "Host: other.example"), [200]],
	};
	for (const [what, [requests, expected, body]] of Object.entries(rows)) {
		test(`${what} on Express ${version}`, async (t) => {
			const { open } = await listen(t, express, createRoot());
			const answered = await exchange(open(), requests);
			assert.deepEqual(statuses(answered), expected, answered);
			if (body !== undefined) {
				assert.ok(answered.includes(`\r\n\r\n${body}`), answered);
			}
		});
	}

	test(`HEAD has the headers of GET, and no body, on Express ${version}`, async (t) => {
		const { open } = await listen(t, express, createRoot());
		for (const path of ["/page", "/resource", "/section/", "/", "/imported"]) {
			const got = await exchange(open(), ask(`GET ${path}`, CLOSE));
			const [headers = ""] = got.split("\r\n\r\n");
			const head = await exchange(open(), ask(`HEAD ${path}`, CLOSE));
			const length = /content-length: \d+/i;
			assert.equal(
				Number(length.exec(head)?.[0].split(" ")[1]),
				Number(length.exec(headers)?.[0].split(" ")[1]) + 1, // The page says HEAD.
			);
			assert.ok(head.endsWith("\r\n\r\n"), head);
		}
	});

	test(`each method that Node knows has one outcome, on Express ${version}`, async (t) => {
		const { ask: send, outcomes } = await observe(t, express, createRoot());
		const methods = METHODS.filter((method) => method !== "CONNECT");
		for (const method of methods) {
			for (const path of [
				"/page",
				"/resource",
				"/section",
				"/imported",
				"/none",
			]) {
				outcomes.length = 0;
				const { status, headers } = await send(path, { method });
				assert.equal(outcomes.length, 1, `${method} ${path}`);
				if (path === "/resource" && status === 405) {
					assert.match(String(headers.allow), /GET, HEAD, POST/);
				}
				const isRedirected = method === "GET" || method === "HEAD";
				if (path === "/section") {
					assert.equal(status, isRedirected ? 301 : 404, method);
				}
			}
		}
	});

	test(`nothing is called for a client that has closed its half of the connection during an import, as Node closes the other, on Express ${version}`, async (t) => {
		let settle: (value?: unknown) => void = () => {};
		const imported = new Promise((resolve) => {
			settle = resolve;
		});
		let calls = 0;
		const root: Namespace = {
			_q_exports: ["a"],
			_q_import: async () => {
				await imported;
				return () => {
					calls++;
					return "page";
				};
			},
		};
		const { server, open } = await listen(t, express, root);
		const socket = open();
		socket.end(ask("GET /a"));
		const [accepted] = await once(server, "connection");
		accepted.resume();
		await once(accepted, "close");
		settle();
		await setImmediate();
		assert.equal(calls, 0);
	});

	test(`a body that breaks off on Express ${version}`, async (t) => {
		const { server, open } = await listen(t, express, createRoot());
		for (const path of ["/page", "/read", "/resource", "/imported"]) {
			const socket = open();
			const accepted = once(server, "connection");
			socket.end(`${ask(`POST ${path}`, "Content-Length: 100")}body`);
			const [connection] = await accepted;
			// Not `once`: the parser's error is one of the connection.
			await new Promise((resolve) => connection.once("close", resolve));
			await text(socket);
		}
		const answered = await exchange(open(), ask("GET /page"));
		assert.deepEqual(statuses(answered), [200]);
	});

	test(`requests in one go, behind one that is imported, are answered in order on Express ${version}`, async (t) => {
		let settle: (value?: unknown) => void = () => {};
		const imported = new Promise((resolve) => {
			settle = resolve;
		});
		const { open } = await listen(t, express, createRoot(imported));
		const answered = exchange(
			open(),
			ask("GET /imported?1") + ask("GET /page?2") + ask("GET /imported?3"),
		);
		await setImmediate();
		settle();
		const bodies = [...(await answered).matchAll(/^GET [^H]*/gm)];
		assert.deepEqual(
			bodies.map(([body]) => body),
			["GET /imported?1", "GET /page?2", "GET /imported?3"],
		);
	});

	const noString = /<pre>TypeError: /;
	/** What middleware makes of `req.url`, and what comes of it. */
	const rewritings: [url: unknown, status: number, body: string | RegExp][] = [
		["/page?rewritten", 200, "GET /page?rewritten"],
		["", 404, /Cannot GET \/x/],
		["?q=1", 404, /Cannot GET \/x/],
		["page", 404, "Not Found"],
		["//page", 404, "Not Found"],
		["http://other.example/page", 200, "GET http://other.example/page"],
		["/page\0", 404, "Not Found"],
		["/pag\u00e9", 404, "Not Found"],
		["/\ud800", 404, "Not Found"],
		["/page#x?y", 200, "GET /page#x?y"],
		[undefined, 500, noString],
		[null, 500, noString],
		[42, 500, noString],
		[{ toString: () => "/page" }, 500, noString],
		[["/page"], 500, noString],
	];
	for (const [url, status, body] of rewritings) {
		test(`req.url rewritten to ${JSON.stringify(url)} on Express ${version}`, async (t) => {
			// Not by `next()`: Express itself throws, or passes by, if the URL is none.
			const published = publisher(createRoot());
			const app = express().set("env", "test"); // Express logs nothing then.
			let answers = 0;
			app.use((req, res, next) => {
				res.once("finish", () => answers++);
				req.url = url as string;
				published(req, res, next);
			});
			app.use((_req, res) => void res.sendStatus(404));
			const send = await serve(t, app);
			const answer = await send("/x");
			assert.equal(answer.status, status);
			if (typeof body === "string") {
				assert.equal(answer.body, body);
			} else {
				assert.match(answer.body, body);
			}
			assert.equal(answers, 1);
		});
	}

	test(`settings of the application change nothing on the walk, on Express ${version}`, async (t) => {
		for (const isSet of [true, false]) {
			const app = express();
			for (const name of ["case sensitive routing", "strict routing"]) {
				app.set(name, isSet);
			}
			app.use("/At", publisher(createRoot()));
			const send = await serve(t, app);
			assert.equal((await send("/At/page")).body, "GET /page");
			assert.equal((await send("/At/Page")).status, 404);
			assert.equal((await send("/At/page/")).status, 404);
			assert.equal(
				(await send("/At/section")).headers.location,
				"/At/section/",
			);
			assert.equal((await send("/at/page")).status, isSet ? 404 : 200);
		}
	});

	test(`one publisher at two paths and in itself, and one namespace in two publishers, on Express ${version}`, async (t) => {
		let imports = 0;
		const shared: Namespace = {
			_q_exports: ["imported"],
			_q_import: () => `import ${++imports}`,
		};
		const first = publisher(shared);
		const app = express();
		app.use("/a", first);
		app.use("/b", express.Router().use("/c", first), first);
		app.use("/d", publisher({ _q_exports: ["e"], e: first }));
		app.use(
			"/f",
			publisher(shared),
			publisher({ _q_exports: ["g"], g: shared }),
		);
		const send = await serve(t, app);
		for (const path of ["/a", "/b", "/b/c", "/d/e"]) {
			assert.equal((await send(`${path}/imported`)).body, "import 1", path);
		}
		assert.equal((await send("/f/imported")).body, "import 2");
		assert.equal((await send("/f/g/imported")).body, "import 3");
		assert.equal((await send("/f/g/imported")).body, "import 3");
		assert.equal(imports, 3);
	});
}
