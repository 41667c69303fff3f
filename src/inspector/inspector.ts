import type { IncomingMessage, ServerResponse } from "node:http";
import type { Publisher } from "../index.js";
import { pathOf, withFinalSlash } from "../path.js";
import { createEvents } from "./events.js";
import { createPreloading } from "./preloading.js";
import { isSameOrigin } from "./same-origin.js";
import { createSnapshots } from "./snapshot.js";

/** Middleware for Express, or for whatever else calls a function with Node's request and response. */
export type Inspector = (
	req: IncomingMessage & { readonly originalUrl?: string },
	res: ServerResponse,
	next: (error?: unknown) => void,
) => void;

// The page as it is sent; `.packaging/page.js` puts it here.
declare const INSPECTOR_PAGE: Readonly<Record<"html" | "css" | "js", string>>;

/** What is sent as it is, by its path below the mount path. */
const files = new Map([
	["/", { type: "text/html", content: INSPECTOR_PAGE.html }],
	["/page.css", { type: "text/css", content: INSPECTOR_PAGE.css }],
	["/page.js", { type: "text/javascript", content: INSPECTOR_PAGE.js }],
]);

/** What the page needs, and no more; for an application that has no policy of its own. */
const POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/**
 * Gives middleware with a page that shows, live, what `site` has imported, and can preload it. The
 * page shows paths and error texts to whoever can reach it: mount it behind what guards your
 * administration. Requests for anything that is not the page's go to `next()`.
 */
export function inspector(site: Publisher): Inspector {
	const preloading = createPreloading(site, () => events.refresh());
	const events = createEvents(createSnapshots(site, preloading));

	return (req, res, next) => {
		const { method = "GET", url = "/", originalUrl = url } = req;
		const path = pathOf(url);
		const isReading = method === "GET" || method === "HEAD";
		const file = files.get(path);
		if (isReading && path === "/" && !pathOf(originalUrl).endsWith("/")) {
			redirectToFinalSlash(res, originalUrl);
		} else if (isReading && file !== undefined) {
			if (!res.hasHeader("Content-Security-Policy")) {
				res.setHeader("Content-Security-Policy", POLICY);
			}
			answer(res, 200, file.content, file.type);
		} else if (method === "GET" && path === "/events") {
			events.send(req, res);
		} else if (method === "POST" && path === "/preload") {
			preload(req, res);
		} else {
			next();
		}
	};

	function preload(req: IncomingMessage, res: ServerResponse): void {
		// The browser adds its password or cookie by itself, also to what another site makes it send.
		if (isSameOrigin(req)) {
			preloading.start();
			answer(res, 202, "Preloading");
		} else {
			answer(res, 403, "Sent from another site");
		}
	}
}

/**
 * Redirects to the path with its final slash, from which the page's relative URLs lead on; itself
 * relative, since a proxy may have taken the beginning of the path away.
 */
function redirectToFinalSlash(res: ServerResponse, originalUrl: string): void {
	const path = withFinalSlash(pathOf(originalUrl));
	const component = path.slice(path.lastIndexOf("/", path.length - 2));
	res.writeHead(301, { Location: `.${component}` }).end();
}

function answer(
	res: ServerResponse,
	status: number,
	content: string,
	type = "text/plain",
): void {
	res.statusCode = status;
	res.setHeader("Cache-Control", "no-store");
	res.setHeader("X-Content-Type-Options", "nosniff");
	res.setHeader("Content-Type", `${type}; charset=utf-8`);
	res.end(content);
}
