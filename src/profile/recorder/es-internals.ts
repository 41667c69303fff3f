import { createRequire } from "node:module";
import { wrapResolving } from "./es-resolving.js";
import { instrument } from "./instrument.js";
import { isRecording, log, logFound, numberOf, time } from "./log.js";

type Translator = (
	this: unknown,
	url: string,
	source: Source,
	...rest: unknown[]
) => unknown;

type Source = string | NodeJS.ArrayBufferView | { readonly source: Source };

/** Logs from within Node's ES loader what ES modules import, and how long resolving and compiling takes, where `wrapResolving` is of use. */
export function recordWithInternals(): void {
	const { translators } = createRequire(process.execPath)(
		"internal/modules/esm/translators",
	) as { translators: Map<string, Translator> };
	for (const [format, translator] of [...translators]) {
		translators.set(format, wrapTranslator(format, translator));
	}
	wrapResolving((resolve, specifier, parentURL) => {
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
		// Late versions of Node 22 pass the whole result of loading.
		return Object.assign(source, {
			source: instrumented(url, source.source),
		});
	}
	return instrument(url, source);
}
