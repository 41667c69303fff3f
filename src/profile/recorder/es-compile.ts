import { instrument } from "./instrument.js";
import type { Internals } from "./internals.js";

/** The part of Node that compiles ES modules, by the names of its modules in there. */
interface EsUtils {
	compileSourceTextModule: Compile;
}

type Compile = (
	this: unknown,
	url: string,
	source: string,
	/** `undefined`, or the name of another kind in late versions, if it is no module of the program. */
	kind?: unknown,
	context?: { readonly isMain?: boolean },
) => Compiled;

interface Compiled {
	isMain?: boolean;
	readonly sourceURL?: string | undefined;
	readonly sourceMapURL?: string | undefined;
}

type NewModule = new (
	url: string,
	context: undefined,
	source: string,
	firstLine: number,
	firstColumn: number,
	hostDefinedOption: unknown,
) => Compiled;

type CacheSourceMap = (
	url: string,
	source: string,
	compiled: Compiled,
	isGenerated: boolean,
	sourceUrl: string | undefined,
	sourceMapUrl: string,
) => void;

/**
 * Has the ES modules of the program that are compiled from now on log when their bodies begin and end. What is put
 * in front of a module stands in a line of its own, which is counted as the one before the first: so all
 * positions are those of the module alone, and no line of its is quoted with anything else in it.
 */
export function compileInstrumented(internals: Internals): void {
	const { ModuleWrap } = internals.internalBinding("module_wrap") as {
		ModuleWrap: NewModule;
	};
	const { source_text_module_default_hdo: ofProgram } =
		internals.internalBinding("symbols") as Record<string, unknown>;
	const { maybeCacheSourceMap } = internals.require(
		"internal/source_map/source_map_cache",
	) as { maybeCacheSourceMap: CacheSourceMap };
	const utils = internals.require("internal/modules/esm/utils") as EsUtils;
	const { compileSourceTextModule } = utils;

	utils.compileSourceTextModule = function (url, source, kind, context) {
		const compileAlone = () =>
			compileSourceTextModule.call(this, url, source, kind, context);
		if (kind === undefined || kind === "facade") {
			return compileAlone();
		}
		const { text, linesBefore } = instrument(url, source, "\n");
		let compiled: Compiled;
		try {
			compiled = new ModuleWrap(
				...([url, undefined, text, -linesBefore, 0, ofProgram] as const),
			);
		} catch {
			return compileAlone(); // Its errors are told of what was written.
		}
		if (context?.isMain) {
			compiled.isMain = true;
		}
		const { sourceURL, sourceMapURL } = compiled;
		if (sourceMapURL) {
			maybeCacheSourceMap(
				url,
				source,
				compiled,
				false,
				sourceURL,
				sourceMapURL,
			);
		}
		return compiled;
	};
}
