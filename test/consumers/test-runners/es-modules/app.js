import express from "express";
import publisher, { mount } from "express-publisher";
import { inspector } from "express-publisher/inspector";

const site = publisher({
	_q_exports: ["users", "files", "guessed"],
	_q_import: (name) => import(`./site/${name}.js`),
	files: mount((req, res) => res.send(req.url)),
	guessed: {
		_q_exports: ["docs"],
		_q_url: new URL("./guessed/index.js", import.meta.url).href,
	},
});
export default express().use("/_site", inspector(site)).use(site);
