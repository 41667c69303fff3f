const express = require("express");
const { inspector } = require("express-publisher/inspector");
const { loaded } = require("./loaded");

module.exports = (site) => {
	const app = express();
	app.get("/loaded", (_req, res) => res.json(loaded));
	app.use("/_site", inspector(site));
	app.use(site);
	app.listen(process.env.PORT);
};
