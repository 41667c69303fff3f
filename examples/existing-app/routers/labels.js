import express from "express";
import { allTickets } from "../store.js";

const router = express.Router();

router.get("/", (_req, res) => {
	const labels = allTickets().flatMap(({ ticket }) => ticket.labels);
	res.json([...new Set(labels)].sort());
});

router.get("/:label", (req, res) => {
	const { label } = req.params;
	res.json(
		allTickets()
			.filter(({ ticket }) => ticket.labels.includes(label))
			.map(({ project, ticket }) => `${project.name}/${ticket.number}`),
	);
});

export default router;
