import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Publisher } from "express-publisher";
import { dataFolder } from "./data-folder.js";

const file = `${dataFolder}/profile.json`;

/** Writes down which paths of `site` are in use, for the next start. */
export function keepProfile(site: Publisher): void {
	const profile = site.profile();
	if (profile.paths.length > 0) {
		mkdirSync(dataFolder, { recursive: true });
		writeFileSync(file, JSON.stringify(profile));
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
		// The first start has no profile yet; and a bad one must not keep the site from starting.
		if (!signal.aborted && (error as { code?: unknown }).code !== "ENOENT") {
			console.error(error);
		}
	}
}
