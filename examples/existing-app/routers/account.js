import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import express from "express";
import createError from "http-errors";
import { userOf } from "../access.js";

const router = express.Router();

router.get("/", (req, res) => {
	const { name, role } = userOf(req);
	res.json({ name, role });
});

router.put("/password", async (req, res) => {
	const { password } = req.body ?? {};
	if (typeof password !== "string" || password.length < 8) {
		throw createError(422, "A password has eight characters or more");
	}
	const salt = randomBytes(16);
	const hash = await promisify(scrypt)(password, salt, 32);
	userOf(req).password = [salt, hash]
		.map((bytes) => bytes.toString("base64url"))
		.join(":");
	res.sendStatus(204);
});

export default router;
