import { inspect } from "node:util";
import { createLoad, isMissing, type Load, type Loaded } from "./import.js";
import { parseModuleUrl } from "./module-url.js";
import type { Hooks } from "./namespace.js";
import { unwrap } from "./unwrap.js";

/**
 * The rule that says where the module of an exported name may be: gives the candidates, in order,
 * as URLs, or as strings relative to `from`, the URL of the container.
 */
export type Guess = (name: string, from: URL) => Iterable<string | URL>;

/** Finds the modules of names that a namespace exports and lacks, from the namespace's own URL. */
export interface Guesser {
	/** Gives the URL of `container`: its `_q_url`, or where the guesser loaded it from. */
	urlOf(container: Hooks): URL | undefined;
	/**
	 * Imports the first candidate for `name` that exists; rejects if none does, or if that one fails.
	 * Calls `noteUrl` with the candidate that it tries, and with `undefined` if there was no module.
	 */
	load(
		name: string,
		from: URL,
		noteUrl: (url: URL | undefined) => void,
	): Promise<Loaded>;
	/** Imports the module at `url`. */
	loadUrl: Load;
	/** Gives what a loaded module stands for, and remembers its URL. */
	adopt(loaded: Loaded): unknown;
}

/** Gives a guesser that goes by the rule `guess`. */
export function createGuesser(guess: Guess): Guesser {
	const urls = new WeakMap<object, URL>();
	const loadUrl = createLoad();

	return {
		urlOf(container) {
			return container._q_url === undefined
				? urls.get(container)
				: parseUrl(container._q_url);
		},

		async load(name, from, noteUrl) {
			refuseUnlessSegment(name);
			const tried: string[] = [];
			for (const candidate of listOf(guess(name, from))) {
				const url = new URL(candidate, from);
				noteUrl(url);
				try {
					return await loadUrl(url);
				} catch (error) {
					if (!isMissing(error, url)) {
						throw error;
					}
					tried.push(url.href);
				}
			}
			noteUrl(undefined);
			throw new Error(
				tried.length === 0
					? `guess gave no candidate for ${JSON.stringify(name)}`
					: `there is no module at ${tried.join(" or ")}`,
			);
		},

		loadUrl,

		adopt({ module, url }) {
			const found = unwrap(module);
			if (
				(typeof found === "object" || typeof found === "function") &&
				found !== null
			) {
				urls.set(found, url);
			}
			return found;
		},
	};
}

/**
 * The default rule: beside a container that is its folder's `index`, else in the folder named
 * after the container; `name.js` before `name/index.js`, with the container's own extension.
 */
export function guessFromUrl(name: string, from: URL): readonly URL[] {
	const file = /^(.*\/)([^/]*?)(\.[^./]*)?$/.exec(from.pathname);
	const [, folder = "/", stem = "", extension = ""] = file ?? [];
	const base = stem === "index" ? folder : `${folder}${stem}/`;
	// encodeURIComponent leaves alone what is meaningless in a path, and escapes `#`, `?` and `%`.
	const path = base + encodeURIComponent(name);
	return [`${path}${extension}`, `${path}/index${extension}`].map(
		(candidate) => new URL(candidate, from),
	);
}

/** A file's path is the usual mistake, and all that Node says of one is "Invalid URL". */
function parseUrl(given: unknown): URL {
	const url = parseModuleUrl(given);
	if (url === undefined) {
		throw new TypeError(
			`_q_url is ${inspect(given)}; it has to be a URL, import.meta.url`,
		);
	}
	return url;
}

/** A string is iterable too, yet nobody means its characters: the first of `./a.js` is the folder. */
function listOf(candidates: Iterable<string | URL>): Iterable<string | URL> {
	if (typeof candidates === "string") {
		throw new TypeError(
			`guess gave the string ${JSON.stringify(candidates)}; it has to give a list of candidates`,
		);
	}
	return candidates;
}

/** Names come from export lists, not from requests; still none may lead out of its namespace's folder. */
function refuseUnlessSegment(name: string): void {
	if (name === "" || name === "." || name === ".." || /[/\\\0]/.test(name)) {
		throw new Error(
			`${JSON.stringify(name)} is not one plain path segment, so there is no module to guess`,
		);
	}
}
