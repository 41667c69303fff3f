// The names of an export list: what no URL reaches is refused with what to write instead, and the option `caseSensitive`.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Request, Response } from "express";
import publisher, { type Namespace } from "express-publisher";
import { expresses, serve } from "../support/serve.js";

const unreachable: Readonly<
	Record<string, [entry: string | [string, string], remedy: RegExp]>
> = {
	"a path": ["v1/users", /export "v1", a namespace that exports "users"/],
	"a longer path": [
		"v1/users/all",
		/"v1", a namespace that exports "users\/all"/,
	],
	"a slash in front": ["/users", /write "users"/],
	"a slash behind": ["users/", /write "users"/],
	"only a slash": ["/", /write "_q_index"/],
	"a parameter": [":id", /_q_lookup\(req, component\)/],
	"a parameter, in a pair": [[":id", "order"], /_q_lookup\(req, component\)/],
	"a path, in a pair": [["v1/users", "users"], /export "v1"/],
	"a wildcard": ["*", /_q_lookup/],
	"a dot": [".", /another name/],
	"two dots": ["..", /another name/],
	"an index": [["", "page"], /call it _q_index/],
};

for (const [what, [entry, remedy]] of Object.entries(unreachable)) {
	test(`${what} is refused, at the root and below it`, async (t) => {
		const namespace: Namespace = { _q_exports: ["well", entry], well: "well" };
		assert.throws(() => publisher(namespace), remedy);
		for (const { express } of expresses) {
			const app = express();
			app.use(publisher({ _q_exports: ["n"], n: namespace }));
			const ask = await serve(t, app);
			const { status, body } = await ask("/n/well");
			assert.equal(status, 500);
			assert.match(body.replaceAll("&quot;", '"'), remedy);
		}
	});
}

test("an internal name may be anything, and an index is one by its name", () => {
	publisher({
		_q_exports: [
			["users", "v1/users"],
			["", "page"],
		],
		_q_index: "index",
	});
});

for (const { version, express } of expresses) {
	test(`caseSensitive: false finds names in any case, as Express ${version} does, the exact one first`, async (t) => {
		const root: Namespace = {
			_q_exports: [
				"auth",
				"Exact",
				"exact",
				"café",
				["Pair.txt", "pair"],
				"Imported",
			],
			_q_index: "index",
			auth: {
				_q_exports: ["login"],
				login: (req: Request, res: Response) => res.send(req.route.path),
			},
			Exact: "Exact",
			exact: "exact",
			café: "coffee",
			pair: "pair",
			_q_import: (name: string) => `imported ${name}`,
			_q_lookup: (_req: unknown, component: string) => `looked up ${component}`,
		};
		const app = express();
		app.use("/sensitive", publisher(root));
		app.use("/any", publisher(root, { caseSensitive: false }));
		const ask = await serve(t, app);
		for (const [path, any, sensitive] of [
			["/auth/login", "/auth/login", "/auth/login"],
			["/AUTH/Login", "/auth/login", undefined],
			["/Exact", "Exact", "Exact"],
			["/exact", "exact", "exact"],
			["/EXACT", "Exact", "looked up EXACT"],
			["/caf%c3%a9", "coffee", "coffee"],
			["/CAF%C3%A9", "coffee", "looked up CAFé"],
			["/pair.TXT", "pair", "looked up pair.TXT"],
			["/imported", "imported Imported", "looked up imported"],
			["/%41uth/login", undefined, undefined],
			["/other", "looked up other", "looked up other"],
		] as const) {
			for (const [mount, body] of [
				["/any", any],
				["/sensitive", sensitive],
			] as const) {
				const answer = await ask(mount + path);
				assert.equal(
					answer.status,
					body === undefined ? 404 : 200,
					mount + path,
				);
				if (body !== undefined) {
					assert.equal(answer.body, body, mount + path);
				}
			}
		}
	});
}
