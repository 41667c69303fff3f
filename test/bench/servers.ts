/** The ways to mount route modules, each a server script that a site has. */
export const servers = {
	limit: "limit.js",
	"limit and an empty package": "limit-and-package.js",
	"publisher with _q_import": "publisher-import.js",
	"publisher with guesser": "publisher-guesser.js",
	"lazy mounts": "lazy-mounts.js",
	"everything at start": "everything-at-start.js",
} as const;

/** The name of a way to mount route modules. */
export type ServerName = keyof typeof servers;

/** Gives the files of the servers for the route modules `names`, of which one is `requested`. */
export function serverSources(
	names: readonly string[],
	requested: string,
): Record<string, string> {
	const list = names.map((name) => `\t${JSON.stringify(name)},\n`).join("");
	// Imports what the first request needs, when it needs it, and knows of nothing else.
	const limit = `app.use("/${requested}", (req, res, next) => {
	import("./site/${requested}.js").then((module) => module.default(req, res, next), next);
});`;
	return {
		"limit.js": server("", limit),

		// What any package would cost that is imported beside Express, whatever is in it.
		"limit-and-package.js": server('import "empty-package";', limit),

		"publisher-import.js": server(
			'import publisher from "express-publisher";',
			`app.use(
	publisher({
		_q_exports: [\n${list}],
		_q_import: (name) => import(\`./site/\${name}.js\`),
	}),
);`,
		),

		"publisher-guesser.js": server(
			`import publisher from "express-publisher";
import * as root from "./site/index.js";`,
			"app.use(publisher(root));",
		),
		"site/index.js": `export const _q_exports = [\n${list}];
export const _q_url = import.meta.url;
`,

		// A loop over the names: less to parse than as many calls written out, so the stronger contestant.
		"lazy-mounts.js": server(
			"",
			`const names = [\n${list}];
for (const name of names) {
	let router;
	app.use(\`/\${name}\`, (req, res, next) => {
		if (router === undefined) {
			import(\`./site/\${name}.js\`).then((module) => {
				router = module.default;
				router(req, res, next);
			}, next);
		} else {
			router(req, res, next);
		}
	});
}`,
		),

		"everything-at-start.js": server(
			names
				.map((name, index) => `import router${index} from "./site/${name}.js";`)
				.join("\n"),
			names
				.map((name, index) => `app.use("/${name}", router${index});`)
				.join("\n"),
		),

		"bare-import.js": bareImport,
		"imported-first.js": "export {};\n",
	};
}

/** Gives the source of a server that mounts `mounting`, after `imports`. */
export function server(imports: string, mounting: string): string {
	return `import express from "express";
import { serve } from "../measured-server.js";
${imports}
const app = express();
${mounting}
serve(app);
`;
}

/**
 * The part that all servers share. Prints the port once it listens, and after the first response
 * what the process has used until then; then ends, in good order, at the first SIGTERM.
 */
export const measuredServer = `import { writeSync } from "node:fs";
import { createServer } from "node:http";

export function serve(app) {
	const server = createServer(app);
	server.once("request", (req, res) => {
		res.once("finish", () => {
			const { user, system } = process.cpuUsage();
			const rss = process.memoryUsage.rss();
			const { maxRSS } = process.resourceUsage();
			process.once("SIGTERM", () => process.exit());
			writeSync(1, JSON.stringify({
				cpu: (user + system) / 1_000,
				memory: rss / 2 ** 20,
				peakMemory: maxRSS / 2 ** 10,
			}) + "\\n");
		});
	});
	server.listen(0, "127.0.0.1", () => writeSync(1, server.address().port + "\\n"));
}
`;

/**
 * Prints how many milliseconds it takes to import a package once Express is loaded, and what the first
 * request then needs of it if it is a publisher: creation, and the walk up to the import.
 */
const bareImport = `import "express";

const res = { headersSent: false, writableEnded: false, destroyed: false, on: () => res };
const req = { method: "GET", url: "/page", originalUrl: "/page", baseUrl: "", headers: {}, res };
const milliseconds = {};
const time = async (step, run) => {
	const before = performance.now();
	const given = await run();
	milliseconds[step] = performance.now() - before;
	return given;
};

// The first import of a process costs more than those that follow.
await import("./imported-first.js");
const { publisher } = await time("import", () => import(process.argv[2]));
if (publisher !== undefined) {
	let begin;
	const hasBegun = new Promise((resolve) => { begin = resolve; });
	const _q_import = () => { begin(); return new Promise(() => {}); };
	const walk = await time("creation", () => publisher({ _q_exports: ["page"], _q_import }));
	await time("first walk", () => { walk(req, res, () => {}); return hasBegun; });
}
console.log(JSON.stringify(milliseconds));
`;
