import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { ServerName } from "./servers.js";
import type { Settings } from "./settings.js";
import { prepareSites, writeSite } from "./site.js";
import {
	type StartUpContestant,
	type StartUpFigures,
	startInTurn,
} from "./start-up.js";

/** The start-up of some servers on Node 24, without and with its compile cache. */
export interface CompileCacheFigures {
	readonly node: string;
	readonly figures: readonly StartUpFigures[];
}

const SERVERS: readonly ServerName[] = [
	"limit",
	"publisher with _q_import",
	"everything at start",
];

/** Gives the name under which `server` takes part with a warm compile cache. */
export function withCache(server: ServerName): string {
	return `${server}, compile cache`;
}

/**
 * Measures start-up on Node 24 without and with `NODE_COMPILE_CACHE`, which has Node call
 * `module.enableCompileCache` before it loads the server. Each contestant has a cache of its own;
 * Node fills it when the process ends.
 */
export async function measureCompileCache(
	{ folder, size, compileCache }: Settings,
	log: (line: string) => void,
): Promise<CompileCacheFigures> {
	const node = await findNode24(log);
	prepareSites(folder);
	const site = writeSite(folder, size);
	const contestants = SERVERS.flatMap((server): StartUpContestant[] => [
		{ name: server, server, runtime: { node: node.path } },
		{
			name: withCache(server),
			server,
			runtime: {
				node: node.path,
				environment: { NODE_COMPILE_CACHE: cacheFolder(folder, server) },
			},
		},
	]);
	log(`starting ${contestants.length} contestants in turn on ${node.version}`);
	await startInTurn(site, contestants, 1); // Fills the caches.
	for (const server of SERVERS) {
		if (readdirSync(cacheFolder(folder, server)).length === 0) {
			throw new Error(`the compile cache of ${server} is empty`);
		}
	}
	const figures = await startInTurn(site, contestants, compileCache.rounds);
	return { node: node.version, figures };
}

function cacheFolder(folder: string, server: ServerName): string {
	return resolve(join(folder, "compile-cache", server.replaceAll(" ", "-")));
}

/** Gives Node 24: this very process's, or the one that the npm package `node` has, which npm keeps in its own cache. */
async function findNode24(log: (line: string) => void) {
	const { execPath: path, version } = process;
	if (version.startsWith("v24.")) {
		return { path, version };
	}
	log("getting Node 24 from npm");
	const { stdout } = await promisify(execFile)("npx", [
		...["--yes", "--package", "node@24", "--"],
		...[
			"node",
			"--print",
			"JSON.stringify([process.execPath, process.version])",
		],
	]);
	const [foundPath, foundVersion] = JSON.parse(stdout) as [string, string];
	if (!foundVersion.startsWith("v24.")) {
		throw new Error(`npx gave Node ${foundVersion}, not 24`);
	}
	return { path: foundPath, version: foundVersion };
}
