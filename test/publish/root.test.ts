// A publisher in the place of any handler: its root is a function or a URL that gives what stood there, and each request is
// answered as by that very thing, wherever Express calls it.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import type {
	ErrorRequestHandler,
	Express,
	RequestHandler,
	Router,
} from "express";
import publisher, { mount } from "express-publisher";
import { linkPackage, writeFiles } from "../support/files.js";
import { expresses, serve } from "../support/serve.js";

type ExpressModule = (typeof expresses)[number]["express"];

const seen: RequestHandler = (req, res) =>
	void res.json({
		params: req.params,
		url: req.url,
		baseUrl: req.baseUrl,
		route: req.route?.path,
	});
const failing: RequestHandler = () => {
	throw new Error("boom");
};
const rejecting: RequestHandler = async () => {
	throw new Error("boom");
};
const signal =
	(given?: string): RequestHandler =>
	(_req, _res, next) =>
		next(given as "route");
const rescue: ErrorRequestHandler = (error, _req, res, _next) =>
	void res.status(503).send(`rescued ${error.message}`);

/** What can stand behind a path, made anew for each app. */
const things: Readonly<
	Record<string, (express: ExpressModule) => RequestHandler | Router | Express>
> = {
	"a handler": () => seen,
	"a handler that throws": () => failing,
	"a handler that rejects": () => rejecting,
	"a handler that passes on": () => signal(),
	'a handler that calls next("route")': () => signal("route"),
	'a handler that calls next("router")': () => signal("router"),
	"a handler that answers later and returns a string":
		(): RequestHandler => (_req, res) => {
			setTimeout(() => res.send("late"), 2);
			return "a job's name" as never;
		},
	"a handler that passes on later and returns a string":
		(): RequestHandler => (_req, _res, next) => {
			setTimeout(next, 2);
			return "a job's name" as never;
		},
	"a handler that pipes a stream and returns a string":
		(): RequestHandler => (_req, res) => {
			Readable.from(["piped"]).pipe(res);
			return "a job's name" as never;
		},
	"a handler of one parameter that answers in a timer":
		(): RequestHandler => (req) =>
			void setTimeout(() => req.res?.send("late"), 2),
	"a Router": (express) =>
		express
			.Router({ mergeParams: true })
			.get("/", seen)
			.get("/sub/:name", seen)
			.get("/fail", failing)
			.get("/pass", signal())
			.get("/route", signal("route"), seen)
			.get("/leave", signal("router"))
			.use("/use", seen),
	"a Router without the parameters of its parent": (express) =>
		express.Router().get("/", seen).get("/sub/:name", seen),
	"an app": (express) => {
		const app = express();
		app.get("/", (req, res) =>
			res.json([app.mountpath, app.path(), req.baseUrl, req.app === app]),
		);
		app.get("/fail", failing);
		return app.get("/sub/:name", seen);
	},
};
/** Arrays of handlers, which Express takes as a whole. */
const lists: Readonly<
	Record<string, readonly (RequestHandler | ErrorRequestHandler)[]>
> = {
	handlers: [signal(), seen],
	"handlers, the first of which leaves the route": [signal("route"), seen],
	"handlers with an error handler": [failing, seen, rescue],
	"handlers that end in an error": [signal(), rejecting],
};

/** Where in an application it can stand. */
const places: Readonly<
	Record<
		string,
		(
			app: Express,
			it: RequestHandler | RequestHandler[],
			express: ExpressModule,
		) => void
	>
