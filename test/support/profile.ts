import { createRequire } from "node:module";
import type { Report, ReportedModule } from "../../dist/profile/index.js";
import { type Ran, runCommand, runCommandWith } from "./command.js";

/** Gives the environment variables by which a server that is profiled gets another clock. */
export function clock(name: "processor" | "steady"): NodeJS.ProcessEnv {
	const file = createRequire(import.meta.url).resolve(`./${name}-clock.cjs`);
	return { NODE_OPTIONS: `--require ${JSON.stringify(file)}` };
}

/** Profiles as a command, by a clock that goes on when the server's modules call `busy(milliseconds)`. */
export function profileSteadily(folder: URL, ...args: string[]): Promise<Ran> {
	const all = ["profile", ...once(args)];
	return runCommandWith(clock("steady"), folder, ...all);
}

/** Gives the arguments for one run, as that is enough with such a clock, unless they say how many. */
function once(args: readonly string[]): string[] {
	return args.includes("--repeat") ? [...args] : ["--repeat", "1", ...args];
}

/** The same, for the report. */
export async function steadyReportOn(
	folder: URL,
	...args: string[]
): Promise<Report> {
	return reportOf(await profileSteadily(folder, ...args, "--json"));
}

/** Profiles the server `script` of `folder`; gives the report, which says what happened, too. */
export async function reportOn(
	folder: URL,
	script: string,
	...args: string[]
): Promise<Report> {
	return reportOf(
		await runCommand(folder, "profile", ...once([script, "--json", ...args])),
	);
}

function reportOf({ stdout, stderr }: Ran): Report {
	if (stdout === "") {
		throw new Error(stderr);
	}
	return JSON.parse(stdout);
}

/** Gives the module of a report whose file has that name. */
export function moduleNamed(report: Report, name: string): ReportedModule {
	const found = report.modules.find((module) =>
		module.name.endsWith(`/${name}`),
	);
	if (found === undefined) {
		throw new Error(`there is no ${name} in the report`);
	}
	return found;
}

/** Gives the names of the files that import `module`. */
export function importersOf(report: Report, module: ReportedModule): string[] {
	return module.importers
		.map((importer) => report.modules[importer.module]?.name ?? "node")
		.map((name) => name.slice(name.lastIndexOf("/") + 1))
		.sort();
}
