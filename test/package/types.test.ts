// What the types promise is held by `tsc -p test`: a line below `@ts-expect-error` that compiles is
// an error there. What is created here is also served, so that the types do not promise too much.
import assert from "node:assert/strict";
import { test } from "node:test";
import express, { type Request, type Response, Router } from "express";
import publisher, {
	type ExportList,
	type Guess,
	type Handlers,
	type Hooks,
	type Mount,
	mount,
	type Namespace,
	type Page,
	type PageFunction,
	type PreloadOptions,
	type PreloadReport,
	type Publisher,
	PublisherError,
	type PublisherErrorCode,
	type PublisherOptions,
	type Resource,
	type Root,
	type Tree,
	type Usage,
} from "express-publisher";
import { serveRoot } from "../support/serve-root.js";
import * as siteModule from "../support/site-module.js";

/** Exactly the same type, which `extends` in both directions does not tell for `any`. */
type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
		? true
		: false;
const holds = <_ extends true>() => {};

const router = Router();
router.get("/", (_req, res) => {
	res.send("router");
});

const namespace = {
	_q_exports: ["page", ["robots.txt", "robots"], "router", "app", "files"],
	_q_url: import.meta.url,
	_q_index: (req, res) => {
		holds<Same<typeof req, Request>>();
		holds<Same<typeof res, Response>>();
		return req.method + res.statusCode;
	},
	_q_access(req, res) {
		holds<Same<typeof req, Request>>();
		holds<Same<typeof res, Response>>();
	},
	async _q_lookup(req, component) {
		holds<Same<typeof req, Request>>();
		holds<Same<typeof component, string>>();
		return component === "a" ? "looked up" : undefined;
	},
	_q_import: async (name) => {
		holds<Same<typeof name, string>>();
		return name;
	},
	_q_exception_handler(err, req, res, next) {
		holds<Same<typeof err, unknown>>();
		holds<Same<typeof req, Request>>();
		holds<Same<typeof res, Response>>();
		next(err);
	},
	page: "page",
	robots: () => "User-agent: *",
	router,
	app: express(),
	files: mount(express.static("public"), [router]),
	deeper: { _q_exports: [] } satisfies Namespace,
	"with a dash-and.dot": "page",
	_private: 1,
	$: 1,
	7: "seven",
} satisfies Namespace;

siteModule satisfies Namespace;

const page = ((req, res, next) => {
	holds<Same<typeof req, Request>>();
	holds<Same<typeof res, Response>>();
	return res.headersSent ? next() : "page";
}) satisfies PageFunction;

const resource = {
	GET: (req) => req.path,
	// In an array, a function could as well be an error handler, so its parameters need their types.
	POST: [express.json(), (_req: Request, res: Response) => res.sendStatus(201)],
} satisfies Resource;

class Container implements Hooks {
	readonly _q_exports = ["page"] as const;
	async _q_access(_req: Request) {}
	page = page;
	#secret = 1;
	_q_lookup(_req: Request, component: string) {
		return component + this.#secret;
	}
}

// @ts-expect-error A class that is to be a namespace needs its export list.
class WithoutList implements Hooks {}

class Mistyped implements Hooks {
	_q_exports = [];
	// @ts-expect-error A hook is a function.
	_q_access = true;
}

const wrong = [
	// @ts-expect-error A namespace needs its export list.
	{ page: "page" } satisfies Namespace,
	// @ts-expect-error A misspelt hook.
	{ _q_exports: [], _q_acess: () => {} } satisfies Namespace,
	// @ts-expect-error A misspelt export list.
	{ _q_export: [] } satisfies Namespace,
	// @ts-expect-error A hook is a function.
	{ _q_exports: [], _q_lookup: "a" } satisfies Namespace,
	// @ts-expect-error An error handler is no guard.
	{ _q_exports: [], _q_access: (_e, _q, _s, _n) => {} } satisfies Namespace,
	// @ts-expect-error A guard is a function.
	{ _q_exports: [], _q_access: [() => false, "admin"] } satisfies Namespace,
	// @ts-expect-error An index is a page.
	{ _q_exports: [], _q_index: 7 } satisfies Namespace,
	// @ts-expect-error A component is a string.
	{ _q_exports: [], _q_lookup: (_q, n: number) => n } satisfies Namespace,
	// @ts-expect-error An entry is a name or a pair.
	{ _q_exports: [7] } satisfies Namespace,
	// @ts-expect-error A pair has two names.
	{ _q_exports: [["a", "b", "c"]] } satisfies Namespace,
	// @ts-expect-error The URL is a string, as `import.meta.url` is.
	{ _q_exports: [], _q_url: new URL("file:///a") } satisfies Namespace,
];

