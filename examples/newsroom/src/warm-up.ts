import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Publisher } from "express-publisher";
import { dataFolder } from "./data-folder.js";

const file = `${dataFolder}/usage.json`;

/** Writes down which paths of `site` are in use, for the next `npm run start:warm`; prints why it cannot. */
export function keepUsage(site: Publisher): void {
	const usage = site.usage();
	if (usage.paths.length === 0) {
		return;
	}
	try {
		mkdirSync(dataFolder, { recursive: true });
		writeFileSync(file, JSON.stringify(usage));
	} catch (error) {
		// Only a later start would have been faster by it.
		console.error(
			`The usage of the site was not written: ${(error as Error).message}`,
		);
	}
}

/** Imports what was in use before the last shutdown, until `signal` says that the next one has come. */
export async function warmUp(
	site: Publisher,
	signal: AbortSignal,
): Promise<void> {
	try {
		const { imports } = await site.preload(
			JSON.parse(readFileSync(file, "utf8")),
			{ signal },
		);
		console.log(`warmed up: ${imports.length} imports`);
	} catch (error) {
		// The first start has no usage file yet, and a bad one must not keep the site from starting.
		if (!signal.aborted && (error as { code?: unknown }).code !== "ENOENT") {
			console.error(error);
		}
	}
}
