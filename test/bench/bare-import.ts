import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { inTurn } from "./in-turn.js";
import { runScript } from "./run-script.js";
import type { Settings } from "./settings.js";
import { prepareSites, writeSite } from "./site.js";

/** What importing the package costs, and what npm would install. */
export interface BareImportFigures {
	/**
	 * Milliseconds to import the package once Express is loaded, an empty one, and one that imports what the package
	 * imports of Node; and those of the steps to the first import that a request causes.
	 */
	readonly milliseconds: Readonly<Record<string, readonly number[]>>;
	/** The package's modules that Node's loader read; it also reads the package.json. */
	readonly files: readonly string[];
	/** The unpacked size in bytes. */
	readonly unpacked: number;
	readonly dependencies: readonly string[];
}

/** The name of what importing the package takes. */
export const PUBLISHER = "express-publisher";
/** The name of what creating a publisher takes then. */
export const CREATION = "publisher(root)";
/** The name of what its first walk takes, up to the import that it causes. */
export const FIRST_WALK = "the first walk, up to the import";
const PACKAGES = [PUBLISHER, "empty-package", "imports-of-node"];

/** What the script prints; only a publisher has more than an import. */
interface Milliseconds {
	readonly import: number;
	readonly creation?: number;
	readonly "first walk"?: number;
}

/** Measures importing the package in a process that has loaded Express, and nothing else. */
export async function measureBareImport(
	{ folder, bareImport }: Settings,
	log: (line: string) => void,
): Promise<BareImportFigures> {
	prepareSites(folder);
	const site = writeSite(folder, 1);
	const script = join(site.folder, "bare-import.js");
	log(`importing ${PACKAGES.join(", ")} in turn`);
	const contestants = PACKAGES.map((name) => ({ name }));
	const measured = await inTurn(contestants, bareImport.rounds, ({ name }) =>
		runScript<Milliseconds>(script, [name]),
	);
	const step = (name: string, step: keyof Milliseconds) =>
		(measured.get(name) ?? []).map((figures) => figures[step] ?? Number.NaN);
	return {
		milliseconds: {
			[PUBLISHER]: step(PUBLISHER, "import"),
			"empty-package": step("empty-package", "import"),
			"imports-of-node": step("imports-of-node", "import"),
			[CREATION]: step(PUBLISHER, "creation"),
			[FIRST_WALK]: step(PUBLISHER, "first walk"),
		},
		files: await filesRead(script, folder),
		...(await packed()),
	};
}

/** Gives the files that are read, told by a loader hook in a process of its own, which is not timed. */
async function filesRead(script: string, folder: string): Promise<string[]> {
	const list = join(mkdtempSync(join(folder, "read-")), "files");
	const hook = `
		import { appendFileSync } from "node:fs";
		export function load(url, context, nextLoad) {
			appendFileSync(${JSON.stringify(list)}, url + "\\n");
			return nextLoad(url, context);
		}`;
	const register = `
		import { register } from "node:module";
		register("data:text/javascript," + ${JSON.stringify(encodeURIComponent(hook))});`;
	const preload = `data:text/javascript,${encodeURIComponent(register)}`;
	await runScript(
		script,
		["express-publisher"],
		[process.execPath, "--import", preload],
	);
	const urls = readFileSync(list, "utf8").trim().split("\n");
	rmSync(join(list, ".."), { recursive: true });
	return urls
		.filter((url) => url.includes("/node_modules/express-publisher/"))
		.map((url) => url.replace(/^.*\/express-publisher\//, ""));
}

async function packed(): Promise<
	Pick<BareImportFigures, "unpacked" | "dependencies">
> {
	const { stdout } = await promisify(execFile)("npm", [
		...["pack", "--dry-run", "--json", "--ignore-scripts"],
	]);
	const [{ unpackedSize }] = JSON.parse(stdout);
	const { dependencies = {} } = JSON.parse(
		readFileSync("package.json", "utf8"),
	);
	return { unpacked: unpackedSize, dependencies: Object.keys(dependencies) };
}
