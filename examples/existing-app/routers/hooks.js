import { createHmac, timingSafeEqual } from "node:crypto";
import express from "express";
import createError from "http-errors";
import { loadProject } from "../load-project.js";
import { addTicket } from "../store.js";

const { HOOK_SECRET = "change me" } = process.env;

const router = express.Router();
router.use(express.raw({ type: "application/json" }));
router.param("project", loadProject);

router.post("/:project", (req, res) => {
	if (!Buffer.isBuffer(req.body) || !isSigned(req)) {
		throw createError(403, "The signature is wrong");
	}
	const { title } = JSON.parse(req.body);
	const { number } = addTicket(res.locals.project, {
		title: String(title),
		author: "hook",
	});
	res.status(201).json({ number });
});

function isSigned(req) {
	const expected = createHmac("sha256", HOOK_SECRET).update(req.body).digest();
	const given = Buffer.from(req.get("X-Signature") ?? "", "hex");
	return given.length === expected.length && timingSafeEqual(given, expected);
}

export default router;
