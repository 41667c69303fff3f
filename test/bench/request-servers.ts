import express, { type Express, type RequestHandler } from "express";
import publisher from "express-publisher";

const page: RequestHandler = (_req, res) => {
	res.send("the list");
};

const createSectionRouter = () => express.Router().get("/list", page);

/** The apps that are put under load; each answers `path`, which is `/name/list` for one of `names`. */
export const requestServers: Readonly<
	Record<string, (app: Express, names: readonly string[], path: string) => void>
> = {
	"one app.get": (app, _names, path) => {
		app.get(path, page);
	},

	"publisher, pages": (app, names) => {
		const section = { _q_exports: ["list"], list: page };
		app.use(
			publisher({ _q_exports: names, _q_import: async () => ({ ...section }) }),
		);
	},

	"publisher, Routers": (app, names) => {
		app.use(
			publisher({
				_q_exports: names,
				_q_import: async () => createSectionRouter(),
			}),
		);
	},

	"N mounts": (app, names) => {
		for (const name of names) {
			app.use(`/${name}`, createSectionRouter());
		}
	},
};
