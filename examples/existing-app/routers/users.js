import express from "express";
import createError from "http-errors";
import { requireUser, userOf } from "../access.js";
import { allTickets, users } from "../store.js";

const router = express.Router();

// Your own page, with more on it; everybody else's is the next route.
router.get(
	"/:name",
	(req, _res, next) => {
		next(userOf(req)?.name === req.params.name ? undefined : "route");
	},
	(req, res) => {
		res.json({ ...profileOf(userOf(req)), inbox: "/inbox" });
	},
);

router.get("/:name", (req, res) => {
	const user = users.get(req.params.name);
	if (user === undefined) {
		throw createError(404, "No such user");
	}
	res.json(profileOf(user));
});

router.get("/", requireUser, (_req, res) => {
	res.json([...users.keys()]);
});

function profileOf({ name, role }) {
	const written = allTickets().filter(({ ticket }) => ticket.author === name);
	return { name, role, tickets: written.length };
}

export default router;