> = {
	"app.use(path, it)": (app, it) => app.use("/at", it),
	"app.use(it)": (app, it) => app.use(it),
	"app.use(path with a parameter, it)": (app, it) =>
		app.use("/:project/badge.svg", it),
	"app.get(path, guard, it)": (app, it) => app.get("/users/:id", signal(), it),
	"app.all(path, it, handler)": (app, it) =>
		app.all(
			"/users/:id",
			it,
			((_req, res) => void res.send("behind it")) as RequestHandler,
		),
	"router.use(it)": (app, it, express) =>
		app.use("/r/:id", express.Router({ mergeParams: true }).use(it)),
	"router.route(path).get(it)": (app, it, express) => {
		const router = express.Router();
		router.route("/sub/:name").get(it).post(it);
		app.use("/r", router);
	},
};
const paths = [
	...[
		"/at",
		"/at/",
		"/at/sub/a%20b",
		"/at/fail",
		"/at/pass",
		"/at/route",
		"/at/leave?q",
		"/at/use/x",
	],
	...[
		"/x/badge.svg",
		"/x/badge.svg/sub/y?q=1",
		"/users/7",
		"/users/7/",
		"/users/a%2Fb",
	],
	...[
		"/r/3",
		"/r/3/sub/x",
		"/r/sub/x",
		"/",
		"/sub/z",
		"/fail",
		"http://h;x/sub/z",
		"/%zz",
	],
];

/** How a publisher is given it. */
const roots: Readonly<Record<string, (it: unknown) => () => unknown>> = {
	"a function": (it) => () => it,
	"an async function": (it) => async () => it,
	"a module": (it) => async () => ({ default: it }),
};

