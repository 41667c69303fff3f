import express from "express";
import createError from "http-errors";
import { userOf } from "../access.js";
import { allTickets, projects, users } from "../store.js";

const router = express.Router();
const log = [];

router.use((req, _res, next) => {
	log.push(`${userOf(req).name}: ${req.method} ${req.baseUrl}${req.url}`);
	next();
});

router.get("/", (_req, res) => {
	res.json({
		users: users.size,
		projects: projects.size,
		tickets: allTickets().length,
	});
});

router.get("/log", (_req, res) => {
	res.json(log);
});

router.delete("/projects/:project", (req, res) => {
	if (!projects.delete(req.params.project)) {
		throw createError(404, "No such project");
	}
	res.sendStatus(204);
});

export default router;
