import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import express from "express";
import { rateLimit } from "express-rate-limit";
import createError from "http-errors";
import { userOf } from "../access.js";
import { users } from "../store.js";

const router = express.Router();

router.get("/", (req, res) => {
	res.json({ user: userOf(req)?.name ?? null });
});

router.post(
	"/",
	rateLimit({
		windowMs: 60_000,
		limit: 5,
		skipSuccessfulRequests: true,
		standardHeaders: "draft-8",
		legacyHeaders: false,
	}),
	async (req, res) => {
		const { name, password } = req.body ?? {};
		const user = users.get(name);
		if (user === undefined || !(await isRight(String(password), user))) {
			throw createError(401, "No such user, or not the password");
		}
		// A new session, so that nobody who knew the old one's id is signed in as well.
		await promisify(req.session.regenerate).call(req.session);
		req.session.user = user.name;
		res.sendStatus(204);
	},
);

router.delete("/", (req, res, next) => {
	req.session.destroy((error) => {
		if (error) {
			next(error);
		} else {
			res.sendStatus(204);
		}
	});
});

async function isRight(password, user) {
	const [salt, hash] = user.password
		.split(":")
		.map((part) => Buffer.from(part, "base64url"));
	return timingSafeEqual(hash, await promisify(scrypt)(password, salt, 32));
}

export default router;
