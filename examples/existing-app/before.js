import express from "express";
import session from "express-session";
import { requireAdmin, requireUser } from "./access.js";
import { loadProject } from "./load-project.js";
import account from "./routers/account.js";
import admin from "./routers/admin.js";
import badge from "./routers/badge.js";
import feed from "./routers/feed.js";
import hooks from "./routers/hooks.js";
import inbox from "./routers/inbox.js";
import labels from "./routers/labels.js";
import projects from "./routers/projects.js";
import reports from "./routers/reports.js";
import search from "./routers/search.js";
import signIn from "./routers/sign-in.js";
import users from "./routers/users.js";
import { sendError } from "./send-error.js";
import { sessionOptions } from "./session-options.js";

/** Gives the ticket tracker as an Express application. */
export function createApp() {
	const app = express();
	app.use("/hooks", hooks); // Checks signatures of raw bodies: before they are parsed.
	app.use(express.json());
	app.use(session(sessionOptions));
	app.param("project", loadProject);

	app.use("/feed.xml", feed);
	app.use("/labels", labels);
	app.use("/projects", projects);
	app.use("/search", search);
	app.use("/sign-in", signIn);
	app.use(["/u", "/users"], users);
	app.use("/:project/badge.svg", badge);

	app.use(requireUser); // For all that follows.
	app.use("/account", account);
	app.use("/admin", requireAdmin, admin);
	app.use("/inbox", inbox);
	app.use("/reports", reports);

	app.use(sendError);
	return app;
}
