import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { request } from "./request.js";
import { type ServerName, servers } from "./servers.js";
import type { Site } from "./site.js";

/** When what happened to a server process, in milliseconds of this process's clock. */
export interface Times {
	/** Just before the process was spawned. */
	readonly spawned: number;
	/** When it had told its port. */
	readonly listening: number;
	/** When its first response had been read to the end. */
	readonly responded: number;
}

/** What a server process has used until its first response: CPU in milliseconds, memory in MiB. */
export interface Usage {
	readonly cpu: number;
	readonly memory: number;
	readonly peakMemory: number;
}

/** A server process that has given its first response, and waits to be stopped. */
export interface ServerProcess {
	readonly port: number;
	readonly times: Times;
	readonly usage: Usage;
	stop(): Promise<void>;
}

/** How a server process is started, where that is not as this one was. */
export interface Runtime {
	readonly node?: string;
	/** What Node is started by, instead of by itself. */
	readonly command?: readonly [string, ...string[]];
	readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts the server `name` of `site` as a process and makes the first request to it, over a
 * socket. Rejects unless the answer is right.
 */
export function startServer(
	site: Site,
	name: ServerName,
	runtime?: Runtime,
): Promise<ServerProcess> {
	return startScript(site, servers[name], runtime);
}

/** Starts the server in the file `name` of `site` as `startServer` does. */
export async function startScript(
	site: Site,
	name: string,
	{
		node = process.execPath,
		command: [program, ...options] = [node],
		environment = {},
	}: Runtime = {},
): Promise<ServerProcess> {
	const script = join(site.folder, name);
	const spawned = performance.now();
	const child = spawn(program, [...options, script], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, ...environment },
	});
	try {
		const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
		const port = Number((await lines.next()).value);
		const listening = performance.now();
		const answer = await request(port, site.path);
		const responded = performance.now();
		if (answer !== site.answer) {
			throw new Error(`${name} answered ${answer}, not ${site.answer}`);
		}
		const usage: Usage = JSON.parse((await lines.next()).value ?? "");
		const times = { spawned, listening, responded };
		return { port, times, usage, stop: () => stop(child) };
	} catch (cause) {
		await stop(child);
		throw new Error(`${script} has not served its first request`, { cause });
	}
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		child.kill("SIGTERM");
		await once(child, "exit");
	}
}
