import type { RequestHandler } from "express";
import createError from "http-errors";

/**
 * Refuses what a page of another site has made the reader's browser send. Browsers say where a
 * request comes from in `Sec-Fetch-Site`, older ones in `Origin`; what has neither does not come
 * from a page.
 */
export const sameOrigin: RequestHandler = (req, _res, next) => {
	const site = req.get("Sec-Fetch-Site");
	const origin = req.get("Origin");
	const isOwn =
		site === undefined
			? origin === undefined || hostOf(origin) === req.get("Host")
			: site === "same-origin" || site === "none";
	next(isOwn ? undefined : createError(403, "Sent from another site."));
};

function hostOf(origin: string): string | undefined {
	return URL.canParse(origin) ? new URL(origin).host : undefined;
}
