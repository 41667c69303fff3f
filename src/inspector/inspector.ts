import type { IncomingMessage, ServerResponse } from "node:http";
import { shown } from "../error-text.js";
import { invalidArgument } from "../errors.js";
import { type PublisherTools, publishers } from "../index.js";
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

// The page as it is sent; `.packaging/page.js` defines it.
declare const INSPECTOR_PAGE: Readonly<Record<"html" | "css" | "js", string>>;

/** The files of the page, by their paths below the mount path. */
const files = new Map([
	["/", { type: "text/html", content: INSPECTOR_PAGE.html }],
	["/page.css", { type: "text/css", content: INSPECTOR_PAGE.css }],
	["/page.js", { type: "text/javascript", content: INSPECTOR_PAGE.js }],
]);

/** Allows what the page needs, and no more; for applications that have no policy of their own. */
const POLICY =
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/**
 * Returns middleware with a page that shows, live, what `site` has imported, and can preload it: a
 * publisher, or all of this process if none is given. The
 * page shows paths and error texts to whoever can reach it: mount it behind what guards your
 * administration. Requests for anything that is not the page's go to `next()`. Throws a `TypeError` if `site` is
 * neither.
 */
export function inspector(site: PublisherTools = publishers): Inspector {
	checkSite(site);
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
			control(req, res, () => preloading.start(pathToPreload(url)));
		} else if (method === "POST" && path === "/stop") {
			control(req, res, preloading.stop);
		} else {
			next();
		}
	};
}

/** Throws unless `site` can be asked as a publisher can. */
function checkSite(site: PublisherTools | null): void {
	const isPublisher = [site?.tree, site?.preload].every(
		(method) => typeof method === "function",
	);
	if (!isPublisher) {
		throw invalidArgument(
			`inspector(site): site is ${shown(site)}; give what publisher(...) has returned, or nothing to inspect all publishers`,
		);
	}
}

/** Returns the path of the query, if there is one: then only that is preloaded. */
function pathToPreload(url: string): string | undefined {
	const path = new URLSearchParams(url.split("?")[1]).get("path");
	return path?.startsWith("/") ? path : undefined;
}

/** Answers a request that `act` has something done, if it comes from the page. */
function control(
	req: IncomingMessage,
	res: ServerResponse,
	act: () => void,
): void {
	// Browsers send passwords and cookies along even if another site makes them send the request.
	if (isSameOrigin(req)) {
		act();
		answer(res, 202, "Accepted");
	} else {
		answer(res, 403, "Sent from another site");
	}
}

/**
 * Redirects to the path with its final slash, to which the page's URLs are relative. The redirect is
 * relative, too, since a proxy may have removed the beginning of the path.
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
