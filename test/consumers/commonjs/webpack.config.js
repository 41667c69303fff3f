module.exports = {
	target: "node20.19",
	mode: "production",
	entry: "./server.js",
	output: { path: `${__dirname}/webpack`, filename: "server.js" },
};
