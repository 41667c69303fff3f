import express from "express";
import publisher from "express-publisher";
import session from "express-session";
import { requireAdmin, requireUser } from "./access.js";
import { loadProject } from "./load-project.js";
import badge from "./routers/badge.js";
import hooks from "./routers/hooks.js";
import { sendError } from "./send-error.js";
import { sessionOptions } from "./session-options.js";

/** Gives the ticket tracker as an Express application. */
export function createApp() {
	const app = express();
	app.use("/hooks", hooks); // Checks signatures of raw bodies: before they are parsed.
	app.use(express.json());
	app.use(session(sessionOptions));
	app.param("project", loadProject);

	app.use(
		publisher({
			_q_exports: [
				"labels",
				"projects",
				"search",
				"sign-in",
				"users",
				["feed.xml", "feed"],
				["u", "users"],
			],
			_q_import: (name) => import(`./routers/${name}.js`),
		}),
	);
	app.use("/:project/badge.svg", badge);

	app.use(requireUser); // For all that follows.
	app.use(
		publisher({
			_q_exports: ["account", "admin", "inbox", "reports"],
			_q_import: async (name) => {
				const { default: router } = await import(`./routers/${name}.js`);
				return name === "admin" ? [requireAdmin, router] : router;
			},
		}),
	);

	app.use(sendError);
	return app;
}
