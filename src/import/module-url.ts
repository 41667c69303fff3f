import { fileURLToPath } from "node:url";

/**
 * Returns `given`, a URL or the text of one, as a URL; `undefined` if it is none. A Windows path is
 * none, though to `URL`, `C:\site` has the scheme `c:`.
 */
export function parseModuleUrl(given: unknown): URL | undefined {
	const text = String(given);
	return URL.canParse(text) && !/^[a-z]:/i.test(text)
		? new URL(text)
		: undefined;
}

/** Returns the path of the file at `url`; what is no file URL, as it is. */
export function toFile(url: string): string {
	return url.startsWith("file:") ? fileURLToPath(url) : url;
}
