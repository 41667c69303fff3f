import { randomUUID } from "node:crypto";
import {
	closeSync,
	lstatSync,
	openSync,
	readFileSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { nodeOptionsFor } from "../node-options.js";
import { guard } from "../processes/guard.js";
import {
	comparisonOf,
	type Earlier,
	fileOf,
	profile,
	reportIn,
	reportPage,
} from "../profile/index.js";
import {
	type Command,
	printResult,
	timeoutOf,
	type Values,
	wholeNumberOf,
} from "./command.js";
import { printedProfile } from "./printed-profile.js";
import { createProgressBar } from "./progress-bar.js";

/** How long a server may take to listen, and to answer, in milliseconds, unless `--timeout` is given. */
const START = 60_000;
/** How long a server may take to end after SIGTERM, in milliseconds. */
const END = 5_000;

/** `express-publisher profile SCRIPT`: starts a server, and prints which imports slow its start. */
export const profileCommand: Command = {
	usage:
		"SCRIPT [--request /PATH] [--repeat N] [--json] [--html FILE] [--timeout MS] [--own NAME] [--max-ms MS] [--compare FILE] [--try] [-- ARGUMENT ...]",
	about:
		"Starts a server, and tells which imports slow its start, and which of these cannot wait",
	flags: {
		request: { type: "string" },
		repeat: { type: "string" },
		json: { type: "boolean" },
		html: { type: "string" },
		timeout: { type: "string" },
		own: { type: "string", multiple: true },
		"max-ms": { type: "string" },
		compare: { type: "string" },
		try: { type: "boolean" },
	},

	options: [
		["SCRIPT", "what starts the server: a file, or a folder with a package"],
		[
			"--request /PATH",
			"what is requested once the server listens (default: /)",
		],
		[
			"--repeat N",
			"how many runs there are (default: 3, or fewer if they take more than 30 s)",
		],
		["--json", "print all as JSON"],
		["--html FILE", "write a page to look around in"],
		[
			"--timeout MS",
			"how long the server may take to listen, and to answer (default: 60000)",
		],
		[
			"--own NAME",
			"a package whose imports can be changed, too, such as @scope/*; may be repeated",
		],
		["--max-ms MS", "fail if the server listens later"],
		[
			"--compare FILE",
			"tell what differs from an earlier report, which --json printed",
		],
		[
			"--try",
			"start the server with each of the imports put off, too, and tell what that really saves",
		],
		["-- ARGUMENT ...", "what the server itself is given"],
	],
	examples: [
		"./server.js",
		"./server.js --repeat 5 --html profile.html",
		"./server.js --json > before.json",
		"./server.js --compare before.json",
		"./server.js --try",
		"./server.js -- --port 3000",
	],
	exits: [
		"the server was profiled",
		"it ended or failed before, or listened later than --max-ms",
	],

	async run([file, ...args], values) {
		if (!file) {
			throw new TypeError(
				"give the script that starts the server: npx express-publisher profile ./server.js",
			);
		}
		const script = resolve(file);
		assertIsScript(file, script);
		const timeout = timeoutOf(values) ?? START;
		const options = nodeOptionsFor(fileOf(script));
		const request = pathOf(values);
		const repeat = wholeNumberOf("repeat", values);
		const most = wholeNumberOf("max-ms", values);
		const earlier = earlierOf(values);
		const writePage = pageWriterOf(values);
		const bar = createProgressBar(process.stderr);
		const report = await profile({
			server: { script, args, options },
			request,
			repeat,
			own: [values.own ?? []].flat().map(String),
			isTried: values.try === true,
			patience: { start: timeout, answer: timeout, end: END },
			onStart: (times) => bar.begin(`Starting ${file}, run ${times}`),
		}).finally(() => bar.remove());
		writePage?.(reportPage(report));
		const comparison = earlier && comparisonOf(earlier, report);
		printResult(values, { ...report, comparison }, printedProfile);
		const [{ time }] = report.marks;
		const isLate = time.median > (most ?? Number.POSITIVE_INFINITY);
		if (isLate) {
			console.error(
				`express-publisher profile: the server listened after ${time.median.toFixed(0)} ms, later than --max-ms ${most}`,
			);
		}
		return report.isWhole && !isLate ? 0 : 1;
	},
};

/** Throws a `TypeError` if what is at `script`, which was given as `file`, cannot be one that starts a server. */
function assertIsScript(file: string, script: string): void {
	const stats = statSync(script, { throwIfNoEntry: false });
	if (stats?.isDirectory()) {
		try {
			fileOf(script);
		} catch {
			throw new TypeError(
				`${file} is a folder without a main module; give the script that starts the server, such as ${file.replace(/\/?$/, "/server.js")}`,
			);
		}
	} else if (stats !== undefined && !stats.isFile()) {
		throw new TypeError(
			`${file} is no file; give the script that starts the server`,
		);
	} else if (file.endsWith(".json")) {
		throw new TypeError(
			`${file} is no script; give the script that starts the server`,
		);
	}
}

function pathOf({ request = "/" }: Values): string {
	if (typeof request !== "string" || !request.startsWith("/")) {
		throw new TypeError(
			`--request is ${request}; it must be a path that begins with a slash`,
		);
	}
	return request;
}

/** Returns the report in the file of `--compare`, if that was given. Throws a `TypeError` if there is none, before the server is started. */
function earlierOf({ compare }: Values): Earlier | undefined {
	if (typeof compare !== "string") {
		return undefined;
	}
	const stats = statSync(compare, { throwIfNoEntry: false });
	const report = stats?.isFile()
		? reportIn(readFileSync(compare, "utf8"))
		: undefined;
	if (report === undefined) {
		// What is there and is no report must not be overwritten by one.
		const [fault, file] =
			stats === undefined && compare !== ""
				? ["is not there", compare]
				: ["is no report", "before.json"];
		throw new TypeError(
			`--compare is ${compare || "empty"}, which ${fault}; make one first: npx express-publisher profile ./server.js --json > ${file}`,
		);
	}
	return report;
}

/**
 * Returns a function that writes a page into the file of `--html`, if that was given: whole or not at
 * all, as it is written beside it and renamed. Throws a `TypeError` if that cannot be done, or if what
 * is there is no page, before the server is started.
 */
function pageWriterOf({ html }: Values): ((page: string) => void) | undefined {
	if (typeof html !== "string") {
		return undefined;
	}
	if (html === "") {
		throw new TypeError("--html is empty; give a file: --html profile.html");
	}
	const beside = resolve(`${html}.${randomUUID()}.tmp`);
	try {
		assertIsPage(html);
		writeBeside(beside, () => closeSync(openSync(beside, "wx")));
	} catch (error) {
		throw new TypeError(`cannot write the page: ${(error as Error).message}`);
	}
	return (page) =>
		writeBeside(beside, () => {
			writeFileSync(beside, page, { flag: "wx" });
			renameSync(beside, html);
		});
}

/** Calls `write`, which writes the new file `path`; leaves nothing there, also if this process ends meanwhile. */
function writeBeside(path: string, write: () => void): void {
	const guarded = guard(path);
	try {
		write();
	} finally {
		rmSync(path, { force: true });
		guarded.release();
	}
}

/** Throws if there is something at `path` that a page must not replace. */
function assertIsPage(path: string): void {
	const stats = lstatSync(path, { throwIfNoEntry: false });
	if (stats === undefined || (stats.isFile() && stats.size === 0)) {
		return;
	}
	if (!stats.isFile()) {
		throw new Error(`${path} exists, and is no file`);
	}
	if (!/^\s*<!doctype html/i.test(startOf(path))) {
		throw new Error(`${path} exists, and is no HTML page`);
	}
}

/** Returns the first characters of a file. */
function startOf(path: string): string {
	const descriptor = openSync(path, "r");
	try {
		const buffer = Buffer.alloc(100);
		return buffer.toString("utf8", 0, readSync(descriptor, buffer));
	} finally {
		closeSync(descriptor);
	}
}
