import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import express from "express";
import publisher, {
	type PublisherError,
	type PublisherOptions,
	type Root,
} from "express-publisher";
import { type Ask, serve } from "./serve.js";

/** A root that is served, and how its requests ended. */
export interface Served {
	readonly ask: Ask;
	/** The errors that requests ended in, the oldest first. */
	readonly errors: readonly PublisherError[];
	/** The error of a request for `path`, which must end in one. */
	failure(path: string): Promise<PublisherError>;
}

/** Serves the publisher of `root` on Express 5; an error is answered with its status and its text. */
export async function serveRoot(
	t: TestContext,
	root: Root,
	options?: PublisherOptions,
): Promise<Served> {
	const errors: PublisherError[] = [];
	const app = express();
	app.use(publisher(root, options));
	const keep: express.ErrorRequestHandler = (error, _req, res, _next) => {
		errors.push(error);
		res.status(error.status ?? 500).send(String(error));
	};
	app.use(keep);
	const ask = await serve(t, app);
	return {
		ask,
		errors,
		async failure(path) {
			const { body, status } = await ask(path);
			assert.equal(status, 500, body);
			return errors.at(-1) ?? assert.fail("no error");
		},
	};
}

/** Serves a namespace that exports `names` and has its URL at `path` below `base`; no file need be there. */
export const serveFrom = (
	t: TestContext,
	base: URL,
	path: string,
	names: readonly (string | readonly [string, string])[],
	options?: PublisherOptions,
) =>
	serveRoot(
		t,
		{ _q_exports: names, _q_url: new URL(path, base).href },
		options,
	);
