import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inTurn } from "./in-turn.js";
import type { Load } from "./load-process.js";
import { onProcessor } from "./on-processor.js";
import { requestServers } from "./request-servers.js";
import { runScript } from "./run-script.js";
import type { Settings } from "./settings.js";

/** How many requests a second one contestant has answered, round by round. */
export interface RequestFigures {
	readonly size: number;
	readonly contestant: string;
	readonly perSecond: readonly number[];
}

/**
 * Measures how many requests a second a server answers over sockets. All servers run the whole
 * time, one of them under load at a time: servers on the first processor, load from the second.
 */
export async function measureRequests(
	{ size, requests }: Settings,
	log: (line: string) => void,
): Promise<RequestFigures[]> {
	const servers = new Map<string, { child: ChildProcess; port: number }>();
	try {
		for (const name of Object.keys(requestServers)) {
			servers.set(name, await start(name, size));
		}
		const { rounds, seconds, connections } = requests;
		log(`${servers.size} contestants in turn, ${seconds} s each, N = ${size}`);
		const script = fileURLToPath(new URL("load-process.js", import.meta.url));
		const figures = await inTurn(
			[...servers].map(([name, { port }]) => ({ name, port })),
			rounds,
			async ({ port }) => {
				const load = await runScript<Load>(
					script,
					[port, pathOf(size), seconds, connections, "the list"],
					onProcessor(1),
				);
				return load.requests / load.seconds;
			},
		);
		return [...figures].map(([contestant, perSecond]) => ({
			size,
			contestant,
			perSecond,
		}));
	} finally {
		for (const { child } of servers.values()) {
			child.kill();
		}
	}
}

/** A path in the middle of the list, so that searching the list from its start costs what it does on average. */
function pathOf(size: number): string {
	return `/section-${Math.floor(size / 2)}/list`;
}

async function start(name: string, size: number) {
	const script = fileURLToPath(new URL("request-process.js", import.meta.url));
	const [program, ...options] = onProcessor(0);
	const child = spawn(
		program,
		[...options, script, name, String(size), pathOf(size)],
		{
			stdio: ["ignore", "pipe", "inherit"],
			env: { ...process.env, NODE_ENV: "production" },
		},
	);
	const [line] = await once(createInterface(child.stdout), "line");
	return { child, port: Number(line) };
}
