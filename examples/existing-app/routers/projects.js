import express from "express";
import createError from "http-errors";
import { requireUser } from "../access.js";
import { loadProject } from "../load-project.js";
import { addProject, projects } from "../store.js";
import tickets from "./tickets.js";

const router = express.Router();
router.param("project", loadProject);

router
	.route("/")
	.get((_req, res) => {
		res.json([...projects.keys()]);
	})
	.post(requireUser, (req, res) => {
		const { name, title } = req.body ?? {};
		if (!/^[a-z][a-z-]{1,30}$/.test(name) || typeof title !== "string") {
			throw createError(
				422,
				"A project has a name in small letters, and a title",
			);
		}
		if (projects.has(name)) {
			throw createError(409, "There is one of that name");
		}
		addProject(name, title);
		res.status(201).location(`${req.baseUrl}/${name}`).end();
	});

router.get("/:project", (_req, res) => {
	const { name, title, tickets } = res.locals.project;
	res.json({ name, title, tickets: tickets.length });
});

router.use("/:project/tickets", tickets);

export default router;
