import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Burst, BurstServer, Bursts } from "./burst-process.js";
import { inTurn } from "./in-turn.js";
import { onProcessor } from "./on-processor.js";
import { runScript } from "./run-script.js";
import { type ServerProcess, startScript } from "./server-process.js";
import { server } from "./servers.js";
import type { Settings } from "./settings.js";
import { prepareSites, type Site, sectionNames, writeSite } from "./site.js";

/** The figures of one contestant, round by round: milliseconds since it was spawned, requests a second, and microseconds of processor time a request. */
export interface OneForOneFigures {
	readonly size: number;
	readonly contestant: string;
	readonly listening: readonly number[];
	readonly response: readonly number[];
	readonly perSecond: readonly number[];
	/** What the server itself takes: it stays what it is while others use the machine. */
	readonly processor: readonly number[];
}

/** What stands in each of the mounts, written out as in an application. */
const contestants = {
	"lazy handler by hand": {
		file: "one-by-hand.js",
		imports: () => `function lazy(load) {
	let handler;
	return (req, res, next) => {
		if (handler === undefined) {
			load().then((module) => {
				handler = module.default;
				handler(req, res, next);
			}, next);
		} else {
			handler(req, res, next);
		}
	};
}`,
		handler: (name: string) => `lazy(() => import("./site/${name}.js"))`,
	},
	publisher: {
		file: "one-publisher.js",
		imports: () => 'import publisher from "express-publisher";',
		handler: (name: string) => `publisher(() => import("./site/${name}.js"))`,
	},
	"imported at start": {
		file: "one-at-start.js",
		imports: (names: readonly string[]) =>
			names
				.map((name, index) => `import router${index} from "./site/${name}.js";`)
				.join("\n"),
		handler: (_name: string, index: number) => `router${index}`,
	},
} as const;

type Name = keyof typeof contestants;

const names = Object.keys(contestants) as Name[];

/**
 * Measures what stands mount for mount in the place of a handler: how long each server takes to start,
 * and then, all of them running, one under load at a time, how many requests a second it answers, and what each costs.
 */
export async function measureOneForOne(
	settings: Settings,
	log: (line: string) => void,
): Promise<OneForOneFigures[]> {
	const { size, startUps, burst } = settings.oneForOne;
	prepareSites(settings.folder);
	const site = writeSite(settings.folder, size);
	for (const name of names) {
		writeFileSync(
			join(site.folder, contestants[name].file),
			source(name, size),
		);
	}
	log(`starting ${names.length} contestants in turn, ${size} mounts each`);
	const starts = await inTurn(
		names.map((name) => ({ name })),
		startUps,
		async ({ name }) => {
			const { times, stop } = await startScript(site, contestants[name].file);
			await stop();
			return {
				listening: times.listening - times.spawned,
				response: times.responded - times.spawned,
			};
		},
	);
	log(`${names.length} contestants under load in turn, ${burst} requests each`);
	const loads = await underLoad(
		site,
		settings.oneForOne,
		settings.requests.connections,
	);
	return names.map((contestant) => ({
		size,
		contestant,
		listening: starts.get(contestant)?.map(({ listening }) => listening) ?? [],
		response: starts.get(contestant)?.map(({ response }) => response) ?? [],
		perSecond: loads.get(contestant)?.map(({ perSecond }) => perSecond) ?? [],
		processor: loads.get(contestant)?.map(({ processor }) => processor) ?? [],
	}));
}

/** Runs all contestants on the first processor, and loads one after the other from the second. */
async function underLoad(
	site: Site,
	{ rounds, burst }: Settings["oneForOne"],
	connections: number,
): Promise<Map<string, Burst[]>> {
	const running = new Map<Name, ServerProcess>();
	const script = fileURLToPath(new URL("burst-process.js", import.meta.url));
	try {
		for (const name of names) {
			const { file } = contestants[name];
			const runtime = { command: onProcessor(0) };
			running.set(name, await startScript(site, file, runtime));
		}
		const servers = [...running].map(
			([name, { port }]): BurstServer => ({ name, port }),
		);
		const { path, answer } = site;
		return new Map(
			await runScript<Bursts>(
				script,
				[JSON.stringify(servers), path, answer, rounds, burst, connections],
				onProcessor(1),
			),
		);
	} finally {
		for (const { stop } of running.values()) {
			await stop();
		}
	}
}

function source(contestant: Name, size: number): string {
	const { imports, handler } = contestants[contestant];
	const sections = sectionNames(size);
	return server(
		imports(sections),
		[
			...sections.map(
				(name, index) => `app.use("/${name}", ${handler(name, index)});`,
			),
			'app.get("/processor", (req, res) => res.json(process.cpuUsage()));',
		].join("\n"),
	);
}
