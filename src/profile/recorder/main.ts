// The recorder, in the process of the server, before anything else.
import { readFileSync } from "node:fs";
import { type Order, orderVariable } from "../event.js";
import { recordCommonJs } from "./commonjs.js";
import { compileInstrumented } from "./es-compile.js";
import { recordWithHooks, usefulHooks } from "./es-hooks.js";
import { recordWithInternals } from "./es-internals.js";
import { defineMarkers } from "./instrument.js";
import { neededInternals, nodeInternals } from "./internals.js";
import { logNow, openLog, time } from "./log.js";
import { recordMarks } from "./marks.js";
import { putOff } from "./put-off.js";
import { logRoutes } from "./routes.js";
import { recordUses } from "./uses.js";

const given = process.env[orderVariable];

if (given !== undefined) {
	const began = time();
	const { mode, log, profiler }: Order = JSON.parse(
		readFileSync(given, "utf8"),
	);
	if (process.ppid !== profiler) {
		process.exit(); // It ended before anybody else knew of this process.
	}
	// Processes that this one starts must not write into its log.
	delete process.env[orderVariable];
	openLog(log);
	const isTrial = typeof mode === "object" && "putOff" in mode;
	if (isTrial) {
		putOff(mode.putOff);
	} else if (typeof mode === "object") {
		recordUses(mode.watched);
	}
	recordMarks(mode === "all" ? logRoutes : () => logNow(["routes"]));
	if (mode !== "marks" && !isTrial) {
		defineMarkers();
		recordEs();
		recordCommonJs();
	}
	logNow(["ready", time(), began, performance.timeOrigin]);
}

function recordEs(): void {
	const internals = nodeInternals();
	if (usefulHooks !== undefined) {
		recordWithHooks(usefulHooks, internals === undefined);
	} else {
		recordWithInternals(neededInternals());
	}
	if (internals !== undefined) {
		compileInstrumented(internals);
	}
}
