import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { RequestHandler } from "express";
import type { ImportMessage } from "express-publisher";

/** A module that this process imported on demand. */
export interface LoadedModule {
	readonly name: string;
	/** How long its import took; for a guessed module, how long after the publisher began it was evaluated. */
	readonly milliseconds: number;
	readonly isGuessed: boolean;
	/** The path that was the first to need it; `undefined` if it was imported at start. */
	readonly neededBy: string | undefined;
}

/** A request under way, and how many modules were there when it came in. */
interface CurrentRequest {
	readonly loadedBefore: number;
	readonly path: string;
}

const loaded = new Map<string, LoadedModule>();
const underWay = new Set<string>();
const currentRequest = new AsyncLocalStorage<CurrentRequest>();
/** The last request that was answered by a redirect, and where that leads. */
let redirected: (CurrentRequest & { readonly location: string }) | undefined;
let readyAfter: number | undefined;
let lastBegun = performance.now();
let lastPath: string | undefined;
subscribe("tracing:express-publisher:import:start", (message) => {
	const { path, component } = message as ImportMessage;
	lastBegun = performance.now();
	lastPath = path + component;
});

/** Takes note that the server listens, and gives the milliseconds since the process started: Node's own start is in them. */
export function noteReady(): number {
	readyAfter = performance.now();
	return readyAfter;
}

/** Gives what `noteReady` gave, `undefined` before that. */
export function millisecondsUntilReady(): number | undefined {
	return readyAfter;
}

/** Middleware behind which `importedForThisPage` knows which request is meant. */
export const rememberImports: RequestHandler = (req, res, next) => {
	// Who follows a redirect has not seen yet what that has imported.
	const first =
		redirected?.location === req.originalUrl ? redirected : undefined;
	redirected = undefined;
	const { loadedBefore = loaded.size } = first ?? {};
	const current = { loadedBefore, path: req.path };
	res.on("finish", () => {
		if (res.statusCode === 301) {
			redirected = { ...current, location: String(res.get("Location")) };
		}
	});
	currentRequest.run(current, next);
};

/** Gives what this process has imported on demand so far, in that order. */
export function loadedModules(): readonly LoadedModule[] {
	return [...loaded.values()];
}

/**
 * Gives what was imported since the request being answered came in, or the one that was redirected to it. The publisher imports outside of
 * the request that causes it, for what a module starts is not that request's.
 */
export function importedForThisPage(): readonly LoadedModule[] {
	const { loadedBefore = loaded.size } = currentRequest.getStore() ?? {};
	return loadedModules().slice(loadedBefore);
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
	const neededBy = currentRequest.getStore()?.path ?? lastPath;
	try {
		const module = await importModule();
		record({
			name,
			milliseconds: performance.now() - begun,
			isGuessed: false,
			neededBy,
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
	record({
		name,
		milliseconds: performance.now() - lastBegun,
		isGuessed: true,
		neededBy: lastPath,
	});
}

function record(module: LoadedModule): void {
	loaded.set(module.name, module);
	const how = module.isGuessed ? " after the import began (guessed)" : "";
	const by = module.neededBy === undefined ? "" : `, for ${module.neededBy}`;
	console.log(
		`imported ${module.name}: ${module.milliseconds.toFixed(1)} ms${how}${by}`,
	);
}
