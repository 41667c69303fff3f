import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Imports a module of `src` by itself: what is shipped is bundled, and exports but the whole. */
export async function importSource<Module>(path: string): Promise<Module> {
	const folder = mkdtempSync(join(tmpdir(), "express-publisher-"));
	try {
		const outfile = join(folder, "module.mjs");
		await build({
			entryPoints: [join("src", path)],
			bundle: true,
			platform: "node",
			format: "esm",
			outfile,
			logLevel: "silent",
		});
		return await import(pathToFileURL(outfile).href);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
