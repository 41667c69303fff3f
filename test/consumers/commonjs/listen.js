const express = require("express");
const { loaded } = require("./loaded");

module.exports = (site) => {
	const app = express();
	app.get("/loaded", (_req, res) => res.json(loaded));
	app.use(site);
	app.listen(process.env.PORT);
};
