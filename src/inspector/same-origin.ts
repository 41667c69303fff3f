import type { IncomingMessage } from "node:http";

/**
 * Whether a request comes from a page of this origin, or from no page at all. Browsers say where it
 * comes from in `Sec-Fetch-Site`, and over plain HTTP only in `Origin`.
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
