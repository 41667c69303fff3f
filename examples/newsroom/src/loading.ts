import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestHandler } from "express";

/** A module that this process imported on demand. */
export interface LoadedModule {
	readonly name: string;
	/** How long its import took; for a guessed module, how long after its request came in it was there. */
	readonly milliseconds: number;
	readonly isGuessed: boolean;
}

/** A request under way, and what has been imported on its account. */
interface CurrentRequest {
	readonly arrivedAt: number;
	readonly imported: LoadedModule[];
}

const loaded = new Map<string, LoadedModule>();
const underWay = new Set<string>();
const currentRequest = new AsyncLocalStorage<CurrentRequest>();

/** Middleware behind which `importedByThisRequest` knows which request is meant. */
export const rememberImports: RequestHandler = (_req, _res, next) => {
	currentRequest.run({ arrivedAt: performance.now(), imported: [] }, next);
};

/** Gives what this process has imported on demand so far, in that order. */
export function loadedModules(): readonly LoadedModule[] {
	return [...loaded.values()];
}

/** Gives what was imported for the request being answered. */
export function importedByThisRequest(): readonly LoadedModule[] {
	return currentRequest.getStore()?.imported ?? [];
}

/** Has `importModule` import the module `name`; the first time, prints and records how long that took. */
export async function load<Module>(
	name: string,
	importModule: () => Promise<Module>,
): Promise<Module> {
	if (loaded.has(name) || underWay.has(name)) {
		return importModule();
	}
	underWay.add(name);
	const begun = performance.now();
	try {
		const module = await importModule();
		record({
			name,
			milliseconds: performance.now() - begun,
			isGuessed: false,
		});
		return module;
	} finally {
		underWay.delete(name);
	}
}

/**
 * Records the module at `url`, which calls this at its end. The guesser imports modules by itself,
 * so nobody else here sees them come.
 */
export function reportLoaded(url: string): void {
	const name = url.slice(new URL("./", import.meta.url).href.length);
	if (loaded.has(name) || underWay.has(name)) {
		return;
	}
	const arrivedAt = currentRequest.getStore()?.arrivedAt ?? performance.now();
	record({
		name,
		milliseconds: performance.now() - arrivedAt,
		isGuessed: true,
	});
}

function record(module: LoadedModule): void {
	loaded.set(module.name, module);
	currentRequest.getStore()?.imported.push(module);
	const how = module.isGuessed ? " after the request came in (guessed)" : "";
	console.log(
		`imported ${module.name}: ${module.milliseconds.toFixed(1)} ms${how}`,
	);
}
