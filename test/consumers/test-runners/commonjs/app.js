const express = require("express");
const publisher = require("express-publisher");
const { inspector } = require("express-publisher/inspector");

const site = publisher({
	_q_exports: ["users", "files"],
	_q_import: (name) => require(`./site/${name}`),
	files: publisher.mount((req, res) => res.send(req.url)),
});
module.exports = express().use("/_site", inspector(site)).use(site);
