import express from "express";
import publisher, { mount, type Namespace } from "express-publisher";
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
app.use(publisher(root));
app.listen(process.env.PORT);
