import { Histogram } from "prom-client";
import { routeOf } from "./route-of.js";

const duration = new Histogram({
	name: "http_request_duration_seconds",
	help: "How long requests took, by what answered them",
	labelNames: ["method", "route", "status"],
});

/** Middleware that has Prometheus know of each request that goes through it. */
export function measureRequests(req, res, next) {
	const end = duration.startTimer();
	res.once("close", () => {
		const route = routeOf(req) ?? "none";
		end({ method: req.method, route, status: res.statusCode });
	});
	next();
}
