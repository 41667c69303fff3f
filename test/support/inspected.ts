import type { Server } from "node:http";
import type { TestContext } from "node:test";
import express from "express";
import publisher, {
	type PreloadReport,
	type Publisher,
	type Root,
} from "express-publisher";
import { inspector } from "express-publisher/inspector";
import { writeFiles } from "./files.js";
import { type Ask, askPort, listen } from "./serve.js";

/** A site of real modules: of the root's, one throws, and one exports what cannot be published. */
export function writeSite(t: TestContext): Root {
	const folder = writeFiles(t, {
		"index.js": `export const _q_exports = ["articles", "about", "broken", "users"];
			export const _q_url = import.meta.url;`,
		"articles.js": `export const _q_exports = ["edit"];
			export const _q_index = "all articles";`,
		"articles/edit.js": 'export default "edit";',
		"about.js": 'export default "about";',
		"broken.js": 'throw new Error("the database is down");',
		"users.js": "export default class Users {}",
	});
	return new URL("index.js", folder);
}

/** A site that is served, with its inspector at `/_site`. */
export interface Inspected {
	readonly ask: Ask;
	readonly port: number;
	readonly server: Server;
	/** How often the tree was asked for, and a preload begun. */
	trees(): number;
	preloads(): number;
}

/** Serves the publisher of `root` and its inspector, behind the middleware `before`. */
export async function serveInspected(
	t: TestContext,
	root: Root,
	before: express.RequestHandler = (_req, _res, next) => next(),
): Promise<Inspected> {
	const site = publisher(root);
	let trees = 0;
	let preloads = 0;
	const counted = Object.assign(
		(...args: Parameters<Publisher>) => site(...args),
		{
			usage: () => site.usage(),
			tree() {
				trees++;
				return site.tree();
			},
			preload(
				...args: Parameters<Publisher["preload"]>
			): Promise<PreloadReport> {
				preloads++;
				return site.preload(...args);
			},
		},
	);
	const app = express();
	app.use(before);
	app.use("/_site", inspector(counted));
	app.use(site);
	app.use(((error, _req, res, _next) => {
		res.status(500).send(String(error));
	}) satisfies express.ErrorRequestHandler);
	const { server, port } = await listen(t, app);
	return {
		ask: askPort(port),
		port,
		server,
		trees: () => trees,
		preloads: () => preloads,
	};
}