/** Never called: what it holds would throw. */
function refused(): void {
	// @ts-expect-error A root needs its export list.
	publisher({ page: "page" });
	// @ts-expect-error A misspelt hook in a root.
	publisher({ _q_exports: [], _q_acess() {} });
	// @ts-expect-error Not a root.
	publisher(7);
	// @ts-expect-error A promise is no root; its function is.
	publisher(import("../support/site-module.js"));
	// @ts-expect-error No such option.
	publisher(namespace, { fallThrough: false });
	// @ts-expect-error An option of another type.
	publisher(namespace, { importTimeout: "30s" });
	// @ts-expect-error A guess gives a list, and a promise is none.
	publisher(namespace, { guess: async () => [] });
	// @ts-expect-error Middleware is a function.
	mount("public");
	// @ts-expect-error Express gives middleware a request, not a namespace.
	express().use(publisher);
}

const options: PublisherOptions = {
	fallthrough: undefined,
	redirect: false,
	importTimeout: 5_000,
	guess: (name, from) => {
		holds<Same<typeof name, string>>();
		holds<Same<typeof from, URL>>();
		return new Set([`./${name}.js`, new URL(name, from)]);
	},
};
const guess: Guess = function* (name) {
	yield `./${name}.js`;
};

const roots: Record<string, Root> = {
	"a namespace": namespace,
	"a module": siteModule,
	"a class instance": new Container(),
	"a thunk of a module": () => import("../support/site-module.js"),
	"a thunk of a namespace": () => new Container(),
	"a URL": new URL("../support/site-module.js", import.meta.url),
	"the string of a URL": new URL("../support/site-module.js", import.meta.url)
		.href,
};
for (const [what, root] of Object.entries(roots)) {
	test(`what the types take for a root is served: ${what}`, async (t) => {
		const { ask } = await serveRoot(t, root, { ...options, guess });
		assert.equal((await ask("/page")).body, "page");
	});
}

test("an error can be told by its class and its code", async (t) => {
	const { failure } = await serveRoot(t, { _q_exports: ["a"] });
	const error: unknown = await failure("/a");
	assert.ok(error instanceof PublisherError);
	holds<Same<typeof error.code, PublisherErrorCode>>();
	holds<Same<typeof error.status, number>>();
	const codes = {
		ERR_PUBLISHER_IMPORT_FAILED: 500,
	} satisfies Partial<Record<PublisherErrorCode, number>>;
	assert.ok(error.code in codes);
});

test("what `mount` and `publisher` give can be published, and used by Express", async (t) => {
	const mounted: Mount = mount(router);
	const inner: Publisher = publisher(new Container());
	const handlers: Handlers = [mounted, inner, [page]];
	const pages: Page[] = ["text", new Uint8Array(), page, handlers, resource];
	express().use(mounted, inner);
	const list: ExportList = ["mounted", "inner", ["resource", "resource"]];
	const { ask } = await serveRoot(t, {
		_q_exports: list,
		mounted,
		inner,
		resource,
		pages,
	} satisfies Namespace);
	assert.equal((await ask("/mounted")).body, "router");
	assert.equal((await ask("/inner/page")).body, "page");
	assert.equal((await ask("/resource")).body, "/resource");
});

test("what a publisher tells is typed by its outcome", async () => {
	const site: Publisher = publisher({ _q_exports: [] });
	const options: PreloadOptions = { signal: AbortSignal.timeout(10_000) };
	const { imports }: PreloadReport = await site.preload(["/"], options);
	await site.preload(JSON.parse(JSON.stringify(site.usage())) as Usage);
	for (const imported of imports) {
		// @ts-expect-error: only what failed has an error.
		void imported.error;
		if (imported.outcome === "failed") {
			holds<Same<typeof imported.error, unknown>>();
		}
	}
	// @ts-expect-error: a path is no list of paths.
	const refusedPaths = () => site.preload("/a");
	// @ts-expect-error: there is no such option.
	const refusedOption = () => site.preload([], { onimport() {} });
	assert.throws(refusedPaths, TypeError);
	assert.throws(refusedOption, TypeError);
	const tree: Tree = site.tree();
	holds<
		Same<
			typeof tree.state,
			"own" | "not imported" | "importing" | "imported" | "failed"
		>
	>();
});

void [wrong, refused, WithoutList, Mistyped];
