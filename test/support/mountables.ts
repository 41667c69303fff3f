import type { Express, RequestHandler } from "express";
import publisher, { mount } from "express-publisher";
import type { expresses } from "./serve.js";
import { extendPrototypes, type Witness } from "./witness.js";

/** One major version of Express. */
export type ExpressModule = (typeof expresses)[number]["express"];

/** Something that `app.use("/x", it)` takes. */
// biome-ignore lint/suspicious/noExplicitAny: the types of Express have no word for handlers of both kinds, nested.
export type Middleware = any;

/** What the factories below make a mountable of. */
export interface Means {
	readonly express: ExpressModule;
	readonly witness: Witness;
	/** The folder that `express.static` serves. */
	readonly folder: string;
}

/** Something that can be mounted, made anew for each app. */
export interface Mountable {
	make(means: Means): Middleware;
	/** What the publisher has to find instead of what was made; by default, that itself. */
	readonly wrap?: (made: Middleware) => Middleware;
	/** The versions of Express on which it works; by default, both. */
	readonly versions?: readonly number[];
}

const routers: Record<string, Mountable> = {
	"Router with many routes": {
		make: ({ express, witness }) => {
			const router = express.Router();
			router.use(
				witness.pass("first", undefined, (_req, res) => {
					Object.assign(res.locals, { first: true });
				}),
			);
			router.get("/", witness.answer("index"));
			router.head("/a", witness.answer("head of a"));
			router.route("/a").get(witness.answer("a")).post(witness.answer("to a"));
			router.put("/:id", witness.pass("put"), witness.answer("id"));
			router.get("/:id/:more", witness.answer("more"));
			router.all("/every", witness.answer("every"));
			router.use("/y", witness.pass("under y"));
			return router;
		},
	},
	"Router without routes": { make: ({ express }) => express.Router() },
	"Router that answers nothing": {
		make: ({ express, witness }) =>
			express
				.Router()
				.use(witness.pass("seen"))
				.get("/:id", witness.pass("got")),
	},
	"Router that rewrites req.url for itself": {
		make: ({ express, witness }) =>
			express
				.Router()
				.use(witness.pass("before", undefined, rewrite("/rewritten?to=it")))
				.get("/rewritten", witness.answer("rewritten")),
	},
	"Router that rewrites req.url and passes on": {
		make: ({ express, witness }) =>
			express
				.Router()
				.use(witness.pass("before", undefined, rewrite("/rewritten/far"))),
	},
	"Router that rewrites req.url to its root and passes on": {
		make: ({ express, witness }) =>
			express.Router().use(witness.pass("before", undefined, rewrite("/?r=1"))),
	},
	"Router that prefixes req.url and passes on": {
		make: ({ express, witness }) =>
			express.Router().use(
				witness.pass("before", undefined, (req) => {
					req.url = `/v1${req.url}`;
				}),
			),
	},
	"Router whose error handler answers": {
		make: ({ express, witness }) =>
			express
				.Router()
				.use(witness.fail("thrown"))
				.use(witness.answer("never reached"))
				.use(witness.answerError("caught inside")),
	},
	"Router whose error handler passes the error on": {
		make: ({ express, witness }) =>
			express
				.Router()
				.use("/a", witness.fail("thrown"))
				.get("/", witness.pass("got", teapot()))
				.use(witness.passError("seen inside")),
	},
	"Router with param handlers": {
		make: ({ express, witness }) => {
			const router = express.Router();
			router.param("id", (req, res, next, id) => {
				witness.see(`param ${id}`, req, res);
				Object.assign(res.locals, { id });
				if (id === "a b") {
					throw new Error("param thrown");
				}
				next(id === "every" ? teapot() : undefined);
			});
			router.all("/:id", witness.pass("one"));
			router.all("/:id", witness.pass("two"));
			router.get("/:id/:more", witness.answer("more"));
			return router;
		},
	},
	"mergeParams Router": {
		make: ({ express, witness }) =>
			express
				.Router({ mergeParams: true })
				.get("/:id", witness.answer("id"))
				.use("/:id/:more", witness.pass("more")),
	},
	"strict Router": {
		make: ({ express, witness }) =>
			express
				.Router({ strict: true })
				.get("/", witness.answer("index"))
				.get("/a", witness.answer("without slash"))
				.get("/every/", witness.answer("with slash")),
	},
	"case-sensitive Router": {
		make: ({ express, witness }) =>
			express
				.Router({ caseSensitive: true })
				.get("/a", witness.answer("lower"))
				.get("/A", witness.answer("upper")),
	},
	"nested Routers": {
		make: ({ express, witness }) => {
			const innermost = express.Router({ mergeParams: true });
			innermost.get("/", witness.answer("innermost"));
			innermost.use(witness.pass("leaving the innermost"));
			const inner = express.Router({ mergeParams: true });
			inner.use("/", witness.pass("inner"), innermost);
			inner.use("/:more", innermost);
			return express.Router().use("/:id", inner).use(witness.pass("outermost"));
		},
	},
	'Router that calls next("route")': {
		make: ({ express, witness }) =>
			express
				.Router()
				.get("/a", witness.pass("skips", "route"), witness.answer("skipped"))
				.get("/a", witness.answer("after the skip"))
				.use(witness.pass("also skips", "route"))
				.use(witness.pass("last", "route")),
	},
	'Router that calls next("router")': {
		make: ({ express, witness }) =>
			express
				.Router()
				.use(witness.pass("leaves", "router"))
				.use(witness.answer("skipped")),
	},
	"Router that calls next(error)": {
		make: ({ express, witness }) =>
			express
				.Router()
				.get("/a", witness.pass("a string", "an error that is a string"))
				.use(witness.pass("an error", teapot())),
	},
	"Router with handlers that reject": {
		versions: [5], // Express 4 leaves a rejection unhandled.
		make: ({ express, witness }) =>
			express
				.Router()
				.get("/a", async (req, res) => {
					witness.see("async", req, res);
					throw teapot();
				})
				.use(async (_req, _res, next) => {
					await undefined;
					next();
				})
				.use("/every", () => Promise.reject(new Error("rejected")))
				.use(witness.pass("last")),
	},
};

