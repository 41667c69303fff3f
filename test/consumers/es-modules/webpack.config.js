export default {
	target: "node20.19",
	mode: "production",
	entry: "./server.js",
	output: {
		path: `${import.meta.dirname}/webpack`,
		filename: "server.js",
		module: true,
	},
	externals: ["express", "express-4"],
};
