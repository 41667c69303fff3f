/**
 * Gives `given`, a URL or the text of one, as a URL; `undefined` if it is none. A Windows path is
 * none, though to `URL`, `C:\site` has the scheme `c:`.
 */
export function parseModuleUrl(given: unknown): URL | undefined {
	const text = String(given);
	return URL.canParse(text) && !/^[a-z]:/i.test(text)
		? new URL(text)
		: undefined;
}