const apps: Record<string, Mountable> = {
	"sub-app": {
		make: (means) => subApp(means, "sub-app"),
	},
	"sub-app that inherits settings": {
		make: ({ express, witness }) => {
			const app = named(express(), "bare sub-app");
			app.get("/a", witness.answer("a"));
			app.use(witness.pass("falls through"));
			return app;
		},
	},
	"sub-app that reports errors": {
		make: ({ express, witness }) => {
			const app = named(express(), "failing sub-app");
			app.use("/a", witness.fail("thrown"));
			app.use("/every", witness.pass("passes an error", teapot()));
			app.use(witness.passError("seen inside"));
			return app;
		},
	},
	"sub-app in a sub-app": {
		make: (means) => {
			const outer = named(means.express(), "outer");
			outer.set("size", "outer");
			outer.use(means.witness.pass("outer, before"));
			outer.use("/a", subApp(means, "inner"));
			outer.use(means.witness.pass("outer, after"));
			return outer;
		},
	},
	"sub-app in a Router": {
		make: (means) =>
			means.express.Router().use("/a", subApp(means, "sub-app of a Router")),
	},
};

const arrays: Record<string, Mountable> = {
	"array of a handler and a Router": {
		make: ({ express, witness }) => [
			witness.pass("handler", undefined, (_req, res) => {
				Object.assign(res.locals, { handled: true });
			}),
			express.Router().get("/a", witness.answer("a")),
		],
	},
	"array whose handler rewrites req.url for its Router": {
		make: ({ express, witness }) => [
			witness.pass("handler", undefined, (req) => {
				req.url = req.url.replace("/a", "/rewritten");
			}),
			express.Router().use(witness.pass("Router")),
		],
	},
	"array with an error handler": {
		make: ({ express, witness }) => [
			[witness.pass("first"), [witness.pass("second")]],
			express
				.Router()
				.use("/a", witness.fail("thrown"))
				.use("/every", witness.pass("left", "router")),
			witness.passError("passes the error on"),
			witness.answerError("answers the error"),
			witness.pass("skipped by an error"),
		],
	},
	"array of a Router and a sub-app": {
		make: (means) => [
			means.express.Router().use(means.witness.pass("Router")),
			subApp(means, "sub-app in an array"),
			means.witness.pass("behind the sub-app"),
		],
	},
	"array whose handlers signal": {
		make: ({ express, witness }) => [
			express.Router(),
			witness.pass("route", "route"),
			witness.pass("router", "router"),
			witness.pass("skipped"),
		],
	},
};

