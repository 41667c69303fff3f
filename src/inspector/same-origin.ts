import type { IncomingMessage } from "node:http";

/**
 * Tells whether `req` comes from a page of this origin, or from no page at all. Browsers say where
 * a request comes from in `Sec-Fetch-Site`, and over plain HTTP only in `Origin`.
 */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
	const { "sec-fetch-site": site, origin, host } = headers;
	if (site !== undefined) {
		return site === "same-origin";
	}
	return (
		origin === undefined ||
		(URL.canParse(origin) && new URL(origin).host === host)
	);
}
