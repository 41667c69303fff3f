// How long requests wait for an import, and that nothing is called for clients that have left meanwhile.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { ErrorRequestHandler, Request, RequestHandler } from "express";
import publisher, { type Namespace } from "express-publisher";
import { collectGarbage } from "../support/collect-garbage.js";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

/** A site whose `/a` is imported when the test says so; it notes what is called. */
function createSite() {
	const calls: string[] = [];
	const imports: {
		resolve(found: unknown): void;
		reject(error: Error): void;
	}[] = [];
	const requests: WeakRef<Request>[] = [];
	const page: RequestHandler = (_req, res) => {
		calls.push("page");
		res.send("page");
	};
	const note: ErrorRequestHandler = (error, _req, _res, next) => {
		calls.push("_q_exception_handler");
		next(error);
	};
	const root: Namespace = {
		_q_exports: ["a", "b"],
		b: "text",
		_q_access: (req) => void requests.push(new WeakRef(req)),
		_q_import: () =>
			new Promise((resolve, reject) => imports.push({ resolve, reject })),
		_q_exception_handler: note,
	};
	/** Resolves when `count` requests in all have come as far as the import. */
	const arrived = async (count: number) => {
		while (requests.length < count) {
			await setImmediate();
		}
	};
	return { root, page, calls, imports, requests, arrived };
}

const timedOut = [503, "ERR_PUBLISHER_IMPORT_TIMEOUT"];
const codes = (outcomes: readonly unknown[]) =>
	outcomes.map(
		(outcome) =>
			(outcome as { error: { code: string } }).error?.code ?? outcome,
	);

