import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { type Ask, askPort } from "./serve.js";

/** An example that runs as a process of its own. */
export interface Example {
	readonly ask: Ask;
	readonly origin: string;
	/** Sends the process a signal. */
	readonly signal: (signal: NodeJS.Signals) => void;
	/** Waits until the process has printed a line that matches `pattern`, after the first `skipped` of them. */
	readonly printed: (pattern: RegExp, skipped?: number) => Promise<string>;
	/** Has the process end itself, and gives the lines that it has printed. */
	readonly stop: () => Promise<readonly string[]>;
	/** Waits until the process has written what matches `pattern` to its standard error. */
	readonly complained: (pattern: RegExp) => Promise<void>;
	/** Gives what the process has written to its standard error. */
	readonly errors: () => string;
}

/**
 * Runs `script`, a path below `examples`, as `npm start` does, until the test `t` ends. It serves
 * on a port of its own, and prints its address when it does.
 */
export async function startExample(
	t: TestContext,
	script: string,
	{
		args = [],
		execArgv = [],
		env = {},
	}: {
		readonly args?: readonly string[];
		readonly execArgv?: readonly string[];
		readonly env?: NodeJS.ProcessEnv;
	} = {},
): Promise<Example> {
	const example = spawn(
		process.execPath,
		[...execArgv, resolve("examples", script), ...args],
		{
			env: { ...process.env, PORT: "0", ...env },
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
	const closed = once(example, "close");
	t.after(() => {
		example.kill("SIGKILL");
		return closed;
	});
	let errors = "";
	example.stderr.setEncoding("utf8").on("data", (chunk: string) => {
		errors += chunk;
	});
	const lines: string[] = [];
	const reader = createInterface(example.stdout);
	reader.on("line", (line) => lines.push(line));

	const printed: Example["printed"] = (pattern, skipped = 0) =>
		new Promise((resolve, reject) => {
			const look = () => {
				const line = lines.filter((line) => pattern.test(line))[skipped];
				if (line !== undefined) {
					reader.off("line", look);
					resolve(line);
				}
			};
			reader.on("line", look);
			example.once("close", () =>
				reject(new Error(`${script} ended early: ${errors}`)),
			);
			look();
		});
	const address = /^(http:\S+)\/ is there/;
	const [, origin = ""] = address.exec(await printed(address)) ?? [];

	const ask = askPort(Number(new URL(origin).port));
	return {
		ask: (path, options = {}) =>
			ask(path, {
				...options,
				headers: { Host: new URL(origin).host, ...options.headers },
			}),
		origin,
		signal: (signal) => example.kill(signal),
		printed,
		async complained(pattern) {
			while (!pattern.test(errors)) {
				await once(example.stderr, "data");
			}
		},
		errors: () => errors,
		async stop() {
			example.kill("SIGTERM");
			const [code] = await closed;
			assert.equal(code, 0, "a signal ends the example in good order");
			return lines;
		},
	};
}
