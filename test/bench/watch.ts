import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { inTurn } from "./in-turn.js";
import { request } from "./request.js";
import type { Settings } from "./settings.js";
import { prepareSites } from "./site.js";

/** Milliseconds from saving the file of a route module to the first response with what was saved, round by round. */
export interface WatchFigures {
	readonly contestant: string;
	readonly milliseconds: readonly number[];
}

/** The example under `node --watch`. */
interface Watched {
	readonly name: string;
	/** Saves the file, waits for the response that shows it, and gives how long that took in milliseconds. */
	edit(): Promise<number>;
	stop(): Promise<void>;
}

const EXAMPLE = "examples/newsroom";

/** The route module that is saved, what in it is changed, and the page that shows that. */
const MODULE = "dist/site/calendar.js";
const HEADING = "<h1>Calendar</h1>";
const PATH = "/calendar";

/** How often it is asked for, in milliseconds: seldom enough to leave the processors to the start. */
const INTERVAL = 5;
/** When a save that nothing comes of is an error. */
const PATIENCE = 30_000;

const entries = {
	lazy: "dist/server.js",
	"everything at start": "dist/eager.js",
};

/** Measures how long a developer waits for the next response after saving a file of the newsroom. */
export async function measureWatch(
	{ folder, watch }: Settings,
	log: (line: string) => void,
): Promise<WatchFigures[]> {
	prepareSites(folder);
	const watched: Watched[] = [];
	try {
		for (const [name, entry] of Object.entries(entries)) {
			watched.push(await startWatched(folder, name, entry));
		}
		log("saving a file of each newsroom in turn");
		const figures = await inTurn(watched, watch.rounds, ({ edit }) => edit());
		return [...figures].map(([contestant, milliseconds]) => ({
			contestant,
			milliseconds,
		}));
	} finally {
		await Promise.all(watched.map(({ stop }) => stop()));
	}
}

/** Builds a copy of the example that nobody else uses, and starts it. */
async function startWatched(
	folder: string,
	name: string,
	entry: string,
): Promise<Watched> {
	const copy = resolve(folder, "newsroom", name.replaceAll(" ", "-"));
	for (const part of ["package.json", "articles", "public"]) {
		cpSync(join(EXAMPLE, part), join(copy, part), { recursive: true });
	}
	const compiler = "node_modules/typescript/bin/tsc";
	await promisify(execFile)(process.execPath, [
		...[compiler, "-p", EXAMPLE, "--outDir", join(copy, "dist")],
	]);
	const file = join(copy, MODULE);
	const source = readFileSync(file, "utf8");
	if (!source.includes(HEADING)) {
		throw new Error(`${MODULE} has no ${HEADING}`);
	}

	const port = await freePort();
	const child = spawn(process.execPath, ["--watch", entry], {
		cwd: copy,
		stdio: ["ignore", "ignore", "inherit"],
		env: {
			...process.env,
			PORT: String(port),
			NEWSROOM_DATA: join(copy, "data"),
		},
	});
	const exit = once(child, "exit");
	let edition = 0;

	/** Gives when the page with `heading` was there. */
	async function answered(heading: string): Promise<number> {
		const begun = performance.now();
		while (performance.now() < begun + PATIENCE) {
			// Nobody listens while the process restarts.
			const body = await request(port, PATH).catch(() => "");
			const now = performance.now();
			if (body.includes(heading)) {
				return now;
			}
			await setTimeout(INTERVAL);
		}
		throw new Error(`${name} does not show ${heading} at ${PATH}`);
	}

	async function stop(): Promise<void> {
		child.kill();
		await exit;
	}

	try {
		await answered(HEADING);
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		name,
		async edit() {
			// Until Node watches the files of the process that the last edit has started.
			await setTimeout(1_000);
			edition += 1;
			const heading = `<h1>Calendar, edition ${edition}</h1>`;
			const saved = performance.now();
			writeFileSync(file, source.replace(HEADING, heading));
			return (await answered(heading)) - saved;
		},
		stop,
	};
}

/** Gives a port that nobody listens on; the processes of one contestant have to come back at the same one. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}