for (const { version, express } of expresses) {
	for (const importTimeout of [undefined, 500]) {
		test(`503 after importTimeout ${importTimeout} on Express ${version}`, async (t) => {
			t.mock.timers.enable({ apis: ["setTimeout"] });
			const { root, page, imports, arrived } = createSite();
			const options = { importTimeout };
			const { ask, outcomes } = await observe(t, express, root, options);
			const first = ask("/a");
			await arrived(1);
			t.mock.timers.tick((importTimeout ?? 30_000) - 1);
			assert.equal((await ask("/b")).body, "text", "others are not held up");
			assert.deepEqual(outcomes, ["answer"], "not yet");
			t.mock.timers.tick(1);
			const { status } = await first;
			assert.deepEqual([status, codes(outcomes)[1]], timedOut);

			const second = ask("/a");
			await arrived(3);
			assert.equal(imports.length, 1, "it waits for the same import");
			imports[0]?.resolve(page);
			assert.equal((await second).body, "page");
			assert.equal((await ask("/a")).body, "page");
			assert.equal(imports.length, 1);
			assert.deepEqual(codes(outcomes), [
				"answer",
				timedOut[1],
				"answer",
				"answer",
			]);
		});
	}

	test(`each request has its own importTimeout on Express ${version}`, async (t) => {
		t.mock.timers.enable({ apis: ["setTimeout"] });
		const { root, imports, arrived } = createSite();
		const { ask } = await observe(t, express, root);
		const first = ask("/a");
		await arrived(1);
		t.mock.timers.tick(20_000);
		const second = ask("/a");
		await arrived(2);
		t.mock.timers.tick(10_000);
		assert.equal((await first).status, 503);
		imports[0]?.resolve("text");
		assert.equal((await second).body, "text");
	});

	test(`an import that fails after its timeout is tried again on Express ${version}`, async (t) => {
		t.mock.timers.enable({ apis: ["setTimeout"] });
		const { root, imports, arrived } = createSite();
		const { ask, outcomes } = await observe(t, express, root);
		const first = ask("/a");
		await arrived(1);
		t.mock.timers.tick(30_000);
		assert.equal((await first).status, 503);
		imports[0]?.reject(new Error("boom"));
		await setImmediate();
		const second = ask("/a");
		await arrived(2);
		imports[1]?.resolve("text");
		assert.equal((await second).body, "text");
		assert.deepEqual(codes(outcomes), [timedOut[1], "answer"]);
	});

	test(`503 when the root is not imported in time on Express ${version}`, async (t) => {
		t.mock.timers.enable({ apis: ["setTimeout"] });
		let calls = 0;
		const { promise, resolve } = deferred();
		const root = () => {
			calls++;
			return promise;
		};
		const { ask, outcomes } = await observe(t, express, root);
		const first = ask("/a");
		while (calls === 0) {
			await setImmediate();
		}
		t.mock.timers.tick(30_000);
		assert.equal((await first).status, 503);
		resolve({ _q_exports: ["a"], a: "text" });
		assert.equal((await ask("/a")).body, "text");
		assert.equal(calls, 1);
		assert.deepEqual(codes(outcomes), [timedOut[1], "answer"]);
	});

	const settlings: Record<
		string,
		(site: ReturnType<typeof createSite>) => unknown
	> = {
		"gives a page": ({ imports, page }) => imports[0]?.resolve(page),
		"gives a mount": ({ imports, page }) =>
			imports[0]?.resolve(express.Router().use(page)),
		"gives nothing": ({ imports }) => imports[0]?.resolve(undefined),
		"gives something unpublishable": ({ imports }) => imports[0]?.resolve(42),
		"gives a namespace": ({ imports, calls }) =>
			imports[0]?.resolve({
				_q_exports: [],
				_q_access: () => void calls.push("_q_access"),
			}),
		fails: ({ imports }) => imports[0]?.reject(new Error("boom")),
	};
	for (const [what, settle] of Object.entries(settlings)) {
		test(`nothing is called for a client that left before the import ${what} on Express ${version}`, async (t) => {
			const site = createSite();
			const { ask, outcomes, clientLeft } = await observe(
				t,
				express,
				site.root,
			);
			const client = new AbortController();
			const leaving = ask("/a/", { signal: client.signal });
			await site.arrived(1);
			const staying = ask("/a/");
			await site.arrived(2);
			client.abort();
			await assert.rejects(leaving, { name: "AbortError" });
			await clientLeft;
			settle(site);
			await staying;
			// One call, or one outcome, and it is that of the client who stayed.
			assert.equal(new Set(site.calls).size, site.calls.length);
			assert.equal(outcomes.length, 1);
		});
	}

	test(`nothing is called when the time is up for a client that left on Express ${version}`, async (t) => {
		t.mock.timers.enable({ apis: ["setTimeout"] });
		const site = createSite();
		const { ask, outcomes, clientLeft } = await observe(t, express, site.root);
		const client = new AbortController();
		const leaving = ask("/a", { signal: client.signal });
		await site.arrived(1);
		client.abort();
		await assert.rejects(leaving, { name: "AbortError" });
		await clientLeft;
		t.mock.timers.tick(30_000);
		await setImmediate();
		assert.deepEqual(site.calls, []);
		assert.deepEqual(outcomes, []);
	});

	test(`nothing is called for a client that left with two requests under way on Express ${version}`, async (t) => {
		const site = createSite();
		const root = { ...site.root, b: () => new Promise(() => {}) };
		const server = express().use(publisher(root)).listen(0, "127.0.0.1");
		t.after(() => server.close());
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const client = connect(port, "127.0.0.1");
		const [accepted] = await once(server, "connection");
		const line = (path: string) => `GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`;
		client.write(line("/b") + line("/a"));
		await site.arrived(2);
		client.destroy();
		await once(accepted, "close");
		site.imports[0]?.resolve(site.page);
		await setImmediate();
		assert.deepEqual(site.calls, []);
	});

	for (const isSettled of [true, false]) {
		const what = isSettled
			? "a settled import"
			: "an import that never settles";
		test(`${what} holds on to nothing of a request on Express ${version}`, async (t) => {
			const site = createSite();
			const timers = noteTimers(t);
			const { ask, outcomes } = await observe(t, express, site.root, {
				importTimeout: isSettled ? 30_000 : 1,
			});
			const answers = ["/a", "/a", "/a"].map((path) =>
				ask(path, { headers: { connection: "close" } }),
			);
			await site.arrived(answers.length);
			if (isSettled) {
				site.imports[0]?.resolve("text");
			}
			for (const answer of answers) {
				assert.equal((await answer).status, isSettled ? 200 : 503);
			}
			assert.equal(timers.length, answers.length);
			outcomes.length = 0; // An error holds on to the functions on its stack.
			const held = () =>
				[...site.requests, ...timers].filter((held) => held.deref()).length;
			for (let turn = 0; turn < 100 && held() > 0; turn++) {
				await setImmediate();
				collectGarbage();
			}
			assert.equal(held(), 0);
		});
	}
}

/** Notes the timers that are made until `t` ends, without holding on to them. */
function noteTimers(t: TestContext): WeakRef<object>[] {
	const timers: WeakRef<object>[] = [];
	const { setTimeout } = globalThis;
	globalThis.setTimeout = ((...given: Parameters<typeof setTimeout>) => {
		const timer = setTimeout(...given);
		timers.push(new WeakRef(timer));
		return timer;
	}) as typeof setTimeout;
	t.after(() => {
		globalThis.setTimeout = setTimeout;
	});
	return timers;
}

function deferred() {
	let resolve: (value: unknown) => void = () => {};
	const promise = new Promise((given) => {
		resolve = given;
	});
	return { promise, resolve };
}
