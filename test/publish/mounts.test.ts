// Routers, apps and `mount(...)`: where the walk ends, and the rest of the path is theirs.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { Express, Request, RequestHandler } from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import { type ExpressModule, named, subApp } from "../support/mountables.js";
import { expresses, serve } from "../support/serve.js";
import { Witness } from "../support/witness.js";

/** Two ways to mount the same things, of which the second has to come to the same as the first. */
interface Pair {
	readonly used: (means: Means) => void;
	readonly published: (means: Means) => void;
	readonly paths: readonly string[];
}

interface Means {
	readonly express: ExpressModule;
	readonly witness: Witness;
	readonly app: Express;
}

/** Where `app.use` and a publisher may stand, besides the places of the fidelity test. */
const pairs: Readonly<Record<string, Pair>> = {
	"a publisher in a Router": {
		used: ({ express, witness, app }) => {
			const router = express.Router();
			router.use("/s/:id/x", witness.pass("mount"));
			app.use("/r", router.use(witness.pass("after")));
		},
		published: ({ express, witness, app }) => {
			const x = mount(witness.pass("mount"));
			const router = express.Router();
			router.use("/s/:id", publisher({ _q_exports: ["x"], x }));
			app.use("/r", router.use(witness.pass("after")));
		},
		paths: ["/r/s/1/x", "/r/s/1/x/a?q", "/r/s/1", "/r/s/1/y", "/r"],
	},
	"a publisher in a sub-app": {
		used: (means) => {
			const outer = named(means.express(), "outer");
			outer.use("/x", subApp(means, "inner"));
			means.app.use("/outer", outer.use(means.witness.pass("after")));
		},
		published: (means) => {
			const x = subApp(means, "inner");
			const outer = named(means.express(), "outer");
			outer.use(publisher({ _q_exports: ["x"], x }));
			means.app.use("/outer", outer.use(means.witness.pass("after")));
		},
		paths: ["/outer/x/a", "/outer/x", "/outer/x/a/b", "/outer/y", "/outer"],
	},
	"a publisher in a sub-app whose path has a parameter": {
		used: (means) => {
			const outer = named(means.express(), "outer");
			outer.use("/in/:id/x", subApp(means, "inner"));
			means.app.use("/of/:who", outer);
		},
		published: (means) => {
			const x = subApp(means, "inner");
			const outer = named(means.express(), "outer");
			outer.use("/in/:id", publisher({ _q_exports: ["x"], x }));
			means.app.use("/of/:who", outer);
		},
		paths: ["/of/ann/in/1/x/a", "/of/ann/in/1/x/"],
	},
	"a publisher in a sub-app without a path": {
		used: (means) => {
			const outer = named(means.express(), "outer");
			outer.use("/in/x", subApp(means, "inner"));
			means.app.use(outer);
		},
		published: (means) => {
			const x = subApp(means, "inner");
			const outer = named(means.express(), "outer");
			outer.use("/in", publisher({ _q_exports: ["x"], x }));
			means.app.use(outer);
		},
		paths: ["/in/x/a", "/in/x/"],
	},
	"a publisher in a mounted publisher": {
		used: (means) => {
			means.app.use("/a/b/x", subApp(means, "inner"));
		},
		published: (means) => {
			const x = subApp(means, "inner");
			const b = publisher({ _q_exports: ["x"], x });
			means.app.use(
				"/a",
				publisher({ _q_exports: ["b"], _q_import: async () => b }),
			);
		},
		paths: ["/a/b/x/a", "/a/b/x", "/a/b/y"],
	},
	"a mount(...) given to app.use": {
		used: (means) => {
			const router = means.express.Router({ mergeParams: true });
			means.app.use(
				"/up/:who",
				means.witness.pass("handler"),
				router.get("/a", means.witness.fail("thrown")),
				means.witness.passError("passed on"),
				subApp(means, "inner"),
			);
		},
		published: (means) => {
			const router = means.express.Router({ mergeParams: true });
			means.app.use(
				"/up/:who",
				mount(
					means.witness.pass("handler"),
					router.get("/a", means.witness.fail("thrown")),
					means.witness.passError("passed on"),
					subApp(means, "inner"),
				),
			);
		},
		paths: ["/up/ann/b", "/up/ann/a", "/up/ann", "/up/a%20b/", "/up"],
	},
	"a mount(...) given to app.use without a path": {
		used: (means) => {
			means.app.use(subApp(means, "inner"));
		},
		published: (means) => {
			means.app.use(mount(subApp(means, "inner")));
		},
		paths: ["/", "/a", "/a/b"],
	},
	"a Router that is an index": {
		used: ({ express, witness, app }) => {
			app.use("/x/", express.Router().use(witness.pass("index")));
		},
		published: ({ express, witness, app }) => {
			const _q_index = express.Router().use(witness.pass("index"));
			const x = { _q_exports: [], _q_index };
			app.use(publisher({ _q_exports: ["x"], x: x as never }));
		},
		paths: ["/x/", "/x/?q=1", "http://host/x/"],
	},
	"a Router that is looked up": {
		used: ({ express, witness, app }) => {
			app.use("/x/a%20b", express.Router().get("/:id", witness.answer("id")));
		},
		published: ({ express, witness, app }) => {
			const x = {
				_q_exports: [],
				_q_lookup: async (_req: unknown, component: string) =>
					component === "a b"
						? express.Router().get("/:id", witness.answer("id"))
						: undefined,
			};
			app.use(publisher({ _q_exports: ["x"], x }));
		},
		paths: ["/x/a%20b/1", "/x/a%20b", "/x/b/1"],
	},
	"a mount that leaves the Router around the publisher": {
		used: ({ express, witness, app }) => {
			const router = express.Router();
			router.use("/x", witness.pass("leaves", "router"));
			app.use("/r", router.use(witness.answer("skipped")));
		},
		published: ({ express, witness, app }) => {
			const x = mount(witness.pass("leaves", "router"));
			const router = express.Router();
			router.use(publisher({ _q_exports: ["x"], x }));
			app.use("/r", router.use(witness.answer("skipped")));
		},
		paths: ["/r/x", "/r/x/a"],
	},
	"two publishers in turn": {
		used: ({ witness, app }) => {
			app.use("/x", witness.pass("first x"));
			app.use("/x", witness.pass("second x"));
			app.use("/y", witness.answer("y"));
		},
		published: ({ witness, app }) => {
			const first = mount(witness.pass("first x"));
			const second = mount(witness.pass("second x"));
			const y = mount(witness.answer("y"));
			app.use(publisher({ _q_exports: ["x"], x: first }));
			app.use(publisher({ _q_exports: ["x", "y"], x: second, y }));
		},
		paths: ["/x", "/x/a", "/y/", "/z"],
	},
};