for (const { version, express } of expresses) {
	const serveIn = async (
		t: Parameters<typeof serve>[0],
		place: (typeof places)[string],
		it: RequestHandler | RequestHandler[],
	) => {
		const app = express();
		place(app, it, express);
		app.use("/users/:id", (_req, res) => void res.send("the next route"));
		app.use(
			(req, res) => void res.status(404).send(`next ${req.baseUrl} ${req.url}`),
		);
		const last: ErrorRequestHandler = (error, req, res, _next) =>
			void res
				.status(error.status ?? 500)
				.send(`${error.message} ${req.baseUrl} ${req.url}`);
		app.use(last);
		return serve(t, app);
	};
	const compare = async (
		t: Parameters<typeof serve>[0],
		place: (typeof places)[string],
		make: () => unknown,
	) => {
		const askThing = await serveIn(t, place, make() as RequestHandler);
		for (const [how, rootOf] of Object.entries(roots)) {
			const root = publisher(rootOf(make()));
			const askRoot = await serveIn(t, place, root);
			// Each path twice: imported by the first request, and memoized for the second.
			for (const path of [...paths, ...paths]) {
				for (const method of ["GET", "POST"]) {
					const expected = await askThing(path, { method });
					const actual = await askRoot(path, { method });
					assert.deepEqual(
						[actual.status, actual.body, actual.headers["content-type"]],
						[expected.status, expected.body, expected.headers["content-type"]],
						`${how}: ${method} ${path}`,
					);
				}
			}
		}
	};

	for (const [where, place] of Object.entries(places)) {
		for (const [what, make] of Object.entries(things)) {
			if (isLeftOut(what, where, version)) {
				continue;
			}
			test(`${what} at ${where} is what stands there itself, on Express ${version}`, (t) =>
				compare(t, place, () => make(express)));
		}
		for (const [what, list] of Object.entries(lists)) {
			if (isLeftOut(what, where, version)) {
				continue;
			}
			test(`${what} at ${where} are what stands there themselves, on Express ${version}`, (t) =>
				compare(t, place, () => list));
		}
	}

	test(`a resource and a text answer where the publisher stands, and nowhere below, on Express ${version}`, async (t) => {
		const app = express();
		const resource = {
			GET: (req: { params: object }) => JSON.stringify(req.params),
			POST: () => "made",
		};
		app.use(
			"/resource",
			publisher(() => resource),
		);
		app.use(
			"/text",
			publisher(() => "text"),
		);
		app.all(
			"/route/:id",
			publisher(async () => resource),
		);
		app.get(
			"/motd",
			publisher(async () => "text"),
		);
		app.use(
			"/middleware",
			publisher(() => mount((_req, res) => void res.send("mounted"))),
		);
		const ask = await serve(t, app);
		for (const [path, status, body, method = "GET"] of [
			["/resource", 200, "{}"],
			["/resource/", 200, "{}"],
			["/resource", 200, "made", "POST"],
			["/resource", 405, "Method Not Allowed", "PUT"],
			["/resource/more", 404, undefined],
			["/text", 200, "text"],
			["/text/more", 404, undefined],
			["/route/7", 200, '{"id":"7"}'],
			["/route/7", 200, "made", "POST"],
			["/route/7", 405, "Method Not Allowed", "PATCH"],
			["/route/7/more", 404, undefined],
			["/motd", 200, "text"],
			["/middleware/more", 200, "mounted"],
		] as const) {
			const answer = await ask(path, { method });
			assert.equal(answer.status, status, `${method} ${path}`);
			if (body !== undefined) {
				assert.equal(answer.body, body);
			}
		}
	});

	test(`what cannot stand there is an error that says what to write, and is asked for again, on Express ${version}`, async (t) => {
		const app = express();
		const given: unknown = rescue;
		app.use(
			"/a",
			publisher(() => given),
		);
		const ask = await serve(t, app);
		const { status, body } = await ask("/a");
		assert.equal(status, 500);
		assert.match(body, /the root for \/a\/: it is the error handler/);
	});

	test(`a module that a function or a URL imports, by its default, by a name, or by require, on Express ${version}`, async (t) => {
		const folder = writeFiles(t, {
			"badge.js": `import express from "express";
				globalThis.rootTest = (globalThis.rootTest ?? 0) + 1;
				export default express.Router({ mergeParams: true }).get("/", (req, res) => res.send(req.params.project));`,
			"users.js": "export const show = (req, res) => res.send(req.params.id);",
			"legacy.cjs": 'module.exports = (req, res) => res.send("legacy");',
		});
		linkPackage(folder, "express", version === 4 ? "express4" : "express");
		Object.assign(globalThis, { rootTest: 0 });
		const url = (name: string) => new URL(name, folder).href;
		const app = express();
		const badge = publisher(() => import(url("badge.js")));
		app.use("/:project/badge.svg", badge);
		app.use("/:project/by-url", publisher(url("badge.js")));
		app.get(
			"/users/:id",
			publisher(() => import(url("users.js")).then(({ show }) => show)),
		);
		app.use(
			"/legacy",
			publisher(() => import(url("legacy.cjs"))),
		);
		const ask = await serve(t, app);
		assert.equal((globalThis as { rootTest?: number }).rootTest, 0);
		const answers = await Promise.all(
			["/x/badge.svg", "/y/badge.svg", "/z/by-url", "/users/7", "/legacy"].map(
				(path) => ask(path),
			),
		);
		assert.deepEqual(
			answers.map(({ body }) => body),
			["x", "y", "z", "7", "legacy"],
		);
		assert.equal((globalThis as { rootTest?: number }).rootTest, 1);
		const { state, kind, requests } = badge.tree();
		assert.deepEqual([state, kind, requests], ["imported", "mount", 2]);
		assert.deepEqual(
			(await publisher(() => import(url("badge.js"))).preload()).imports.map(
				({ outcome }) => outcome,
			),
			["imported"],
		);
	});
}

/**
 * What differs on purpose: a rejection ends the process under Express 4 by itself; and an app that a Router uses
 * is no sub-app there, which a publisher cannot see.
 */
function isLeftOut(what: string, where: string, version: number): boolean {
	return (
		(version === 4 && /rejects|end in an error/.test(what)) ||
		(what === "an app" && where.startsWith("router.use"))
	);
}

for (const { version, express } of expresses) {
	test(`middleware that passes on and reports an error afterwards is heard, on Express ${version}`, async (t) => {
		const timeout: RequestHandler = (_req, _res, next) => {
			next();
			setTimeout(() => next(new Error("took too long")), 5);
		};
		const app = express();
		app.use(publisher(() => timeout));
		app.get("/slow", () => {});
		app.use(rescue);
		const ask = await serve(t, app);
		for (let request = 0; request < 2; request++) {
			assert.equal((await ask("/slow")).body, "rescued took too long");
		}
	});
}
