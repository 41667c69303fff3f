// The process of a trial. It is told the order by its channel, and tells by it what becomes of that. Until then it
// imports nothing: if its parent is gone by now, nobody else may know of it.
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { setTimeout as delay, setImmediate } from "node:timers/promises";
import type { Fault } from "../errors.js";
import { createLoad } from "../import/load.js";
import type { ImportMessage } from "../import/tracing.js";
import publisher, {
	type ImportReport,
	publishers,
	type Tree,
} from "../index.js";
import { noteForks } from "../processes/forks.js";
import { preloadPublishers } from "../publishers.js";
import { registered, unregister } from "../registry.js";
import { openChannel } from "./channel.js";
import { preloadFailure, uncaughtFailure } from "./failure.js";
import { keepPorts } from "./kept-ports.js";
import { exportsNothing, noPublisher } from "./no-publisher.js";
import { type RecordedImports, recordImports } from "./record.js";
import type { Failure, Start, TrialMessage } from "./trial-protocol.js";

/** How long an application that exports nothing may take until it makes a publisher or listens, in milliseconds. */
const PATIENCE = 5_000;

/** How long one that has made some may take to make the others, in milliseconds, and after how long it is told what is waited for. */
const SETTLING = 1_000;

noteForks();
const channel = openChannel();
const started = channel.readLine();
if (started === undefined) {
	process.exit();
}
const { order, token }: Start = JSON.parse(started);
const { site, isGivenAsUrl, paths, timeout, isRecorded } = order;

const exit = process.exit.bind(process);
process.exit = (code) => {
	const called = new Error(`process.exit(${code ?? ""}) was called`);
	Error.captureStackTrace(called, process.exit); // Where it was called comes first.
	throw called;
};

let path = "/";
/** What the publisher is called that imports now; empty while it is the site's own. */
let label = "";
for (const event of ["uncaughtException", "unhandledRejection"]) {
	process.on(event, (thrown: unknown) => {
		tell({ kind: "stray", path, failure: uncaughtFailure(thrown) });
	});
}
const takeRecorded = isRecorded ? recordImports() : undefined;
subscribe("tracing:express-publisher:import:start", (event) => {
	takeRecorded?.(); // What came before does not belong to this import.
	const { path: container, component } = event as ImportMessage;
	const ofPublisher = container + component;
	path = label === "" || ofPublisher !== "/" ? label + ofPublisher : label;
	tell({ kind: "importing", path });
});

const listening = keepPorts();
const load = createLoad();
let module: unknown;
const root = () => load(new URL(site)).then(({ found }) => (module = found));
const published = publisher(isGivenAsUrl ? site : root, {
	importTimeout: timeout,
});
unregister(published);
const reports: (ImportReport & Partial<RecordedImports>)[] = [];
await published.preload(["/"], {
	onImport: (report) => reports.push({ ...report, ...takeRecorded?.() }),
});
const isApplication = !isGivenAsUrl && (await makesPublishers());
const fault = isApplication ? undefined : faultOfRoot();
const treeNow = isApplication ? treeOfApplication : () => published.tree();
const countRemaining = createCount();
for (const report of reports) {
	// What an application exports is nobody's to publish.
	tellImported(
		isApplication || fault !== undefined ? imported(report) : report,
		fault && {
			reason: "nothing to check",
			cause: `it is ${fault.what}`,
			remedy: fault.remedy,
		},
	);
}
const onImport = (report: ImportReport) => {
	// The root was reported above.
	if (report.path !== "/") {
		tellImported({ ...report, ...takeRecorded?.() });
	}
};
if (isApplication) {
	const others = paths?.filter((path) => path !== "/");
	await preloadPublishers(others, { onImport }, (turn) => {
		label = turn;
	});
} else {
	await published.preload(paths, { onImport });
}
// Late errors of the last import are awaited for one turn of the event loop.
await setImmediate();
const tree = treeNow();
tell({
	kind: "done",
	tree: {
		...tree,
		...(tree.import && { import: { ...tree.import, url: site } }),
		...(fault && { fault }),
	},
});
exit();

/**
 * Whether the site's module makes an application that has publishers, rather than being the root of one. An
 * application may make them some time after its module was imported: one that exports nothing
 * is waited for until it listens.
 */
async function makesPublishers(): Promise<boolean> {
	const { state, kind } = published.tree();
	if (state !== "imported" || kind === "namespace") {
		return false;
	}
	await setImmediate();
	if (kind === "unpublishable") {
		const isMute = registered().length === 0 && exportsNothing(module);
		const patience = isMute ? Math.min(timeout, PATIENCE) : SETTLING;
		const telling = setTimeout(() => {
			if (isMute) {
				console.error(
					`It exports nothing: waiting ${patience / 1_000} s for it to call publisher(...)`,
				);
			}
		}, SETTLING).unref();
		// It makes no more once it has nothing left to do.
		const idle = once(process, "beforeExit");
		const late = delay(patience, undefined, { ref: false });
		await Promise.race([listening, idle, late]);
		clearTimeout(telling);
	}
	return registered().length > 0;
}

/** Returns what is wrong if the site's module is no root either: one that is given by its URL may be anything. */
function faultOfRoot(): Fault | undefined {
	const { state, kind } = published.tree();
	return isGivenAsUrl || state !== "imported" || kind === "namespace"
		? undefined
		: noPublisher(site, module);
}

/** Returns the tree of all publishers, as that of the module that made them. */
function treeOfApplication(): Tree {
	const { import: imported } = published.tree();
	const tree = publishers.tree();
	return imported === undefined ? tree : { ...tree, import: imported };
}

function imported<Report extends ImportReport>(report: Report): Report {
	return { ...report, outcome: "imported" };
}

function tellImported(
	report: ImportReport & Partial<RecordedImports>,
	failureOfRoot?: Failure,
): void {
	const { path, outcome, milliseconds, edges, unparsed } = report;
	const failure =
		outcome === "failed"
			? preloadFailure(report.error, timeout)
			: failureOfRoot;
	tell({
		kind: "imported",
		imported: {
			path,
			outcome,
			milliseconds,
			failure,
			...(edges && { edges, unparsed }),
		},
		remaining: countRemaining(),
	});
}

function tell(message: TrialMessage): void {
	try {
		channel.writeLine(`${token} ${JSON.stringify(message)}`);
	} catch {
		exit(1); // Nobody hears of what follows.
	}
}

/**
 * Returns a function to call after each import, which returns how many names known by then still have
 * to be imported. It counts them in the tree ten times a second at most, for there can be thousands.
 */
function createCount(): () => number {
	let remaining = 0;
	let countedAt = Number.NEGATIVE_INFINITY;
	return () => {
		remaining = Math.max(remaining - 1, 0);
		if (performance.now() > countedAt + 100) {
			remaining = countNotImported(treeNow());
			countedAt = performance.now();
		}
		return remaining;
	};
}

function countNotImported({ state, exports = [] }: Tree): number {
	return exports.reduce(
		(count, node) => count + countNotImported(node),
		state === "not imported" ? 1 : 0,
	);
}