for (const { version, express } of expresses) {
	for (const [name, { used, published, paths }] of Object.entries(pairs)) {
		test(`${name}, on Express ${version}`, async (t) => {
			const start = async (setUp: (means: Means) => void) => {
				const witness = new Witness();
				const app = named(express(), "top");
				setUp({ express, witness, app });
				app.use(witness.pass("behind"), witness.answerError("error"));
				const ask = await serve(t, app);
				return async (path: string) => {
					const { status, body } = await ask(path);
					return { path, status, body, sightings: witness.take() };
				};
			};
			const askUsed = await start(used);
			const askPublished = await start(published);
			for (const path of paths) {
				assert.deepEqual(await askPublished(path), await askUsed(path));
			}
		});
	}

	const failures: Readonly<Record<string, RequestHandler>> = {
		throws: () => {
			throw new Error("failure");
		},
		rejects: async () => {
			throw new Error("failure");
		},
		"rejects later": async () => {
			await undefined;
			throw new Error("failure");
		},
		"calls next with an error": (_req, _res, next) =>
			next(new Error("failure")),
	};
	for (const [what, failing] of Object.entries(failures)) {
		test(`the error of a mount that ${what}, on Express ${version}`, async (t) => {
			const witness = new Witness();
			const inner = {
				_q_exports: ["x"],
				x: mount(failing),
				_q_exception_handler: witness.passError("inner"),
			};
			const root = {
				_q_exports: ["inner"],
				inner,
				_q_exception_handler: witness.passError("root"),
			};
			const app = express();
			app.use("/up", publisher(root));
			app.use("/direct", mount(failing));
			app.use(witness.answerError("app"));
			const ask = await serve(t, app);

			assert.equal((await ask("/up/inner/x/a?q")).body, "failure");
			assert.deepEqual(
				witness.take().map(({ label, url, baseUrl }) => [label, url, baseUrl]),
				[
					["inner: failure", "/inner/x/a?q", "/up"],
					["root: failure", "/inner/x/a?q", "/up"],
					["app: failure", "/up/inner/x/a?q", ""],
				],
			);
			assert.equal((await ask("/direct/a")).body, "failure");
			assert.deepEqual(
				witness.take().map(({ label, url }) => [label, url]),
				[["app: failure", "/direct/a"]],
			);
		});
	}

	test(`an error handler answers for a mount, on Express ${version}`, async (t) => {
		const witness = new Witness();
		const root = {
			_q_exports: ["x"],
			x: express.Router().use(witness.fail("failure")),
			_q_exception_handler: witness.answerError("root"),
		};
		const app = express();
		app.use(publisher(root), witness.pass("behind"), witness.passError("app"));
		const ask = await serve(t, app);
		const { status, body } = await ask("/x/a");
		assert.deepEqual([status, body], [500, "failure"]);
		assert.deepEqual(
			witness.take().map(({ label, url }) => [label, url]),
			[
				["failure", "/a"],
				["root: failure", "/x/a"],
			],
		);
	});

	test(`what a mount calls next with counts once, on Express ${version}`, async (t) => {
		const witness = new Witness();
		const late = new Error("late");
		const twice = mount((_req, _res, next) => {
			next();
			next();
			next(late);
		});
		const app = express();
		app.use(publisher({ _q_exports: ["x"], x: twice }));
		app.use("/direct", twice);
		app.use(witness.answer("behind"), witness.answer("further behind"));
		const ask = await serve(t, app);
		for (const path of ["/x/a", "/direct"]) {
			const warned = once(process, "warning");
			assert.equal((await ask(path)).body, "behind");
			assert.equal((await warned)[0].cause, late);
			assert.deepEqual(
				witness.take().map(({ label, url }) => [label, url]),
				[["behind", path]],
			);
		}
	});

	test(`a sub-app is mounted once in each parent, on Express ${version}`, async (t) => {
		const parents: unknown[] = [];
		const x = express().get("/", (req, res) => res.send(req.app.path()));
		x.on("mount", ({ locals: { name } }) => parents.push(name));
		const outer = named(express(), "outer");
		const app = named(express(), "top");
		outer.use(publisher({ _q_exports: ["x"], x }));
		app.use(publisher({ _q_exports: ["x"], _q_import: async () => x }));
		app.use("/again", publisher({ _q_exports: ["x"], x }));
		app.use("/outer", outer);
		const ask = await serve(t, app);
		assert.deepEqual(parents, []);
		for (const path of ["/x", "/x/", "/again/x", "/x", "/outer/x", "/x"]) {
			assert.equal((await ask(path)).status, 200);
		}
		assert.deepEqual(parents, ["top", "outer"]);
	});

	test(`bodies reach a mount, on Express ${version}`, async (t) => {
		const echo: RequestHandler = (req, res) => res.json(req.body);
		const parsing = () => express.Router().use(express.json(), echo);
		const root = {
			_q_exports: ["parsed", "parsing", "imported"],
			parsed: express.Router().use(echo),
			parsing: parsing(),
			_q_import: async () => {
				// Time enough for a body that nobody reads to be lost, were it to flow.
				await new Promise((resolve) => setTimeout(resolve, 20));
				return { default: parsing() };
			},
		};
		const app = express();
		app.use("/before", express.json(), publisher(root));
		app.use(publisher(root));
		const ask = await serve(t, app);
		const body = JSON.stringify({ text: "x".repeat(50_000) });
		for (const path of [
			"/before/parsed",
			"/before/imported",
			"/parsing",
			"/imported/a",
		]) {
			const answer = await ask(path, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body,
			});
			assert.equal(answer.body, body, path);
		}
	});
}

