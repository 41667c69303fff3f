// With which `this` pages and hooks are called, and what `req.route` and `req.baseUrl` tell them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Request, Response } from "express";
import publisher, { type Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses, serve } from "../support/serve.js";

/** Says of what it was called as a method, and what the request has for a route. */
function tell(this: unknown, req: Request, res: Response) {
	const { name } = (this ?? { name: "nothing" }) as { name: string };
	res.send(`${name} ${req.baseUrl}${req.route?.path}`);
}

class Article {
	readonly name = "article";
	readonly _q_exports = ["edit"];
	edit = tell;
	_q_index(req: Request, res: Response) {
		tell.call(this, req, res);
	}
}

const resource = { name: "resource", GET: tell, POST: [tell], _q_exports: [] };
const articles = {
	name: "articles",
	_q_exports: ["new", "resource", "imported", ["feed.xml", "feed"]],
	new: tell,
	feed: tell,
	resource,
	_q_index: tell,
	_q_import: async () => tell,
	_q_lookup: async (_req: Request, component: string) =>
		component === "page" ? tell : new Article(),
};
const root = {
	name: "root",
	_q_exports: ["array", "articles", "über"],
	array: [(_req: Request, _res: Response, next: () => void) => next(), tell],
	über: tell,
	articles,
	_q_index: tell,
};

/** What the page says of `this` and `req.route.path` for each path. */
const rows: Record<string, string> = {
	"/": "root /",
	"/array": "root /array",
	"/%C3%BCber": "root /über",
	"/articles/": "articles /articles/",
	"/articles/new": "articles /articles/new",
	"/articles/feed.xml": "articles /articles/feed.xml",
	"/articles/imported": "articles /articles/imported",
	"/articles/page": "articles /articles/:component",
	"/articles/17/": "article /articles/:component/",
	"/articles/17/edit": "article /articles/:component/edit",
	"/articles/17%2F18/edit?q=1": "article /articles/:component/edit",
	"/articles/resource": "resource /articles/resource",
	"/articles/resource/": "resource /articles/resource",
};

for (const { version, express } of expresses) {
	for (const [path, said] of Object.entries(rows)) {
		test(`this and req.route for ${path} on Express ${version}`, async (t) => {
			const { ask } = await observe(t, express, root as Namespace);
			assert.equal((await ask(path)).body, said);
		});
	}

	test(`the handlers of a method have their resource as this on Express ${version}`, async (t) => {
		const { ask } = await observe(t, express, root as Namespace);
		const { body } = await ask("/articles/resource", { method: "POST" });
		assert.equal(body, "resource /articles/resource");
	});

	test(`req.baseUrl + req.route.path below a mount path on Express ${version}`, async (t) => {
		const outer = { _q_exports: ["in"], in: publisher(root as Namespace) };
		const ask = await serve(t, express().use("/at", publisher(outer)));
		const { body } = await ask("/at/in/articles/17/edit");
		assert.equal(body, "article /at/in/articles/:component/edit");
	});

	test(`req.route of a redirect, and none where nothing is found, on Express ${version}`, async (t) => {
		const routes: unknown[] = [];
		const app = express()
			.use((req, res, next) => {
				res.once("finish", () => routes.push(req.route?.path));
				next();
			})
			.use(publisher(root as Namespace));
		const ask = await serve(t, app);
		await ask("/articles");
		await ask("/articles/new/17");
		await ask("/none");
		assert.deepEqual(routes, ["/articles", undefined, undefined]);
	});

	test(`a page that gave a string has answered, and calls next in vain on Express ${version}`, async (t) => {
		const { ask, outcomes } = await observe(t, express, {
			_q_exports: ["a"],
			a: (_req: Request, _res: Response, next: () => void) => {
				process.nextTick(next);
				return "text";
			},
		});
		assert.equal((await ask("/a")).body, "text");
		assert.deepEqual(outcomes, ["answer"]);
	});

	test(`hooks are called as methods on Express ${version}`, async (t) => {
		const seen: unknown[] = [];
		const namespace: Namespace = {
			_q_exports: ["a"],
			_q_access() {
				seen.push("access", this);
			},
			_q_lookup() {
				seen.push("lookup", this);
			},
			_q_import() {
				seen.push("import", this);
				return "text";
			},
		};
		const { ask } = await observe(t, express, namespace);
		await ask("/a");
		await ask("/b");
		assert.deepEqual(
			seen,
			["access", "import", "access", "lookup"].flatMap((hook) => [
				hook,
				namespace,
			]),
		);
	});

	test(`an app is mounted as app.use does on Express ${version}`, async (t) => {
		const parent = express();
		const child = express();
		const mounts: unknown[] = [];
		child.on("mount", (given) => mounts.push(given));
		let isChild: boolean[] = [];
		const note = (req: Request, res: Response, next: () => void) => {
			const prototypes = [
				Object.getPrototypeOf(req),
				Object.getPrototypeOf(res),
			];
			isChild.push(
				prototypes[0] === child.request,
				prototypes[1] === child.response,
			);
			next();
		};
		child.use(note);
		const site = {
			_q_exports: [],
			_q_lookup: async () => ({ _q_exports: ["app"], app: child }),
		};
		parent.use("/at", publisher(site), note);
		const ask = await serve(t, parent);
		for (const request of ["first", "second"]) {
			await ask("/at/home/app/x");
			assert.deepEqual(isChild, [true, true, false, false], request);
			isChild = [];
		}
		assert.deepEqual(mounts, [parent]);
		assert.equal(child.mountpath, "/at/:component/app");
		assert.equal((child as unknown as { parent: unknown }).parent, parent);
	});
}
