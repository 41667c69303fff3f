import express from "express";
import createError from "http-errors";
import { marked } from "marked";
import sanitizeHtml from "sanitize-html";
import { requireUser, userOf } from "../access.js";
import { addTicket } from "../store.js";
import attachments from "./attachments.js";
import comments from "./comments.js";

const router = express.Router({ mergeParams: true });

router.param("ticket", (_req, res, next, number) => {
	const { tickets } = res.locals.project;
	res.locals.ticket = tickets.find(
		(ticket) => String(ticket.number) === number,
	);
	next(res.locals.ticket ? undefined : createError(404, "No such ticket"));
});

router
	.route("/")
	.get((req, res) => {
		const isClosed = req.query.state === "closed";
		res.json({
			project: req.params.project,
			tickets: res.locals.project.tickets
				.filter(({ closed }) => closed === isClosed)
				.map(({ number, title }) => ({ number, title })),
		});
	})
	.post(requireUser, (req, res) => {
		const { title, description } = req.body ?? {};
		if (typeof title !== "string" || title === "") {
			throw createError(422, "A ticket has a title");
		}
		const author = userOf(req).name;
		const { number } = addTicket(res.locals.project, {
			title,
			description: String(description ?? ""),
			author,
		});
		res.status(201).location(`${req.baseUrl}/${number}`).json({ number });
	});

router
	.route("/:ticket")
	.get(async (_req, res) => {
		const { description, attachments, ...ticket } = res.locals.ticket;
		const html = sanitizeHtml(await marked.parse(description));
		res.json({
			...ticket,
			html,
			attachments: attachments.map(({ name }) => name),
		});
	})
	.patch(requireUser, (req, res) => {
		const { closed, labels } = req.body ?? {};
		if (typeof closed === "boolean") {
			res.locals.ticket.closed = closed;
		}
		if (Array.isArray(labels)) {
			res.locals.ticket.labels = labels.map(String);
		}
		res.sendStatus(204);
	});

router.use("/:ticket/attachments", attachments);
router.use("/:ticket/comments", comments);

export default router;
