import { context } from "@opentelemetry/api";
import { getRPCMetadata } from "@opentelemetry/core";
import { routeOf } from "./route-of.js";

/**
 * Middleware that has OpenTelemetry name the span of each request by what answered it. By itself
 * it knows the routes of a Router, but not where a publisher mounted that, nor what a page is.
 */
export function nameSpans(req, res, next) {
	const metadata = getRPCMetadata(context.active());
	if (metadata !== undefined) {
		// Before OpenTelemetry's own listener, which ends the span.
		res.prependOnceListener("close", () => {
			metadata.route = routeOf(req);
		});
	}
	next();
}
