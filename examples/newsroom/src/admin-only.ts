import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import createError from "http-errors";

const { ADMIN_PASSWORD = "" } = process.env;

/** Throws unless `req` has the password of the administration; any user name will do. */
export function checkPassword(req: Request, res: Response): void {
	res.set("Cache-Control", "no-store");
	if (ADMIN_PASSWORD === "") {
		throw createError(
			403,
			"The administration is closed: ADMIN_PASSWORD is not set.",
		);
	}
	if (!isSame(passwordOf(req.get("Authorization")), ADMIN_PASSWORD)) {
		const headers = {
			"WWW-Authenticate": 'Basic realm="newsroom", charset="UTF-8"',
		};
		res.set(headers);
		// Express's own error page has only the headers of the error.
		throw createError(401, "The administration needs a password.", { headers });
	}
}

/** Lets only those with the password through. */
export const adminOnly: RequestHandler = (req, res, next) => {
	checkPassword(req, res);
	next();
};

function passwordOf(authorization = ""): string {
	const credentials = /^Basic +([^ ]+)$/i.exec(authorization)?.[1] ?? "";
	const decoded = Buffer.from(credentials, "base64").toString();
	return decoded.slice(decoded.indexOf(":") + 1);
}

/** Compares in a time that tells nothing: digests are of one length, whatever was typed. */
function isSame(given: string, expected: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(given), digest(expected));
}
