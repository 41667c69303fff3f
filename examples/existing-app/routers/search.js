import express from "express";
import { rateLimit } from "express-rate-limit";
import { allTickets } from "../store.js";

const router = express.Router();

router.use(
	rateLimit({
		windowMs: 60_000,
		limit: 20,
		standardHeaders: "draft-8",
		legacyHeaders: false,
	}),
);

router.get("/", (req, res) => {
	const words = String(req.query.q ?? "")
		.toLowerCase()
		.split(/\s+/);
	res.json(
		allTickets()
			.filter(({ ticket: { title, description } }) => {
				const text = `${title} ${description}`.toLowerCase();
				return words.every((word) => text.includes(word));
			})
			.map(({ project, ticket }) => `${project.name}/${ticket.number}`),
	);
});

export default router;
