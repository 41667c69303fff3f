import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { ErrorRequestHandler, Request, RequestHandler } from "express";
import publisher, { type PublisherOptions, type Root } from "express-publisher";
import { type Ask, type expresses, serve } from "./serve.js";

/** What a request came to: the publisher answered it, passed it on, or gave `next` an error. */
export type Outcome = "answer" | "next" | { readonly error: unknown };

/** An app with one publisher, and what the requests to it came to. */
export interface Observed {
	readonly ask: Ask;
	/** All outcomes so far, in order; one that nothing handled is among them as an error. */
	readonly outcomes: Outcome[];
	/** Resolves when the server notices that a client has left before it had its answer. */
	readonly clientLeft: Promise<void>;
}

/**
 * Serves a publisher of `root`, behind the middleware `before`, and records each outcome. What is
 * passed on is answered with the status 404, an error with its own status or 500.
 */
export async function observe(
	t: TestContext,
	express: (typeof expresses)[number]["express"],
	root: Root,
	options?: PublisherOptions,
	before: RequestHandler[] = [],
): Promise<Observed> {
	const outcomes: Outcome[] = [];
	const passedOn = new WeakSet<Request>();
	let noteLeft: () => void;
	const clientLeft = new Promise<void>((resolve) => {
		noteLeft = resolve;
	});
	const app = express();
	app.use((req, res, next) => {
		res.once("finish", () => passedOn.has(req) || outcomes.push("answer"));
		res.once("close", () => res.writableFinished || noteLeft());
		next();
	});
	app.use(...before, publisher(root, options));
	app.use((req, res, _next) => {
		passedOn.add(req);
		outcomes.push("next");
		const { url, baseUrl } = req;
		// Later, so that a page which has passed on and then answers is caught at it.
		globalThis.setImmediate(() => res.status(404).json({ url, baseUrl }));
	});
	const recordError: ErrorRequestHandler = (error, req, res, _next) => {
		passedOn.add(req);
		outcomes.push({ error });
		if (!res.headersSent) {
			res.status(error?.status ?? 500);
		}
		res.end();
	};
	app.use(recordError);

	for (const event of ["unhandledRejection", "uncaughtException"]) {
		const unhandled = (reason: unknown) =>
			outcomes.push({ error: new Error(event, { cause: reason }) });
		process.on(event, unhandled);
		t.after(() => process.off(event, unhandled));
	}
	const ask = await serve(t, app);
	return {
		async ask(path, options) {
			const answer = await ask(path, options);
			// What a hook does late, and what nobody handles, shows up by the next turn of the loop.
			await setImmediate();
			await setImmediate();
			return answer;
		},
		outcomes,
		clientLeft,
	};
}
