import { inspect } from "node:util";
import { invalidArgument } from "./errors.js";
import { type Rules, refuseUnless } from "./options.js";
import { pathOf } from "./path.js";
import type { Profile } from "./paths-in-use.js";

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
 * Gives the paths that `preload(given, options)` shall walk, `undefined` for everything. Throws a
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
	const paths = Array.isArray(given) ? given : pathsOf(given);
	if (paths === undefined) {
		throw invalidArgument(
			`preload(paths): paths is ${inspect(given)}; give a list of paths, ["/articles"], or what profile() gave`,
		);
	}
	const wrong = paths.find(
		(path) => typeof path !== "string" || !path.startsWith("/"),
	);
	if (wrong !== undefined || paths.includes(undefined)) {
		throw invalidArgument(
			`preload(paths): there is ${inspect(wrong)} among the paths; each is a string that begins with a slash: "/articles"`,
		);
	}
	return paths.map(pathOf);
}

/** Gives the paths of a profile, `undefined` if `given` is none. */
function pathsOf(given: unknown): unknown[] | undefined {
	const { paths } = Object(given) as Partial<Profile>;
	return Array.isArray(paths)
		? paths.map((entry: unknown) => (Object(entry) as { path?: unknown }).path)
		: undefined;
}
