import createError from "http-errors";
import { projects } from "./store.js";

/** Finds the project of a path, for `app.param` and `router.param`: it is `res.locals.project` then. */
export function loadProject(_req, res, next, name) {
	res.locals.project = projects.get(name);
	next(res.locals.project ? undefined : createError(404, "No such project"));
}
