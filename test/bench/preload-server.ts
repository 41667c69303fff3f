import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Usage } from "express-publisher";
import type { BusySite } from "./busy-site.js";

/** What the server process is told: to preload, or, without that, to give the usage. */
export interface Order {
	readonly preload?: "all" | Usage;
}

/** A process that serves a busy site, of which it has imported nothing yet. */
export interface PreloadServer {
	readonly port: number;
	/** Preloads everything, or what is in `usage`; gives how many modules were imported for that. */
	preload(what: "all" | Usage): Promise<number>;
	usage(): Promise<Usage>;
	stop(): Promise<void>;
}

/** Starts the process; resolves once it listens. */
export async function startPreloadServer({
	root,
}: BusySite): Promise<PreloadServer> {
	const script = fileURLToPath(new URL("preload-process.js", import.meta.url));
	const child = fork(script, [root], {
		env: { ...process.env, NODE_ENV: "production" },
	});
	const exit = once(child, "exit");

	/** Gives the next message of the process, which has one order at a time. */
	async function message<Message>(): Promise<Message> {
		const early = exit.then(() => {
			throw new Error("the server has ended early");
		});
		const [message] = await Promise.race([once(child, "message"), early]);
		return message;
	}

	async function order<Answer>(order: Order): Promise<Answer> {
		child.send(order);
		return message();
	}

	return {
		port: await message(),
		preload: (preload) => order({ preload }),
		usage: () => order({}),
		async stop() {
			child.kill();
			await exit;
		},
	};
}
