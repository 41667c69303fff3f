const { pathToFileURL } = require("node:url");
const publisher = require("express-publisher");
const listen = require("./listen");

listen(
	publisher({
		_q_exports: ["articles", "users", "files", "plugins"],
		_q_import: (name) => require(`./site/${name}.js`),
		files: publisher.mount((req, res) => res.send(req.url)),
		// Not in a bundle, but beside it.
		plugins: {
			_q_exports: ["hello"],
			_q_url: pathToFileURL("plugins/index.js").href,
		},
	}),
);
