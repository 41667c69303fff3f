import express from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import { inspector } from "express-publisher/inspector";
import { loaded } from "./loaded.js";

const root = {
	_q_exports: ["articles", "users", "files", "plugins"],
	_q_import: (name) => import(`./site/${name}.js`),
	files: mount((req, res) => res.send(req.url)),
} satisfies Namespace;

const app = express();
app.get("/loaded", (_req, res) => {
	res.json(loaded);
});
const site = publisher(root);
app.use("/_site", inspector(site));
app.use(site);
app.listen(process.env.PORT);
