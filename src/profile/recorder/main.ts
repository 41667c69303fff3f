// The recorder, in the process of the server, before anything else.
import { type Order, orderVariable } from "../event.js";
import { recordCommonJs } from "./commonjs.js";
import { compileInstrumented } from "./es-compile.js";
import { recordWithHooks, usefulHooks } from "./es-hooks.js";
import { recordWithInternals } from "./es-internals.js";
import { defineMarkers } from "./instrument.js";
import { nodeInternals } from "./internals.js";
import { logNow, openLog, time } from "./log.js";
import { recordMarks } from "./marks.js";
import { logRoutes } from "./routes.js";
import { recordUses } from "./uses.js";

const given = process.env[orderVariable];

if (given !== undefined) {
	const began = time();
	const { mode, log, profiler }: Order = JSON.parse(given);
	if (process.ppid !== profiler) {
		process.exit(); // It ended before anybody else knew of this process.
	}
	// Processes that this one starts must not write into its log.
	delete process.env[orderVariable];
	openLog(log);
	if (typeof mode === "object") {
		recordUses(mode.watched);
	}
	recordMarks(mode === "all" ? logRoutes : () => logNow(["routes"]));
	if (mode !== "marks") {
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
	} else if (internals !== undefined) {
		recordWithInternals(internals);
	} else {
		throw new Error(
			`Node ${process.version} was built without an inspector, and cannot be profiled: use another build of it, or Node 24`,
		);
	}
	if (internals !== undefined) {
		compileInstrumented(internals);
	}
}
