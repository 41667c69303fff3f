// Express warns of deprecated calls by way of depd, which writes to Error and so stops Express from
// starting on frozen intrinsics. Here it gets what depd gives to browsers, which does nothing.
require.cache[require.resolve("depd")] = {
	loaded: true,
	exports: require("depd/lib/browser/index.js"),
};
