import createError from "http-errors";
import { users } from "./store.js";

/** Gives the signed-in user of a request, `undefined` for a guest. */
export function userOf(req) {
	return users.get(req.session.user);
}

/** Middleware that lets signed-in users through. */
export function requireUser(req, _res, next) {
	next(
		userOf(req) === undefined ? createError(401, "Sign in first") : undefined,
	);
}

/** Middleware that lets administrators through. */
export function requireAdmin(req, _res, next) {
	const isAdmin = userOf(req)?.role === "admin";
	next(isAdmin ? undefined : createError(403, "Administrators only"));
}
