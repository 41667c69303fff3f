import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler, RequestHandler } from "express";
import createError, { isHttpError } from "http-errors";
import { statusOf } from "./error-status.js";
import { html } from "./html.js";
import { page } from "./layout.js";

/** Shows a page for whatever went wrong, and no more of the error than its author meant to show. */
export const showError: ErrorRequestHandler = (err, _req, res, next) => {
	if (res.headersSent) {
		next(err);
		return;
	}
	const status = statusOf(err);
	if (status >= 500) {
		console.error(err);
	}
	const isExposed = isHttpError(err) && err.expose;
	const message = isExposed ? err.message : "Sorry about that.";
	const title = STATUS_CODES[status] ?? "Error";
	res.status(status);
	if (isExposed && err.headers !== undefined) {
		res.set(err.headers);
	}
	res.send(
		page(
			title,
			html`<h1>${title}</h1>
<p>${message}</p>
<p><a href="/">Go to the front page</a></p>`,
		),
	);
};

/** Passes on that nothing is there; it stands behind all that may be. */
export const notFound: RequestHandler = (req, _res, next) => {
	next(createError(404, `There is nothing at ${req.path}.`));
};
