import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { NamespaceFault } from "../errors.js";
import type { Hooks } from "../namespace/namespace.js";
import { isObject } from "../namespace/object.js";
import { createLoad, isMissing, type Load, type Loaded } from "./load.js";
import { parseModuleUrl } from "./module-url.js";

/**
 * The rule that says where the module of an exported name may be: returns the candidates, in
 * order, as URLs, or as strings relative to `from`, the URL of the container.
 */
export type Guess = (name: string, from: URL) => Iterable<string | URL>;

/** Takes the URL of a module about to be imported; `undefined` if there was none after all. */
export type NoteUrl = (url: URL | undefined) => void;

/** Finds the modules of names that a namespace exports and lacks, from the namespace's own URL. */
export interface Guesser {
	/** Returns the URL of `container`: its `_q_url`, or where it was imported from. */
	urlOf(container: Hooks): URL | undefined;
	/**
	 * Imports the first candidate for `name` that exists; rejects if none does, or if that one fails.
	 * Calls `noteUrl` with the candidate that it tries, and with `undefined` if there was no module.
	 */
	importGuessed(name: string, from: URL, noteUrl: NoteUrl): Promise<Loaded>;
	/** Imports the module at a URL. */
	readonly load: Load;
	/** Returns what an imported module stands for, and remembers its URL. */
	adopt(loaded: Loaded): unknown;
}

/** Returns a guesser that goes by the rule `guess`. */
export function createGuesser(guess: Guess): Guesser {
	const urls = new WeakMap<object, URL>();
	const load = createLoad();

	return {
		urlOf(container) {
			const { _q_url } = container;
			if (_q_url === undefined) {
				return urls.get(container);
			}
			const url = parseModuleUrl(_q_url);
			if (url === undefined) {
				// The usual mistake is a file's path, and all that Node would say of it is "Invalid URL".
				throw new TypeError(
					`_q_url is ${inspect(_q_url)}; it has to be a URL, import.meta.url`,
				);
			}
			return url;
		},

		async importGuessed(name, from, noteUrl) {
			refuseUnlessSegment(name);
			const tried: string[] = [];
			for (const candidate of listOf(guess(name, from))) {
				const url = new URL(candidate, from);
				noteUrl(url);
				try {
					return await load(url);
				} catch (error) {
					if (!isMissing(error, url)) {
						throw error;
					}
					tried.push(url.href);
				}
			}
			noteUrl(undefined);
			throw tried.length === 0
				? new Error(`guess gave no candidate for ${JSON.stringify(name)}`)
				: new NamespaceFault(
						`there is no module at ${tried.join(" or ")}${inAnotherCase(tried)}`,
						"Put it there",
					);
		},

		load,

		adopt({ found, url }) {
			if (isObject(found)) {
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

/** Returns what is to be said of a file whose name differs from one of `tried` only in case; nothing if there is none. */
function inAnotherCase(tried: readonly string[]): string {
	for (const href of tried) {
		try {
			const file = fileURLToPath(href);
			const sought = basename(file).toLowerCase();
			const found = readdirSync(dirname(file)).find(
				(name) => name.toLowerCase() === sought,
			);
			if (found !== undefined) {
				return `, but a file ${found}: names are case-sensitive`;
			}
		} catch {
			// It is no file URL, or there is no such folder.
		}
	}
	return "";
}

/** A string is iterable, too, but nobody means its characters: the first of `./a.js`, a dot, is the folder. */
function listOf(candidates: Iterable<string | URL>): Iterable<string | URL> {
	if (typeof candidates === "string") {
		throw new TypeError(
			`guess gave the string ${JSON.stringify(candidates)}; it has to give a list of candidates`,
		);
	}
	return candidates;
}

/** Throws unless `name` is one segment of a path: no name may lead out of its namespace's folder, though names come from export lists and not from requests. */
function refuseUnlessSegment(name: string): void {
	if (name === "" || name === "." || name === ".." || /[/\\\0]/.test(name)) {
		throw new Error(
			`${JSON.stringify(name)} is not one plain path segment, so there is no module to guess`,
		);
	}
}
