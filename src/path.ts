import type { Request } from "express";

/**
 * Returns the length of the protocol and host with which `url`, the target of a request line,
 * begins: 0 for the usual `/path`, 16 for `http://localhost/path`. Express keeps the host in
 * `req.url` while it strips mount paths behind it, and so do we.
 */
export function hostLength(url: string): number {
	if (url.startsWith("/")) {
		return 0;
	}
	const host = /^[^/?#]*:\/\/[^/?#]*/.exec(url);
	return host === null ? 0 : host[0].length;
}

/** The characters at which Express no longer takes a URL as it is, but has Node's old URL parser read it. */
const UNUSUAL = /[\t\n\f\r #\xa0\ufeff]/;

/** The same, the question mark and the escape. */
const NOT_PLAIN = /[\t\n\f\r #%?\xa0\ufeff]/;

/**
 * Whether `url` is a path and nothing else, without escapes, as most are. One look then tells that Express takes it as
 * it is, that it has no query, and that nothing in it is to be decoded.
 */
export function isPlainPath(url: string): boolean {
	return url.startsWith("/") && !NOT_PLAIN.test(url);
}

/**
 * Returns `part` of a URL as a string of its own, to be kept: with what `slice` has cut out of a string, V8 keeps all of
 * that string.
 */
export function copied(part: string): string {
	return Buffer.from(part).toString();
}

/**
 * Returns the undecoded path of `req` if that is what the Express at hand matches guards and routes
 * by, else `undefined`. Of an absolute URL, or one with a fragment, Node's parser makes another path
 * than stands there if the host is odd: to walk that would be to pass guards by.
 */
export function matchedPath(
	req: Pick<Request, "url" | "path">,
): string | undefined {
	const { url } = req;
	const path = pathOf(url);
	if (url.startsWith("/") && !UNUSUAL.test(url)) {
		return path;
	}
	try {
		const walked = path === "" ? "/" : path;
		return walked.startsWith("/") && req.path === walked ? path : undefined;
	} catch {
		return undefined; // The parser refuses the host.
	}
}

/**
 * Returns the undecoded path of `url`, the target of a request line: what stands between the host,
 * if there is one, and the query. It is empty for `http://host`, and lacks the slash for `*`.
 */
export function pathOf(url: string): string {
	const start = hostLength(url);
	const query = url.indexOf("?", start);
	const fragment = url.indexOf("#", start);
	const end = query === -1 ? url.length : query;
	return url.slice(start, fragment === -1 ? end : Math.min(fragment, end));
}

/**
 * Returns the end of the component that begins behind the slash at `slash` in `path`: the index of
 * the next slash, or the path's length. Splitting comes before decoding, so that an escaped slash
 * stays inside its component.
 */
export function componentEnd(path: string, slash: number): number {
	const next = path.indexOf("/", slash + 1);
	return next === -1 ? path.length : next;
}

/**
 * Decodes the escapes of one `segment` of a path, once; gives `undefined` if one is malformed.
 */
export function decodeSegment(segment: string): string | undefined {
	if (!segment.includes("%")) {
		return segment;
	}
	try {
		return decodeURIComponent(segment);
	} catch {
		return undefined;
	}
}

/**
 * Returns `component` as a URL spells it: what may stand in a path (letters, digits and
 * `-._~!$&'()*+,;=:@`) as it is, all else escaped. Half a surrogate pair, which
 * no URL can have, becomes U+FFFD.
 */
export function encodeComponent(component: string): string {
	// Nearly all: and where a first request waits, the expressions below would have to be compiled.
	if (/^[\w.~-]*$/.test(component)) {
		return component;
	}
	const wellFormed = component.replace(/\p{Surrogate}/gu, "\ufffd");
	return encodeURI(wellFormed).replace(/[#/?]/g, encodeURIComponent);
}

/**
 * Whether `segment` escapes what never needs it: a letter, a digit or one of `-._~`. No exported name is found
 * under such a spelling, since `app.use("/admin", guard)` does not see `/%61dmin` either.
 */
export function isNeedlesslyEscaped(segment: string): boolean {
	return (
		segment.includes("%") &&
		/%(?:2[DE]|3\d|[46][1-9A-F]|5[0-9AF]|7[0-9AE])/i.test(segment)
	);
}

/**
 * Returns the URL to redirect to when the path of `originalUrl` lacks its final slash: the same
 * path, undecoded, with the slash, and the query as it was; without host, and safe to send, since
 * no client can take it for a URL of another site.
 */
export function withFinalSlash(originalUrl: string): string {
	const path = escapeUnsafe(pathOf(originalUrl));
	const query = originalUrl.indexOf("?");
	// `//host/` would name another host; `/.//host/` is resolved to the path `//host/` of this one.
	const prefix = path.startsWith("//") ? "/." : "";
	return `${prefix}${path}/${query === -1 ? "" : escapeUnsafe(originalUrl.slice(query))}`;
}

/**
 * Escapes what browsers do not take as it is: the backslash, which they read as a slash; tab and
 * newline, which they drop; and bytes that a header may not hold.
 */
function escapeUnsafe(text: string): string {
	return text.replace(
		/[^\x21-\x5b\x5d-\x7e]/g,
		(character) =>
			`%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`,
	);
}
