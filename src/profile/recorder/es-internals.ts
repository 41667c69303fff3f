import type { Internals } from "./internals.js";
import { isRecording, log, logFound, numberOf, time } from "./log.js";

/** The part of the ES loader of Node 20 and 22 that is wrapped. */
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

type Translator = (this: unknown, url: string, ...rest: unknown[]) => unknown;

/**
 * Logs from within Node's ES loader what ES modules import, and how long resolving and compiling
 * takes. This is for Node 20 and 22: their public hooks take longer than all that they would measure, as they
 * run in another thread, or change what is measured. These versions change little any more.
 */
export function recordWithInternals({ require }: Internals): void {
	const { getOrInitializeCascadedLoader } =
		require("internal/modules/esm/loader") as {
			getOrInitializeCascadedLoader(): object;
		};
	const { translators } = require("internal/modules/esm/translators") as {
		translators: Map<string, Translator>;
	};
	for (const [format, translator] of [...translators]) {
		translators.set(format, wrapTranslator(translator));
	}
	const loader = Object.getPrototypeOf(
		getOrInitializeCascadedLoader(),
	) as Loader;
	loader.resolve = wrapResolve(loader.resolve);
	// For what ES modules import that were required, Node calls one of these directly.
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
			// Hooks in another thread, such as those of tsx, are waited for; this thread is free.
			return resolved.then((result) => {
				logFound(time(), specifier, parentURL, result.url);
				return result;
			});
		}
		logFound(began, specifier, parentURL, resolved.url);
		return resolved;
	};
}

function wrapTranslator(translator: Translator): Translator {
	return function (url, ...rest) {
		const number = numberOf(url);
		const began = time();
		try {
			return translator.call(this, url, ...rest);
		} finally {
			log(["loaded", began, time(), number]);
		}
	};
}
