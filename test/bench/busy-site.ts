import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { sectionNames } from "./site.js";

/** How long the import of each route module keeps the process busy. */
export const MILLISECONDS_OF_MODULE = 5;

/** A generated site of route modules whose import takes its time. */
export interface BusySite {
	/** The file of the namespace that exports them all. */
	readonly root: string;
	/** The paths of their pages, in the order of the export list; each answers with its own path. */
	readonly paths: readonly string[];
}

/** Writes a site of `size` such route modules below `folder`. */
export function writeBusySite(folder: string, size: number): BusySite {
	const site = resolve(folder, `busy-${size}`);
	const names = sectionNames(size);
	mkdirSync(site, { recursive: true });
	for (const name of names) {
		writeFileSync(resolve(site, `${name}.js`), busyModule(name));
	}
	const root = resolve(site, "index.js");
	writeFileSync(
		root,
		`export const _q_exports = ${JSON.stringify(names)};
export const _q_import = (name) => import(\`./\${name}.js\`);
`,
	);
	return { root, paths: names.map((name) => `/${name}`) };
}

function busyModule(name: string): string {
	return `import express from "express";

const router = express.Router();
router.get("/", (req, res) => res.send("/${name}"));

const begun = performance.now();
while (performance.now() < begun + ${MILLISECONDS_OF_MODULE}) {}
export default router;
`;
}
