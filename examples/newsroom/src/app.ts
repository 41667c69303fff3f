import express, { type Express } from "express";
import publisher, { type Publisher } from "express-publisher";
import { inspector } from "express-publisher/inspector";
import helmet from "helmet";
import { adminOrLocal } from "./admin-only.js";
import { notFound, showError } from "./error-page.js";
import { rememberImports } from "./loading.js";
import * as root from "./site/index.js";

/** Gives the news site as an Express application, and the publisher in it. What its sections need is not imported yet. */
export function createApp(): { app: Express; site: Publisher } {
	const app = express();
	const site = publisher(root);
	// The site itself speaks plain HTTP: told to upgrade, a browser would look for the style sheet in vain.
	const directives = { upgradeInsecureRequests: null };
	app.use(helmet({ contentSecurityPolicy: { directives } }));
	app.use(rememberImports);
	// Not part of the site, which it inspects. On the machine itself it is open, elsewhere it wants the password.
	app.use("/admin/site", adminOrLocal, inspector(site));
	app.use(site);
	// What the publisher does not find falls through to here.
	app.use(notFound, showError);
	return { app, site };
}