for (const { version, express } of expresses) {
	test(`a mount that is an index answers for the index only: //admin leads past no guard, on Express ${version}`, async (t) => {
		const guard: RequestHandler = (_req, res) => void res.sendStatus(401);
		const router = express
			.Router()
			.get("/", (_req, res) => void res.send("front"))
			.get("/admin", (_req, res) => void res.send("SECRET"));
		for (const root of [
			{ _q_exports: [], _q_index: router },
			{
				_q_exports: [],
				_q_lookup: (_req: unknown, name: string) =>
					name === "" ? router : undefined,
			},
			{ _q_exports: [], _q_index: publisher(() => router) },
			{ _q_exports: ["in"], in: { _q_exports: [], _q_index: router } },
		] as unknown as Namespace[]) {
			const app = express();
			app.use("/admin", guard);
			app.use(publisher(root));
			const ask = await serve(t, app);
			for (const path of [
				...["//admin", "///admin", "/%2Fadmin", "//%61dmin", "/in//admin"],
				...["/./admin", "//admin/", "//x/../admin"],
			]) {
				assert.doesNotMatch((await ask(path)).body, /SECRET/, path);
			}
			const front = "in" in root ? "/in/" : "/";
			assert.equal((await ask(front)).body, "front");
		}
	});
}

test("mount() refuses what is no middleware, a missing import among it, and what only imports some", () => {
	for (const [given, message] of [
		[[], /not nothing/],
		[[undefined], /not undefined/],
		[[null], /not object/],
		[[[undefined]], /not undefined/],
		[[() => {}, "x"], /not string/],
		[[() => import("express")], /publisher\(\(\) => import\(\.\.\.\)\)/],
	] as const) {
		assert.throws(() => mount(...(given as readonly unknown[] as never[])), {
			code: "ERR_PUBLISHER_INVALID_ARGUMENT",
			message,
		});
	}
});

for (const { version, express } of expresses) {
	test(`what is mounted gets the rest of the path that came, though a hook rewrote req.url, on Express ${version}`, async (t) => {
		const router = express.Router();
		router.use((req, res) => void res.json([req.baseUrl, req.url]));
		for (const rewrite of [
			(url: string) => url.replace("/v1", ""),
			() => "/elsewhere?q=1",
		]) {
			const app = express();
			app.use(
				publisher({
					_q_exports: ["v1"],
					v1: {
						_q_exports: ["api"],
						_q_access: (req: Request) => {
							req.url = rewrite(req.url);
						},
						api: router,
					},
				}),
			);
			const ask = await serve(t, app);
			assert.deepEqual(JSON.parse((await ask("/v1/api/users/5?q=1")).body), [
				"/v1/api",
				"/users/5?q=1",
			]);
		}
	});
}
