import { randomBytes } from "node:crypto";

/** For `express-session`. It keeps sessions in this process: give a real site a `store` and a lasting secret. */
export const sessionOptions = {
	name: "tracker",
	secret: process.env.SESSION_SECRET ?? randomBytes(32).toString("hex"),
	resave: false,
	saveUninitialized: false,
	cookie: { httpOnly: true, sameSite: "lax", secure: "auto" },
};
