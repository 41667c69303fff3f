// The package's own import() goes through Vite as well, and so does what the guesser and a root given as a URL import.
export default {
	test: {
		globals: true,
		testTimeout: 120_000,
		server: { deps: { inline: ["express-publisher"] } },
	},
};
