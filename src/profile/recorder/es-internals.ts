import { wrapResolving } from "./es-resolving.js";
import type { Internals } from "./internals.js";
import { isRecording, log, logFound, numberOf, time } from "./log.js";

type Translator = (this: unknown, url: string, ...rest: unknown[]) => unknown;

/** Logs from within Node's ES loader what ES modules import, and how long resolving and compiling takes, where `wrapResolving` is of use. */
export function recordWithInternals(internals: Internals): void {
	const { translators } = internals.require(
		"internal/modules/esm/translators",
	) as { translators: Map<string, Translator> };
	for (const [format, translator] of [...translators]) {
		translators.set(format, wrapTranslator(translator));
	}
	wrapResolving(internals, (resolve, specifier, parentURL) => {
		const began = time();
		const resolving = resolve();
		if (!isRecording()) {
			return resolving;
		}
		if (resolving instanceof Promise) {
			// This thread is free meanwhile.
			return resolving.then((found) => {
				logFound(time(), specifier, parentURL, found.url);
				return found;
			});
		}
		logFound(began, specifier, parentURL, resolving.url);
		return resolving;
	});
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
