/**
 * Gives the length of the protocol and host with which `url`, the target of a request line,
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

/**
 * Gives the undecoded path of `url`, the target of a request line: what stands between the host,
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
 * Gives the end of the component that begins behind the slash at `slash` in `path`: the index of
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
 * Gives `component` as a path has it: what decoding, splitting or a browser would take for
 * something else is escaped, and letters outside ASCII are left as they are.
 */
export function encodeComponent(component: string): string {
	return component.replace(
		/[\0-\x20"#%/<>?[\\\]^`{|}\x7f]/g,
		encodeURIComponent,
	);
}

/**
 * Gives the URL to redirect to when the path of `originalUrl` lacks its final slash: the same
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
