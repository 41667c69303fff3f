// A module is there for all that come later, so nothing that it starts may belong to its first visitor.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import express from "express";
import publisher, {
	type Namespace,
	type Publisher,
	type Root,
} from "express-publisher";
import { inspector } from "express-publisher/inspector";
import { writeFiles } from "../support/files.js";
import { serve } from "../support/serve.js";

const user = new AsyncLocalStorage<string>();
const seen: unknown[] = [];
// Modules in a temporary folder get at both by this name.
Object.assign(globalThis, { asyncContextTest: { user, seen } });
const see = () => seen.push(user.getStore());

/** Serves `site` with a middleware before it that sets the user, as applications do. */
async function serveTo(t: TestContext, site: Publisher) {
	seen.length = 0;
	const app = express();
	app.use((req, _res, next) => {
		user.run(String(req.headers.user), next);
	});
	app.use("/_site", inspector(site));
	const ask = await serve(t, app.use(site));
	return (path: string, name: string, method = "GET") =>
		ask(path, { method, headers: { user: name } });
}

/** A page that answers with the user. */
const page = () => String(user.getStore());

const root: Namespace = {
	_q_exports: ["a"],
	async _q_import() {
		see();
		await setTimeout(1);
		see();
		await new Promise((resolve) => setImmediate(resolve));
		see();
		return page;
	},
};

test("an importer does not run as the request that caused it, but the page does", async (t) => {
	const ask = await serveTo(t, publisher(root));
	const both = await Promise.all([ask("/a", "ada"), ask("/a", "bob")]);
	assert.deepEqual(
		both.map(({ body }) => body),
		["ada", "bob"],
	);
	assert.deepEqual(seen, [undefined, undefined, undefined]);
});

test("an importer that gives something at once does not run as the request, either", async (t) => {
	const site = publisher({
		_q_exports: ["a"],
		_q_import: () => {
			see();
			return page;
		},
	});
	const ask = await serveTo(t, site);
	assert.equal((await ask("/a", "ada")).body, "ada");
	assert.deepEqual(seen, [undefined]);
});

const source = `const { user, seen } = asyncContextTest;
	seen.push(user.getStore());
	setTimeout(() => seen.push(user.getStore()));
	await new Promise((resolve) => setTimeout(resolve, 5));`;
const roots: Record<string, (url: URL) => Root> = {
	"a URL": (url) => url,
	"a function": (url) => () => {
		see();
		return import(url.href);
	},
};
for (const [what, rootOf] of Object.entries(roots)) {
	test(`what the guesser imports, and a root given as ${what}, do not`, async (t) => {
		const base = writeFiles(t, {
			"index.js": `${source} export const _q_exports = ["a"]; export const _q_url = import.meta.url;`,
			"a.js": `${source} export default () => String(user.getStore());`,
		});
		const ask = await serveTo(t, publisher(rootOf(new URL("index.js", base))));
		assert.equal((await ask("/a", "ada")).body, "ada");
		assert.ok(seen.length >= 4);
		assert.deepEqual(new Set(seen), new Set([undefined]));
	});
}

test("an import runs in the context in which the publisher was created", async (t) => {
	const site = user.run("creator", () => publisher(root));
	const ask = await serveTo(t, site);
	assert.equal((await ask("/a", "ada")).body, "ada");
	assert.deepEqual(seen, ["creator", "creator", "creator"]);
});

test("so does what is preloaded, also by the button of the inspector", async (t) => {
	const site = publisher(root);
	seen.length = 0;
	await user.run("administrator", () => site.preload());
	assert.deepEqual(seen, [undefined, undefined, undefined]);

	const other = publisher(root);
	const ask = await serveTo(t, other);
	const { status } = await ask("/_site/preload", "administrator", "POST");
	assert.equal(status, 202);
	await other.preload(); // Waits for the import that the button has begun.
	assert.deepEqual(seen, [undefined, undefined, undefined]);
});

test("a store that tracing binds to the start is there around it, and the request's are not", async (t) => {
	const span = new AsyncLocalStorage<unknown>();
	const start = channel("tracing:express-publisher:import:start");
	start.bindStore(span, (message) => message);
	t.after(() => start.unbindStore(span));
	const components: unknown[] = [];
	const site = publisher({
		_q_exports: ["a"],
		async _q_import() {
			await setTimeout(1);
			see();
			const { component } = span.getStore() as { component: string };
			components.push(component);
			return page;
		},
	});
	const ask = await serveTo(t, site);
	assert.equal((await ask("/a", "ada")).body, "ada");
	assert.deepEqual(seen, [undefined]);
	assert.deepEqual(components, ["a"]);
});

test("what an importer throws is the error of the request, at once or later", async (t) => {
	const site = publisher({
		_q_exports: ["now", "later"],
		_q_import: (name) => {
			if (name === "now") {
				throw new Error("now");
			}
			return Promise.reject(new Error("later"));
		},
	});
	const app = express().use(site);
	app.use(((error, _req, res, _next) => {
		res.status(500).send(error.cause.message);
	}) satisfies express.ErrorRequestHandler);
	const ask = await serve(t, app);
	assert.equal((await ask("/now")).body, "now");
	assert.equal((await ask("/later")).body, "later");
});
