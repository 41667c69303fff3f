import {
	type LoadedModule,
	type RegisterHooks,
	registerHooks,
} from "../../node-loader.js";
import { instrument } from "./instrument.js";
import { importerAt, log, logFound, numberOf, time } from "./log.js";

/**
 * Node's synchronous hooks where they are of use; `undefined` before Node 24. Node 22 has them, too,
 * but with them what ES modules import of CommonJS bypasses `Module._load`, and so all that servers
 * hook there.
 */
export const usefulHooks =
	Number.parseInt(process.versions.node, 10) < 24 ? undefined : registerHooks;

/**
 * Logs by hooks what ES modules import, and how long resolving, reading and compiling takes. The
 * hooks are called for `require` as well, which `commonjs.ts` records. If `isInFront`, modules get in front of
 * their first line what says that they begin: that moves its columns, and is for versions of Node of which not
 * more is known.
 */
export function recordWithHooks(
	register: RegisterHooks,
	isInFront: boolean,
): void {
	let linked = -1;
	register({
		resolve(specifier, context, next) {
			if (context.conditions.includes("require")) {
				return next(specifier, context);
			}
			const importer = importerAt(context.parentURL);
			const began = time();
			const resolved = next(specifier, context);
			const { parentURL } = context;
			const isNew = logFound(began, specifier, parentURL, resolved.url);
			if (isNew || importer !== linked) {
				linked = importer;
				log(["link", time(), importer, 0]);
			}
			return resolved;
		},
		load(url, context, next) {
			if (context.conditions.includes("require")) {
				return next(url, context);
			}
			const number = numberOf(url);
			const began = time();
			let loaded: LoadedModule | undefined;
			try {
				loaded = next(url, context);
				return isInFront ? instrumented(url, loaded) : loaded;
			} finally {
				const ended = time();
				log(["loaded", began, ended, number]);
				log(["link", ended, number, lengthOf(loaded?.source)]);
				linked = number;
			}
		},
	});
}

function instrumented(url: string, loaded: LoadedModule): LoadedModule {
	const { format, source } = loaded;
	if (!format?.startsWith("module") || source === null) {
		return loaded;
	}
	return { ...loaded, source: instrument(url, source, "").text };
}

function lengthOf(source: LoadedModule["source"] | undefined): number {
	if (typeof source === "string") {
		return source.length;
	}
	return source?.byteLength ?? 0;
}
