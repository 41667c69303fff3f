import { createRequire } from "node:module";
import { instrument } from "./instrument.js";
import { isRecording, log, logFound, numberOf, time } from "./log.js";

/** What is wrapped of the ES loader of Node 20 and 22. */
interface Loader {
	resolve: Resolve;
	resolveSync: Resolve;
	defaultResolve?: Resolve;
}

type Resolve = (
	specifier: string,
	parentURL: string | undefined,
	...rest: unknown[]
) => Resolved | Promise<Resolved>;

interface Resolved {
	readonly url: string;
	readonly format?: string | null;
}

type Translator = (
	this: unknown,
	url: string,
	source: Source,
	...rest: unknown[]
) => unknown;

type Source = string | NodeJS.ArrayBufferView | { readonly source: Source };

/**
 * Has Node's own ES loader log what ES modules import, and how long resolving and compiling takes.
 * This is for Node 20 and 22, started with `--expose-internals`: what they offer to the public runs
 * in another thread, where it takes longer than all that it would measure, or changes what is
 * measured. These versions change little any more.
 */
export function recordWithInternals(): void {
	const require = createRequire(process.execPath);
	const { getOrInitializeCascadedLoader } =
		require("internal/modules/esm/loader") as {
			getOrInitializeCascadedLoader(): object;
		};
	const { translators } = require("internal/modules/esm/translators") as {
		translators: Map<string, Translator>;
	};
	for (const [format, translator] of [...translators]) {
		translators.set(format, wrapTranslator(format, translator));
	}
	const loader = Object.getPrototypeOf(
		getOrInitializeCascadedLoader(),
	) as Loader;
	loader.resolve = wrapResolve(loader.resolve);
	// What an ES module imports that was required comes to one of these directly.
	if (loader.defaultResolve === undefined) {
		loader.resolveSync = wrapResolve(loader.resolveSync);
	} else {
		loader.defaultResolve = wrapResolve(loader.defaultResolve);
	}
}

function wrapResolve(resolve: Resolve): Resolve {
	return function (this: unknown, specifier, parentURL, ...rest) {
		const began = time();
		const resolved = resolve.call(this, specifier, parentURL, ...rest);
		if (!isRecording()) {
			return resolved;
		}
		if (resolved instanceof Promise) {
			// With hooks in another thread, as of tsx, which is waited for.
			return resolved.then((result) => {
				logFound(time(), specifier, parentURL, result.url);
				return result;
			});
		}
		logFound(began, specifier, parentURL, resolved.url);
		return resolved;
	};
}

function wrapTranslator(format: string, translator: Translator): Translator {
	return function (url, source, ...rest) {
		const number = numberOf(url);
		const began = time();
		try {
			const given = format === "module" ? instrumented(url, source) : source;
			return translator.call(this, url, given, ...rest);
		} finally {
			log(["loaded", began, time(), number]);
		}
	};
}

function instrumented(url: string, source: Source): Source {
	if (typeof source === "object" && "source" in source) {
		// Late versions of 22 hand over all that was loaded.
		return Object.assign(source, {
			source: instrumented(url, source.source),
		});
	}
	return instrument(url, source);
}
