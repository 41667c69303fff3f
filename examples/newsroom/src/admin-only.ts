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
			"The administration is closed, as ADMIN_PASSWORD is not set. To open it: ADMIN_PASSWORD=… npm start",
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

/** Lets those through who have the password, or sit at the machine itself. */
export const adminOrLocal: RequestHandler = (req, res, next) => {
	if (!isLocal(req)) {
		checkPassword(req, res);
	}
	next();
};

/**
 * Whether the request comes from this machine and was meant for it. A proxy on the same machine says by a header for whom it
 * asks, and a page whose name was made to point here has another name in `Host`.
 */
function isLocal({ socket, headers }: Request): boolean {
	const isForwarded = Object.keys(headers).some((name) =>
		/^(?:forwarded|x-forwarded-.*|x-real-ip|via)$/.test(name),
	);
	return (
		!isForwarded &&
		/^(?:::1|(?:::ffff:)?127\.[\d.]+)$/.test(socket.remoteAddress ?? "") &&
		/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(headers.host ?? "")
	);
}

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
