import { entries } from "./entries.js";

export default {
	entryPoints: entries.map((entry) => `../${entry}`),
	tsconfig: "../tsconfig.json",
	readme: "none",
	out: "../build/docs",
	// Links to the sources need a git remote, which not every clone has.
	disableSources: true,
	treatWarningsAsErrors: true,
	treatValidationWarningsAsErrors: true,
	requiredToBeDocumented: [
		"Class",
		"Function",
		"Interface",
		"Method",
		"TypeAlias",
		"Variable",
	],
	validation: { notDocumented: true },
	// Nobody writes it: it is every name but those of hooks.
	intentionallyNotExported: ["PageName"],
};
