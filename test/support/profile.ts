import type { Report, ReportedModule } from "../../dist/profile/index.js";
import { runCommand } from "./command.js";

/** Profiles the server `script` of `folder`; gives the report, which says what happened, too. */
export async function reportOn(
	folder: URL,
	script: string,
	...args: string[]
): Promise<Report> {
	const { stdout, stderr } = await runCommand(
		folder,
		"profile",
		script,
		"--json",
		...args,
	);
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
