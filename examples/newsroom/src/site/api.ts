// An Express application of its own, with its own settings, its own 404 and its own error handler.
import { STATUS_CODES } from "node:http";
import express, { type ErrorRequestHandler } from "express";
import { catalogue } from "../catalogue.js";
import { statusOf } from "../error-status.js";

const api = express();
api.disable("x-powered-by");
api.set("json spaces", 2);

api.get("/articles", (_req, res) => {
	res.json(
		catalogue().map(({ slug, title, date, author }) => ({
			slug,
			title,
			date,
			author,
		})),
	);
});

api.get("/articles/:slug", (req, res, next) => {
	const article = catalogue().find(({ slug }) => slug === req.params.slug);
	if (article === undefined) {
		next();
	} else {
		res.json(article);
	}
});

api.use((_req, res) => {
	res.status(404).json({ error: "Not Found" });
});

const showError: ErrorRequestHandler = (err, _req, res, next) => {
	const status = statusOf(err);
	if (status < 500) {
		res.status(status).json({ error: STATUS_CODES[status] });
	} else {
		next(err);
	}
};
api.use(showError);

export default api;
