import { pathToFileURL } from "node:url";
import express from "express";
import publisher, { mount } from "express-publisher";
import { inspector } from "express-publisher/inspector";
import { loaded } from "./loaded.js";

const app = express();
app.get("/loaded", (_req, res) => res.json(loaded));
const site = publisher({
	_q_exports: ["articles", "users", "files", "plugins"],
	_q_import: (name) => import(`./site/${name}.js`),
	files: mount((req, res) => res.send(req.url)),
	// Not in a bundle, but beside it.
	plugins: {
		_q_exports: ["hello"],
		_q_url: pathToFileURL("plugins/index.js").href,
	},
});
app.use("/_site", inspector(site));
app.use(site);
app.listen(process.env.PORT);