const wrapped: Record<string, Mountable> = {
	"mount(express.static)": {
		make: ({ express, folder }) => express.static(folder),
		wrap: mount,
	},
	"mount(express.static) that does not fall through": {
		make: ({ express, folder }) =>
			express.static(folder, { fallthrough: false, redirect: false }),
		wrap: mount,
	},
	"mount(a handler)": {
		make: ({ witness }) => witness.answer("handler"),
		wrap: mount,
	},
	"mount(a handler that passes on)": {
		make: ({ witness }) => witness.pass("handler"),
		wrap: mount,
	},
	"mount(a handler that throws)": {
		make: ({ witness }) => witness.fail("thrown"),
		wrap: mount,
	},
	"mount(an async handler)": {
		make:
			({ witness }): RequestHandler =>
			async (req, res, next) => {
				await undefined;
				witness.see("async", req, res);
				next();
			},
		wrap: mount,
	},
	"mount(a handler that rejects)": {
		versions: [5], // Express 4 leaves a rejection unhandled.
		make: () => () => Promise.reject(teapot()),
		wrap: mount,
	},
	"mount(handlers, an error handler, a Router and a sub-app)": {
		make: (means) => [
			means.witness.pass("handler"),
			means.express.Router().use("/a", means.witness.fail("thrown")),
			means.witness.passError("seen"),
			subApp(means, "sub-app in a mount"),
		],
		wrap: (made) => mount(...made),
	},
	"another publisher": {
		make: ({ witness }) =>
			publisher({
				_q_exports: ["a", "every", "y"],
				_q_index: witness.answer("index"),
				a: { GET: witness.answer("a"), PUT: witness.pass("put") },
				every: witness.fail("thrown"),
				y: { _q_exports: [], _q_index: witness.answer("index of y") },
			}),
	},
	"another publisher with its own 404": {
		make: () => publisher({ _q_exports: [] }, { fallthrough: false }),
	},
};

/** The things that are mounted by `app.use("/x", it)` and published as `x`. */
export const mountables: Record<string, Mountable> = {
	...routers,
	...apps,
	...arrays,
	...wrapped,
};

/** Gives an app with settings, prototypes and a mount count of its own. */
export function subApp(
	{ express, witness }: Pick<Means, "express" | "witness">,
	name: string,
): Express {
	const app = named(express(), name);
	app.disable("x-powered-by");
	app.set("trust proxy", false);
	app.set("size", name);
	extendPrototypes(app, name);
	app.use(
		witness.pass(`${name}, before`, undefined, (_req, res) => {
			res.locals[name] = true;
		}),
	);
	app.get("/", witness.answer(`${name}, index`));
	app
		.route("/:id")
		.get(witness.answer(`${name}, id`))
		.put(witness.pass("put"));
	app.post("/a", (req, res) => {
		witness.see(`${name}, json`, req, res);
		res.json(res.locals);
	});
	app.use(witness.pass(`${name}, after`));
	return app;
}

/** Gives `app` a name to be recognized by, and has it count how often it is mounted. */
export function named(app: Express, name: string): Express {
	const locals = Object.assign(app.locals, { name, mounts: 0 });
	app.on("mount", () => {
		locals.mounts++;
	});
	return app;
}

function rewrite(url: string): RequestHandler {
	return (req) => {
		req.url = url;
	};
}

function teapot(): Error {
	return Object.assign(new Error("teapot"), { status: 418 });
}
