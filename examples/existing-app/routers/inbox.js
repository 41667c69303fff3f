import express from "express";
import { userOf } from "../access.js";
import { allTickets } from "../store.js";

const router = express.Router();

router.get("/", (req, res) => {
	const { name } = userOf(req);
	const mine = allTickets().filter(({ ticket }) => ticket.author === name);
	res.json(
		mine.flatMap(({ project, ticket }) =>
			ticket.comments
				.filter(({ author }) => author !== name)
				.map((comment) => ({
					project: project.name,
					ticket: ticket.number,
					...comment,
				})),
		),
	);
});

export default router;
