import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import express, { type ErrorRequestHandler, type Express } from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import type { Random } from "./random.js";

/** How many modules there are of each kind that fails at first. */
export const MODULES = 20;

/** How long a request waits for an import, in milliseconds. */
const IMPORT_TIMEOUT = 100;

/** A site of real files, some of which are broken, some at times and some for good. */
export interface Site {
	readonly app: Express;
	/** Publishes the site anew: nothing is in the memo, and every part is imported again. */
	renew(): void;
	/** Whether what the modules need is down. */
	isDown: boolean;
	/** What nobody may have done, as nobody handled it. */
	readonly unhandled: unknown[];
	/** How often a page's late error became a warning. */
	warnings: number;
	remove(): void;
}

const files: Record<string, string> = {
	"package.json": '{"type":"module"}',
	"static/a.txt": "a file",
	"site/index.js": `
		export const _q_exports = ["text", "news", "shop", "admin", "bad", "down", "late",
			"throws", "syntax", "gone", "missing", ["robots.txt", "robots"]];
		export const _q_url = import.meta.url;
		export const _q_index = "front page";
		export const robots = Buffer.from("User-agent: *");`,
	"site/text.js": 'export default "text";',
	"site/news/index.js": `
		import { setImmediate } from "node:timers/promises";
		class Story {
			_q_exports = ["comments"];
			constructor(number) { this.number = number; }
			async _q_access(req, res) {
				await setImmediate();
				if (req.headers["x-banned"]) res.status(403).end("banned");
			}
			_q_index() { return "story " + this.number; }
			comments = {
				GET: async () => "comments",
				POST: (req, res) => { req.resume().on("end", () => res.sendStatus(201)); },
			};
		}
		export const _q_exports = [];
		export const _q_index = async () => "all news";
		export const _q_lookup = async (req, component) => {
			await setImmediate();
			if (component === "stolen") throw new Error("stolen");
			return /^\\d+$/.test(component) ? new Story(component) : undefined;
		};
		export const _q_exception_handler = (err, req, res, next) =>
			err.message === "stolen" ? res.status(410).send("gone") : next(err);`,
	"site/shop.js": `
		const { express } = globalThis.soak;
		const router = express.Router();
		router.use(express.json());
		router.get("/:item", (req, res) => res.json(req.params));
		router.post("/", (req, res) => res.json(req.body));
		export default router;`,
	"site/admin.js": `
		const { express } = globalThis.soak;
		export default express().get("/", (req, res) => res.send("admin"));`,
	"site/bad.js": `
		export const _q_exports = ["throws", "rejects", "nothing", "twice", "late", "next", "never", "half"];
		export const throws = () => { throw new Error("thrown"); };
		export const rejects = async () => { throw new Error("rejected"); };
		export const nothing = () => Promise.reject();
		export const twice = (req, res) => { res.send("first"); res.send("second"); };
		export const late = async (req, res) => { res.send("sent"); throw new Error("late"); };
		export const next = (req, res, next) => { next(); next(new Error("again")); };
		export const never = () => new Promise(() => {});
		export const half = (req, res) => { res.write("half"); throw new Error("half"); };`,
	"site/down.js": `
		export const _q_exports = Array.from({ length: ${MODULES} }, (_, i) => "part" + i);`,
	"site/late.js": `
		export const _q_exports = Array.from({ length: ${MODULES} }, (_, i) => "part" + i);`,
	"stuck/index.js": 'export const _q_exports = ["cycle", "then"];',
	"stuck/cycle.js": 'await import("./cycle-2.js"); export default "cycle";',
	"stuck/cycle-2.js": 'await import("./cycle.js");',
	"stuck/then.js": 'export const then = () => {}; export default "then";',
	"site/throws.js": 'throw new Error("always");',
	"site/syntax.js": "export default =;",
	"site/gone.js": 'import "./no-such-module.js"; export default "gone";',
};
for (let part = 0; part < MODULES; part++) {
	files[`site/down/part${part}.js`] =
		'if (globalThis.soak.isDown) throw new Error("down"); export default "up";';
	files[`site/late/part${part}.js`] =
		'await globalThis.soak.wait(); export default "here";';
}

/** Writes the files, and serves them. */
export function createSite(random: Random): Site {
	const folder = mkdtempSync(join(tmpdir(), "express-publisher-soak-"));
	for (const [path, content] of Object.entries(files)) {
		const file = join(folder, path);
		mkdirSync(join(file, ".."), { recursive: true });
		writeFileSync(file, content);
	}
	const base = pathToFileURL(`${folder}/`);
	const app = express();
	const site: Site = {
		app,
		renew: () => {
			published = publish();
		},
		isDown: true,
		unhandled: [],
		warnings: 0,
		remove() {
			rmSync(folder, { recursive: true });
			for (const [event, listener] of listeners) {
				process.off(event, listener);
			}
		},
	};
	Object.assign(globalThis, {
		soak: {
			express,
			get isDown() {
				return site.isDown;
			},
			wait: () => setTimeout(random.below(3_000)),
		},
	});
	const listeners = new Map([
		["unhandledRejection", (error: unknown) => site.unhandled.push(error)],
		["uncaughtException", (error: unknown) => site.unhandled.push(error)],
		["warning", () => site.warnings++],
	]);
	for (const [event, listener] of listeners) {
		process.on(event, listener);
	}

	const options = { importTimeout: IMPORT_TIMEOUT };
	let published = publish();
	// Not renewed: what waits for an import that never settles stays, and so would each publisher.
	app.use("/stuck", publisher(new URL("stuck/index.js", base), options));
	app.use((req, res, next) => published(req, res, next));
	app.use((_req, res) => void res.status(404).send("not found"));
	const answerError: ErrorRequestHandler = (error, _req, res, _next) => {
		if (res.headersSent) {
			res.writableEnded || res.destroy();
		} else {
			res.status(error.status ?? 500).send(String(error.code));
		}
	};
	app.use(answerError);
	return site;

	function publish() {
		const root: Namespace = {
			_q_exports: ["imported", "by-url", "static"],
			_q_index: "index",
			_q_import: async (name) => {
				await setTimeout(random.below(20));
				if (name === "by-url") {
					return publisher(new URL("site/index.js", base), options);
				}
				if (site.isDown || random.below(4) === 0) {
					throw new Error("the importer is down");
				}
				return { default: { _q_exports: [], _q_index: "imported" } };
			},
			static: mount(express.static(fileURLToPath(new URL("static/", base)))),
		};
		return publisher(async () => root, options);
	}
}
