// Loaded by `node --require` into the process of the server, before anything else.
import { type Mode, modeVariable } from "../event.js";
import { recordCommonJs } from "./commonjs.js";
import { recordWithHooks, registerHooks } from "./es-hooks.js";
import { recordWithInternals } from "./es-internals.js";
import { defineMarkers } from "./instrument.js";
import { logNow, tell, time } from "./log.js";
import { recordMarks } from "./marks.js";
import { logRoutes } from "./routes.js";

const mode = process.env[modeVariable] as Mode | undefined;

if (mode !== undefined) {
	const began = time();
	// What this process starts is not to write into its report.
	delete process.env[modeVariable];
	process.execArgv.splice(0, process.execArgv.indexOf(__filename) + 1);
	if (mode === "all") {
		defineMarkers();
		recordMarks(logRoutes);
		if (registerHooks === undefined) {
			recordWithInternals();
		} else {
			recordWithHooks(registerHooks);
		}
		recordCommonJs();
	} else {
		recordMarks(() => tell(["routes"]));
	}
	logNow(["ready", time(), began, performance.timeOrigin]);
}
