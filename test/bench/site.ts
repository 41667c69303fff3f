import {
	cpSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { measuredServer, serverSources } from "./servers.js";

/** A generated site: route modules, and one server script for each way to mount them. */
export interface Site {
	readonly folder: string;
	readonly size: number;
	/** What the first request asks for: an entry of the module in the middle of the list. */
	readonly path: string;
	readonly answer: string;
}

/**
 * Prepares `folder` for sites. The package is laid into its `node_modules` as npm would install
 * it, not linked; Express is found in the `node_modules` of this repository.
 */
export function prepareSites(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	const installed = join(folder, "node_modules/express-publisher");
	mkdirSync(installed, { recursive: true });
	cpSync("package.json", join(installed, "package.json"));
	cpSync("dist", join(installed, "dist"), { recursive: true });
	writePackage(folder, "empty-package", "export {};\n");
	// No more than what the publisher has of Node, by imports.
	const imports = readFileSync("dist/index.js", "utf8").matchAll(
		/\bgetBuiltinModule\(("node:[^"]+")/g,
	);
	writePackage(
		folder,
		"imports-of-node",
		[...imports].map(([, module]) => `import ${module};\n`).join(""),
	);
	writeFileSync(
		join(folder, "package.json"),
		'{"private":true,"type":"module"}',
	);
	writeFileSync(join(folder, "measured-server.js"), measuredServer);
}

function writePackage(folder: string, name: string, source: string): void {
	const written = join(folder, "node_modules", name);
	mkdirSync(written);
	writeFileSync(
		join(written, "package.json"),
		JSON.stringify({ name, type: "module", exports: "./index.js" }),
	);
	writeFileSync(join(written, "index.js"), source);
}

/** Writes a site of `size` route modules below `folder`. */
export function writeSite(folder: string, size: number): Site {
	const site = resolve(folder, String(size));
	const names = sectionNames(size);
	mkdirSync(join(site, "site/support"), { recursive: true });
	for (const [index, name] of names.entries()) {
		writeFileSync(join(site, `site/${name}.js`), routeModule(name));
		writeFileSync(join(site, `site/support/${name}.js`), supportModule(index));
	}
	const middle = Math.floor(size / 2);
	const requested = `section-${middle}`;
	for (const [file, source] of Object.entries(
		serverSources(names, requested),
	)) {
		writeFileSync(join(site, file), source);
	}
	return {
		folder: site,
		size,
		path: `/${requested}/entries/3`,
		answer: `${requested}: entry 3 is ${valueOfEntry(3, middle)}`,
	};
}

/** Gives the names of `size` route modules. */
export function sectionNames(size: number): string[] {
	return Array.from({ length: size }, (_, index) => `section-${index}`);
}

function routeModule(name: string): string {
	return `import express from "express";
import * as support from "./support/${name}.js";

const router = express.Router();
router.get("/", (req, res) => res.json(support.operation0(support.entries())));
router.get("/entries", (req, res) => res.json(support.entries()));
router.get("/entries/:key", (req, res) =>
	res.send(\`${name}: entry \${req.params.key} is \${support.table.get(req.params.key)}\`),
);
router.post("/entries", (req, res) => res.status(201).end());
router.delete("/entries/:key", (req, res) => {
	support.table.delete(req.params.key);
	res.status(204).end();
});
export default router;
`;
}

/** What a route module brings along: some 150 lines, and a table built when it is imported. */
function supportModule(index: number): string {
	const operations = Array.from(
		{ length: 12 },
		(_, operation) => `
/** Sums up the entries that operation ${operation} of section ${index} is about. */
export function operation${operation}(entries, limit = ${operation + 3}) {
	const totals = new Map();
	for (const { key, value } of entries) {
		if (value % ${operation + 7} !== ${operation}) {
			totals.set(key, (totals.get(key) ?? ${index}) + value * ${operation + 1});
		}
	}
	return [...totals].sort(([, a], [, b]) => a - b).slice(0, limit);
}
`,
	);
	return `export const table = new Map();
for (let key = 0; key < 200; key++) {
	table.set(String(key), (key * ${index + 7}) % 997);
}

export function entries() {
	return Array.from(table, ([key, value]) => ({ key, value }));
}
${operations.join("")}`;
}

function valueOfEntry(key: number, index: number): number {
	return (key * (index + 7)) % 997;
}
