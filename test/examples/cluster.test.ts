// The example `cluster`: rolling restarts that lose no request.
import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { type Example, startExample } from "../support/example.js";
import { linkPackage, writeFiles } from "../support/files.js";
import { until } from "../support/until.js";

type StartLoad = (
	origin: string,
) => () => Promise<{ readonly answered: number; readonly lost: string[] }>;

const load = new URL("../../examples/cluster/load.js", import.meta.url);
const { startLoad }: { startLoad: StartLoad } = await import(load.href);

const areListening = /^all new workers listen after \d+ ms$/;
const haveAnswered = /^all new workers have answered after \d+ ms$/;

for (const variant of ["before", "after"]) {
	test(`rolling restarts lose no request, ${variant} the move`, async (t) => {
		// A machine that stalls for longer than an idle connection lives would lose requests, too.
		const env = { KEEP_ALIVE_SECONDS: "600" };
		const cluster = await startCluster(t, { args: [variant], env });
		const stopLoad = startLoad(cluster.origin);
		cluster.signal("SIGHUP");
		await cluster.printed(haveAnswered);
		cluster.signal("SIGHUP");
		await cluster.printed(haveAnswered, 1);
		const { answered, lost } = await stopLoad();
		assert.deepEqual(lost, []);
		assert.ok(answered > 0);
		await cluster.stop();
		assert.equal(cluster.errors(), "");
	});
}

test("an idle connection to an old worker is good for one more request", async (t) => {
	const cluster = await startCluster(t, { env: { KEEP_ALIVE_SECONDS: "600" } });
	const agents = Array.from(
		{ length: 6 },
		() => new Agent({ keepAlive: true }),
	);
	t.after(() => agents.map((agent) => agent.destroy()));
	const ask = async (agent: Agent) => {
		const request = get(`${cluster.origin}/labels`, { agent });
		const [response] = await once(request, "response");
		assert.equal(await text(response), "[]");
		const { connection } = response.headers;
		return { connection, isReused: request.reusedSocket };
	};
	for (const agent of agents) {
		assert.equal((await ask(agent)).connection, "keep-alive");
	}
	cluster.signal("SIGHUP");
	await cluster.printed(areListening);
	for (const agent of agents) {
		// An old worker takes a moment to hear that it is to finish.
		await until(async () => {
			const { connection, isReused } = await ask(agent);
			assert.ok(isReused, "the connection was closed without a word");
			return connection === "close";
		});
		assert.equal((await ask(agent)).isReused, false);
	}
});

test("a restart brings new code, and none that does not start", async (t) => {
	const folder = writeFiles(t, {
		"node_modules/existing-app/package.json": '{"type":"module"}',
	});
	const app = new URL("node_modules/existing-app/after.js", folder);
	const write = (source: string) =>
		writeFileSync(app, `import express from "express";\n${source}`);
	const answering = (answer: string) =>
		`export const createApp = () => express().use((req, res) => res.send("${answer}"));`;
	for (const name of ["primary.js", "worker.js"]) {
		cpSync(resolve("examples/cluster", name), new URL(name, folder));
	}
	linkPackage(folder, "express");

	write(answering("old"));
	const script = new URL("primary.js", folder).pathname;
	const cluster = await startCluster(t, { script });
	const answer = async () => (await cluster.ask("/")).body;
	assert.equal(await answer(), "old");

	write('throw new Error("broken");');
	cluster.signal("SIGHUP");
	await cluster.complained(/^not restarted: a worker ended \(1\)/m);
	assert.equal(await answer(), "old");

	write(answering("new"));
	cluster.signal("SIGHUP");
	await cluster.printed(areListening);
	await until(async () => (await answer()) === "new");
});

test("another worker takes the place of one that died", async (t) => {
	const cluster = await startCluster(t);
	const [pid] = /\d+/.exec(await cluster.printed(/^worker \d+ listens$/)) ?? [];
	process.kill(Number(pid), "SIGKILL");
	await cluster.printed(/^worker \d+ listens$/, 2);
	assert.equal((await cluster.ask("/labels")).status, 200);
});

function startCluster(
	t: TestContext,
	{
		script = "cluster/primary.js",
		args = [],
		env = {},
	}: {
		script?: string;
		args?: readonly string[];
		env?: NodeJS.ProcessEnv;
	} = {},
): Promise<Example> {
	return startExample(t, script, { args, env: { WORKERS: "2", ...env } });
}
