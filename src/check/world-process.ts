// The process in which a site is checked. Its one argument is the order; what it has to say goes
// to its file descriptor 3, for standard output is the site's, and synchronously, so that nothing is
// lost if a module ends the process.
import { subscribe } from "node:diagnostics_channel";
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import publisher, { type Tree } from "../index.js";
import type { ImportMessage } from "../tracing.js";
import { preloadFailure, uncaughtFailure } from "./failure.js";
import type { Message, Order } from "./message.js";
import { recordImports } from "./record.js";

const [argument = ""] = process.argv.splice(2); // The site's modules must not take it for theirs.
const { site, paths, timeout, isRecorded }: Order = JSON.parse(argument);

const exit = process.exit.bind(process);
process.exit = (code) => {
	const called = new Error(`process.exit(${code ?? ""}) was called`);
	Error.captureStackTrace(called, process.exit); // From where it was called.
	throw called;
};

// The channel to the parent is there to keep this process as long as the parent, and no longer.
process.on("disconnect", () => exit());
process.channel?.ref();
Object.assign(process, { send: undefined });

let path = "/";
for (const event of ["uncaughtException", "unhandledRejection"]) {
	process.on(event, (thrown: unknown) => {
		tell({ kind: "stray", path, failure: uncaughtFailure(thrown) });
	});
}
const takeRecording = isRecorded ? recordImports() : undefined;
subscribe("tracing:express-publisher:import:start", (event) => {
	takeRecording?.(); // What came before is none of this import's.
	const { path: container, name } = event as ImportMessage;
	path = container + name;
	tell({ kind: "importing", path });
});

const published = publisher(site, { importTimeout: timeout });
const countRemaining = createCount();
await published.preload(paths, {
	onImport(report) {
		const { path, outcome, milliseconds } = report;
		const failure =
			outcome === "failed" ? preloadFailure(report.error, timeout) : undefined;
		const recording = takeRecording?.();
		tell({
			kind: "imported",
			imported: { path, outcome, milliseconds, failure, ...recording },
			remaining: countRemaining(),
		});
	},
});
// Late errors of the last import come now, if they come soon.
await setImmediate();
tell({ kind: "done", tree: published.tree() });
exit();

function tell(message: Message): void {
	writeSync(3, `${JSON.stringify(message)}\n`);
}

/**
 * Gives a function that tells how many names are known that still have to be imported. It counts
 * them in the tree ten times a second at most, for a tree can have thousands.
 */
function createCount(): () => number {
	let remaining = 0;
	let countedAt = Number.NEGATIVE_INFINITY;
	return () => {
		remaining = Math.max(remaining - 1, 0);
		if (performance.now() > countedAt + 100) {
			remaining = countNotLoaded(published.tree());
			countedAt = performance.now();
		}
		return remaining;
	};
}

function countNotLoaded({ state, exports = [] }: Tree): number {
	return exports.reduce(
		(count, node) => count + countNotLoaded(node),
		state === "not loaded" ? 1 : 0,
	);
}
