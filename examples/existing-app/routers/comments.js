import express from "express";
import createError from "http-errors";
import { requireUser, userOf } from "../access.js";

const router = express.Router({ mergeParams: true });

router.get("/", (req, res) => {
	const { project, ticket } = req.params;
	res.json({ project, ticket, comments: res.locals.ticket.comments });
});

router.post("/", requireUser, (req, res) => {
	const { text } = req.body ?? {};
	if (typeof text !== "string" || text === "") {
		throw createError(422, "A comment has a text");
	}
	res.locals.ticket.comments.push({ author: userOf(req).name, text });
	res.sendStatus(201);
});

export default router;
