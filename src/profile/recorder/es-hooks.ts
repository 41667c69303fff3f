import Module from "node:module";
import { instrument } from "./instrument.js";
import { importerAt, log, logFound, numberOf, time } from "./log.js";

/** Node's synchronous hooks, which are not yet in the types of the oldest Node that is supported. */
export type RegisterHooks = (hooks: {
	resolve(
		specifier: string,
		context: Context & { readonly parentURL: string | undefined },
		next: (specifier: string, context: Context) => Resolved,
	): Resolved;
	load(
		url: string,
		context: Context,
		next: (url: string, context: Context) => Loaded,
	): Loaded;
}) => unknown;

interface Context {
	readonly conditions: readonly string[];
}

interface Resolved {
	readonly url: string;
}

interface Loaded {
	readonly format: string | null | undefined;
	readonly source: string | ArrayBuffer | NodeJS.ArrayBufferView | null;
}

/**
 * Node's synchronous hooks; `undefined` before 24. Node 22 has them, too, but there they have what
 * ES modules import of CommonJS loaded past `Module._load`, and so past all that servers hook there.
 */
export const registerHooks =
	Number.parseInt(process.versions.node, 10) < 24
		? undefined
		: (Module as unknown as { readonly registerHooks: RegisterHooks })
				.registerHooks;

/**
 * Has Node's synchronous hooks log what ES modules import, and how long resolving, reading and
 * compiling takes. What `require` loads comes by here as well, and is `commonjs.ts`'s business, but
 * for the ES modules among it.
 */
export function recordWithHooks(register: RegisterHooks): void {
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
				return instrumented(url, next(url, context));
			}
			const number = numberOf(url);
			const began = time();
			let loaded: Loaded | undefined;
			try {
				loaded = instrumented(url, next(url, context));
				return loaded;
			} finally {
				const ended = time();
				log(["loaded", began, ended, number]);
				log(["link", ended, number, lengthOf(loaded?.source)]);
				linked = number;
			}
		},
	});
}

function instrumented(url: string, loaded: Loaded): Loaded {
	const { format, source } = loaded;
	if (!format?.startsWith("module") || source === null) {
		return loaded;
	}
	return { ...loaded, source: instrument(url, source) };
}

function lengthOf(source: Loaded["source"] | undefined): number {
	if (typeof source === "string") {
		return source.length;
	}
	return source?.byteLength ?? 0;
}
