import { shown } from "../error-text.js";
import { invalidArgument } from "../errors.js";
import { pathOf } from "../path.js";
import { type Rules, refuseUnless } from "../site/options.js";
import type { Usage } from "../site/usage.js";

/** The options of `preload(paths, options)`. */
export interface PreloadOptions {
	/** Ends the preload before its next import: its promise rejects with the signal's reason. */
	readonly signal?: AbortSignal | undefined;
	/** Is called with each report as soon as there is one; what it throws becomes a process warning. */
	readonly onImport?: ((imported: ImportReport) => void) | undefined;
}

/** What became of one exported name that has to be imported. */
export type ImportReport = {
	/** The URL path, as `tree()` has it. */
	readonly path: string;
	/** How long the import took, whoever asked for it, in milliseconds. */
	readonly milliseconds: number;
	/** The module's URL, if the guesser looked for it. */
	readonly url?: string;
} & (
	| {
			/** `"not found"`: the path that was given leads nowhere. */
			readonly outcome: "imported" | "already there" | "not found";
	  }
	| {
			readonly outcome: "failed";
			/** What a request for it gets: a `PublisherError`, unless a getter threw. */
			readonly error: unknown;
	  }
);

const rules: Rules<keyof PreloadOptions> = {
	signal: [(value) => value instanceof AbortSignal, "an AbortSignal"],
	onImport: [
		(value) => typeof value === "function",
		"a function (report) => …",
	],
};

/**
 * Returns the paths that `preload(given, options)` shall walk, `undefined` for everything. Throws a
 * `TypeError` that says what is wrong with either.
 */
export function checkPreload(
	given: unknown,
	options: PreloadOptions,
): readonly string[] | undefined {
	refuseUnless(rules, options, "preload(paths, options)", "signal");
	if (given === undefined) {
		return undefined;
	}
	const paths = pathsGiven(given);
	const isPath = (path: unknown): path is string =>
		typeof path === "string" && path.startsWith("/");
	if (!paths.every(isPath)) {
		const wrong = paths.find((path) => !isPath(path));
		throw invalidArgument(
			`preload(paths): there is ${shown(wrong)} among the paths; each is a string that begins with a slash: "/articles"`,
		);
	}
	// Letters outside ASCII as a client sends them.
	return paths.map((path) =>
		pathOf(path).replace(/[^\0-\x7f]+/g, encodeURIComponent),
	);
}

/** Returns what is given as paths: a list, or that of a usage. Throws a `TypeError` if it is neither. */
export function pathsGiven(given: unknown): readonly unknown[] {
	const paths = Array.isArray(given) ? given : pathsOf(given);
	if (paths === undefined) {
		throw invalidArgument(
			`preload(paths): paths is ${shown(given)}; give a list of paths, ["/articles"], or what usage() gave`,
		);
	}
	return paths;
}

/** Returns the paths of a usage, `undefined` if `given` is none. */
function pathsOf(given: unknown): unknown[] | undefined {
	const { paths } = Object(given) as Partial<Usage>;
	return Array.isArray(paths)
		? paths.map((entry: unknown) => (Object(entry) as { path?: unknown }).path)
		: undefined;
}
