import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Report, ReportedModule } from "../../dist/profile/index.js";

/** What came of a command: its exit code, and what it printed. */
export interface Outcome {
	readonly code: number | null;
	readonly printed: string;
	readonly errors: string;
}

/** Runs `express-publisher profile` with `args` in `folder`. */
export async function runProfile(
	folder: URL,
	args: readonly string[],
	env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
	const command = spawn(
		process.execPath,
		[resolve("dist/cli/main.js"), "profile", ...args],
		{
			cwd: fileURLToPath(folder),
			env: { ...process.env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
	const [printed, errors, [code]] = await Promise.all([
		text(command.stdout),
		text(command.stderr),
		once(command, "close"),
	]);
	return { code, printed, errors };
}

/** Profiles the server `script` of `folder`; gives the report, which says what happened, too. */
export async function reportOn(
	folder: URL,
	script: string,
	...args: string[]
): Promise<Report> {
	const { printed, errors } = await runProfile(folder, [
		script,
		"--json",
		...args,
	]);
	if (printed === "") {
		throw new Error(errors);
	}
	return JSON.parse(printed);
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
