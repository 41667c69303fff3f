import { pathToFileURL } from "node:url";
import { isKnown, log, numberOf } from "./log.js";

/** How many calls are looked at: what calls a server's own modules may lie below a deep stack of packages. */
const DEEPEST = 100;

const served = new Set<string>();

/** Logs, once for each, that the modules of all functions under way bring the server into being. */
export function logServing(): void {
	for (const name of callers()) {
		if (!served.has(name) && isKnown(name)) {
			served.add(name);
			log(["serves", numberOf(name)]);
		}
	}
}

/** Returns the files and URLs of the functions under way, each file by both its names. */
function callers(): string[] {
	return callSites().flatMap((site) => {
		const name = site.getFileName() ?? "";
		return name.startsWith("/") || /^\w:\\/.test(name)
			? [name, pathToFileURL(name).href]
			: [name];
	});
}

/** Returns the functions under way, the innermost first, which are the recorder's. */
export function callSites(): NodeJS.CallSite[] {
	const { prepareStackTrace, stackTraceLimit } = Error;
	try {
		Error.stackTraceLimit = DEEPEST;
		Error.prepareStackTrace = (_, sites) => sites;
		return new Error().stack as unknown as NodeJS.CallSite[];
	} finally {
		// In place: a property that was not there would show.
		restore("prepareStackTrace", prepareStackTrace);
		restore("stackTraceLimit", stackTraceLimit);
	}
}

function restore<Name extends "prepareStackTrace" | "stackTraceLimit">(
	name: Name,
	value: ErrorConstructor[Name] | undefined,
): void {
	if (value === undefined) {
		Reflect.deleteProperty(Error, name);
	} else {
		Error[name] = value;
	}
}
