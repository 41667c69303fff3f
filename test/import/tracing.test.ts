// The tracing channel of imports, and what `DEBUG` prints of them.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { spawn } from "node:child_process";
import { tracingChannel } from "node:diagnostics_channel";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import express from "express";
import publisher, { type ImportMessage } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";

const channel = tracingChannel<unknown, ImportMessage>(
	"express-publisher:import",
);
const names = ["start", "end", "asyncStart", "asyncEnd", "error"] as const;

/** Subscribes as an APM does until the test ends; gives the events as they come. */
function listen(t: TestContext) {
	const events: [event: string, message: ImportMessage, about: string][] = [];
	const subscribers = Object.fromEntries(
		names.map((event) => [
			event,
			(message: ImportMessage) => {
				const outcome = message.error ?? message.result ?? "";
				const about = `${message.path} ${message.component} ${outcome}`;
				events.push([event, message, about]);
			},
		]),
	) as unknown as Parameters<typeof channel.subscribe>[0];
	channel.subscribe(subscribers);
	t.after(() => channel.unsubscribe(subscribers));
	return {
		events,
		told: () => events.map(([event, , about]) => `${event} ${about}`),
	};
}

const root = {
	_q_exports: ["async", "sync", "throws", "rejects", ["a b", "async"]] as const,
	_q_lookup: () => ({ _q_exports: ["deep"], _q_import: async () => "text" }),
	_q_import: (name: string): unknown => {
		switch (name) {
			case "async":
				return Promise.resolve({ _q_exports: [] });
			case "sync":
				return "text";
			case "throws":
				throw new Error("thrown");
			default:
				return Promise.reject(new Error("rejected"));
		}
	},
};

test("each import is traced, with its container and its component", async (t) => {
	const site = publisher(async () => root);
	const ask = await serve(t, express().use(site));
	const { events, told } = listen(t);
	const cases: Record<string, string[]> = {
		"/sync": [
			"start /  ",
			"end /  ",
			"asyncStart /  namespace",
			"asyncEnd /  namespace",
			"start / sync ",
			"end / sync text",
		],
		"/a%20b/": [
			"start / a%20b ",
			"end / a%20b ",
			"asyncStart / a%20b namespace",
			"asyncEnd / a%20b namespace",
		],
		"/throws": [
			"start / throws ",
			"error / throws Error: thrown",
			"end / throws Error: thrown",
		],
		"/rejects": [
			"start / rejects ",
			"end / rejects ",
			"error / rejects Error: rejected",
			"asyncStart / rejects Error: rejected",
			"asyncEnd / rejects Error: rejected",
		],
		"/secret/deep": [
			"start /:component/ deep ",
			"end /:component/ deep ",
			"asyncStart /:component/ deep text",
			"asyncEnd /:component/ deep text",
		],
		"/async/": [],
	};
	for (const [path, expected] of Object.entries(cases)) {
		events.length = 0;
		await ask(path);
		assert.deepEqual(told(), expected, path);
		const ofOneName = events.filter(([, message]) => message.component !== "");
		const messages = new Set(ofOneName.map(([, message]) => message));
		assert.ok(messages.size <= 1, "one object for all events");
	}
});

test("path and component of what preload imports are the path in its report", async (t) => {
	const { events } = listen(t);
	const site = publisher(async () => root);
	const { imports } = await site.preload();
	const started = events
		.filter(([event]) => event === "start")
		.map(([, { path, component }]) => path + component);
	assert.deepEqual(
		started,
		imports.map(({ path }) => path),
	);
});

test("a store bound to the start is there in the importer, and behind what it awaits", async (t) => {
	const storage = new AsyncLocalStorage<unknown>();
	channel.start.bindStore(storage, ({ component }) => `span of ${component}`);
	t.after(() => channel.start.unbindStore(storage));
	const seen: unknown[] = [];
	const site = publisher({
		_q_exports: ["a"],
		_q_import: async () => {
			seen.push(storage.getStore());
			await setTimeout(1);
			seen.push(storage.getStore());
			return "text";
		},
	});
	await site.preload();
	assert.deepEqual(seen, ["span of a", "span of a"]);
});

const script = (body: string) => ({
	"main.js": `import { subscribe } from "node:diagnostics_channel";
		import publisher from ${JSON.stringify(import.meta.resolve("express-publisher"))};
		const site = publisher({
			_q_exports: ["a", "bad"],
			_q_import: async (name) => {
				if (name === "bad") throw new Error("broken");
				return "text";
			},
		});
		${body}`,
});

/** Runs `body` in a process; gives what it prints to stdout and to stderr, and its exit code. */
async function runScript(
	t: TestContext,
	body: string,
	environment: Record<string, string | undefined> = {},
) {
	const folder = writeFiles(t, script(body));
	const child = spawn(process.execPath, [new URL("main.js", folder).pathname], {
		env: { ...process.env, ...environment },
	});
	const [stdout, stderr, [code]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, "exit"),
	]);
	return { stdout, stderr, code };
}

test("what a subscriber throws is an uncaught exception, as Node has it, and the import goes on", async (t) => {
	const throwing = ["start", "end", "asyncStart", "asyncEnd", "error"]
		.map(
			(event) =>
				`subscribe("tracing:express-publisher:import:${event}", () => { throw new Error("APM"); });`,
		)
		.join("\n");
	const { stdout } = await runScript(
		t,
		`process.on("uncaughtException", ({ message }) => console.log(message));
		${throwing}
		const { imports } = await site.preload();
		console.log(imports.map(({ outcome }) => outcome).join());`,
	);
	const lines = stdout.trim().split("\n");
	assert.deepEqual(new Set(lines), new Set(["APM", "imported,failed"]));
});

const lists: Record<string, boolean> = {
	"express-publisher": true,
	"express-*": true,
	"*": true,
	"body-parser, express*": true,
	"foo express-publisher": true,
	"*publish*": true,
	"express:*": false,
	express: false,
	"": false,
	"*,-express-publisher": false,
	"-express*,*": false,
	"express.publisher": false,
	// To try each star against each other would not end.
	[`${"*".repeat(40)}x`]: false,
};
for (const [list, isOn] of Object.entries(lists)) {
	test(`DEBUG="${list}" prints ${isOn ? "imports" : "nothing"}`, async (t) => {
		const { stdout, stderr } = await runScript(t, "await site.preload();", {
			DEBUG: list,
			DEBUG_COLORS: undefined,
		});
		assert.equal(stdout, "");
		const lines = stderr.split("\n").filter((line) => line !== "");
		const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z express-publisher /;
		assert.deepEqual(
			lines.map((line) => line.replace(date, "")),
			isOn
				? [
						"importing /a",
						"imported /a: text",
						"importing /bad",
						"failed to import /bad: broken",
					]
				: [],
		);
	});
}

test("DEBUG on a terminal prints the time since the last line", async (t) => {
	const { stderr } = await runScript(t, 'await site.preload(["/a"]);', {
		DEBUG: "express-publisher",
		DEBUG_COLORS: "yes",
	});
	const plain = stripVTControlCharacters(stderr);
	assert.match(
		plain,
		/^ {2}express-publisher importing \/a \+\d+ms\n {2}express-publisher imported \/a: text \+\d+ms\n$/,
	);
});
