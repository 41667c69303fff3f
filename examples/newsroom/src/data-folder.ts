import { fileURLToPath } from "node:url";

/** The folder of what outlives the process: the database, and the usage of the site. */
export const {
	NEWSROOM_DATA: dataFolder = fileURLToPath(
		new URL("../data", import.meta.url),
	),
} = process.env;
