import { fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Tree } from "../index.js";
import type { Failure, Imported, Message, Order } from "./message.js";

/** What became of a site that was imported in a process of its own. */
export interface World {
	readonly imports: readonly Imported[];
	/** What went wrong beside the imports: late errors, and the end of the process before it was done. */
	readonly strays: readonly Stray[];
	/** The tree as it was in the end; `undefined` if the process ended before. */
	readonly tree: Tree | undefined;
}

/** Something that went wrong while `path` was imported, or soon after. */
export interface Stray {
	readonly path: string;
	readonly failure: Failure;
}

/** Who wants to hear of a world while it lasts. */
export interface Watch {
	/** Called after each import, with the number of names known by then that still have to be imported. */
	readonly onImport?: (imported: Imported, remaining: number) => void;
	/** Gets what the site's modules print, on either stream. */
	readonly output?: Writable;
}

/** How long beyond the order's own time limit a process may say nothing, in milliseconds: it has to start, too. */
const GRACE = 10_000;

/** How long a process may take to end once it is done, and its output to end after it, in milliseconds. */
const FAREWELL = 1_000;

/**
 * Imports a site in a process of its own, as `order` says, and gives what became of it. Whatever
 * the site's modules do, the process ends: it is killed if it says nothing for too long.
 *
 * A process, and not a worker thread: in a thread, some modules fail that work in a server
 * (`process.chdir`, some native add-ons), and one that crashes takes everybody with it.
 */
export async function runWorld(
	order: Order,
	{ onImport, output }: Watch = {},
): Promise<World> {
	const child = fork(
		fileURLToPath(new URL("./world-process.js", import.meta.url)),
		[JSON.stringify(order)],
		{ stdio: ["ignore", "pipe", "pipe", "pipe", "ipc"] },
	);
	const exited = once(child, "exit");
	const printed = [child.stdout, child.stderr] as Readable[];
	for (const stream of printed) {
		if (output === undefined) {
			stream.resume(); // They printed it before.
		} else {
			stream.pipe(output, { end: false });
		}
	}

	const imports: Imported[] = [];
	const strays: Stray[] = [];
	let tree: Tree | undefined;
	let path = "/";
	let isKilled = false;
	const watchdog = setTimeout(() => {
		isKilled = true;
		child.kill("SIGKILL");
	}, order.timeout + GRACE);

	const messages = createInterface({ input: child.stdio[3] as Readable });
	messages.on("line", (line) => {
		watchdog.refresh();
		const message: Message = JSON.parse(line);
		switch (message.kind) {
			case "importing":
				path = message.path;
				break;
			case "imported":
				imports.push(message.imported);
				onImport?.(message.imported, message.remaining);
				break;
			case "stray":
				strays.push(message);
				break;
			case "done":
				tree = message.tree;
				setTimeout(() => child.kill("SIGKILL"), FAREWELL).unref();
		}
	});

	const [[code, signal]] = await Promise.all([exited, once(messages, "close")]);
	clearTimeout(watchdog);
	// A process that the site has left behind may hold on to its output for ever.
	await Promise.race([
		Promise.all(printed.map((stream) => finished(stream))),
		delay(FAREWELL, undefined, { ref: false }),
	]);
	for (const stream of printed) {
		stream.destroy();
	}
	if (tree === undefined) {
		const how = isKilled
			? `kept the process busy for ${order.timeout + GRACE} ms`
			: `ended the process (${signal ?? `exit code ${code}`})`;
		strays.push({ path, failure: untimelyEnd(how) });
	}
	return { imports, strays, tree };
}

function untimelyEnd(how: string): Failure {
	return {
		reason: "uncaught error",
		cause: `its import ${how}`,
		remedy:
			"Mend its module, and check again: what comes after it was not checked",
	};
}
