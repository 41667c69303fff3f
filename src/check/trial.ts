import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Duplex, Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Tree } from "../index.js";
import { startProcess } from "../processes/started-process.js";
import { LONGEST_TIMEOUT } from "../site/options.js";
import { CHANNEL } from "./channel.js";
import type {
	Failure,
	Imported,
	Order,
	Start,
	TrialMessage,
} from "./trial-protocol.js";

/** What became of a site that was imported in a process of its own. */
export interface Trial {
	readonly imports: readonly Imported[];
	/** What went wrong outside of the imports: late errors, and an end of the process before it was done. */
	readonly strays: readonly Stray[];
	/** The tree after all imports; `undefined` if the process ended before. */
	readonly tree: Tree | undefined;
}

/** Something that went wrong while `path` was imported, or soon after. */
export interface Stray {
	readonly path: string;
	readonly failure: Failure;
}

/** Who is told of a trial while it lasts. */
export interface Watch {
	/** Called after each import; `remaining` names known by then still have to be imported. */
	readonly onImport?: (imported: Imported, remaining: number) => void;
	/** Where all goes that the site's modules print. */
	readonly output?: Writable;
}

const PROCESS = fileURLToPath(new URL("./trial-process.js", import.meta.url));

const STDIO = Array.from({ length: CHANNEL + 1 }, (_, descriptor) =>
	descriptor === 1 || descriptor === 2 || descriptor === CHANNEL
		? "pipe"
		: "ignore",
);

/** How long a process may say nothing beyond the time for an import, in milliseconds: it has to start, too. */
const GRACE = 10_000;

/** How long a process may take to end once it is done, in milliseconds, and then its output to end. */
const FAREWELL = 1_000;

/**
 * Imports a site in a process of its own, as `order` says. Resolves with what became of it, whatever
 * its modules do: the process is killed if it says nothing for too long.
 *
 * A worker thread would not do: some modules that work in a server fail there (`process.chdir`, some
 * native add-ons), and one that crashes would end this process, too.
 */
export async function runTrial(
	order: Order,
	{ onImport, output }: Watch = {},
): Promise<Trial> {
	const { child, end } = startProcess({
		args: [...process.execArgv, ...order.nodeOptions, PROCESS],
		stdio: STDIO,
	});
	const exited = once(child, "exit");
	exited.catch(() => {}); // It is awaited below.
	const printed = [child.stdout, child.stderr] as Readable[];
	for (const stream of printed) {
		if (output === undefined) {
			stream.resume(); // It was printed by the trial before.
		} else {
			stream.pipe(output, { end: false });
		}
	}

	const imports: Imported[] = [];
	const strays: Stray[] = [];
	let tree: Tree | undefined;
	let path = "/";
	let isKilled = false;
	const longestSilence = Math.min(order.timeout + GRACE, LONGEST_TIMEOUT);
	const watchdog = setTimeout(() => {
		isKilled = true;
		end();
	}, longestSilence);

	const token = randomUUID();
	const channel = (child.stdio as readonly unknown[])[CHANNEL] as Duplex;
	channel.on("error", () => {}); // It has ended: what is known by then counts.
	channel.write(`${JSON.stringify({ order, token } satisfies Start)}\n`);
	let failure: { readonly error: unknown } | undefined;
	const messages = createInterface({ input: channel });
	messages.on("line", (line) => {
		try {
			if (line.startsWith(`${token} `)) {
				take(JSON.parse(line.slice(token.length)));
			}
		} catch (error) {
			failure ??= { error }; // What onImport throws is the caller's to catch.
			end();
		}
	});

	function take(message: TrialMessage): void {
		watchdog.refresh();
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
				setTimeout(end, FAREWELL).unref();
		}
	}

	const closed = once(messages, "close");
	const [code, signal] = await exited.finally(() => clearTimeout(watchdog));
	await Promise.race([closed, delay(FAREWELL, undefined, { ref: false })]);
	channel.destroy();
	// A process that the site has started and left may keep the output open for ever.
	await Promise.race([
		Promise.all(printed.map((stream) => finished(stream))),
		delay(FAREWELL, undefined, { ref: false }),
	]);
	for (const stream of printed) {
		stream.destroy();
	}
	if (failure !== undefined) {
		throw failure.error;
	}
	if (tree === undefined) {
		const how = isKilled
			? `kept the process busy for ${longestSilence} ms`
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
			"Fix its module, and check again: what comes after it was not checked",
	};
}
