// Requests from published advisories of routers, static file servers and what parses paths for them. Each
// was sent to a server that fell for it; none may get out of this site, past its access hook, or to
// another site.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { ErrorRequestHandler } from "express";
import publisher, { mount } from "express-publisher";
import { writeFiles } from "../support/files.js";
import { type Answer, type Ask, expresses, serve } from "../support/serve.js";

interface Advisory {
	/** The identifier, the package, and what went wrong there. */
	readonly about: string;
	readonly paths: readonly string[];
	readonly headers?: Record<string, string>;
}

const SECRET = "the secret";

/** Ways to a file or page that is not published, or is behind an access hook. */
const disclosures: readonly Advisory[] = [
	{
		about: "CVE-2014-3744, st: traversal by %2e%2e",
		paths: [
			"/static/%2e%2e/secret.js",
			"/guessed/%2e%2e/%2e%2e/secret.js",
			"/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
		],
	},
	{
		about:
			"GHSA-xwg4-93c6-3h42, send: a folder whose name begins like the root's",
		paths: [
			"/static/../static-secret/a.txt",
			"/static/%2e%2e/static-secret/a.txt",
			"/static-secret/a.txt",
			"/guessed-secret",
		],
	},
	{
		about: "CVE-2018-3712, serve: traversal by %2f",
		paths: [
			"/static/..%2fsecret.js",
			"/guessed/..%2f..%2fsecret",
			"/..%2fsecret",
			"/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
		],
	},
	{
		about: "CVE-2018-16493, static-resource-server: slashes added",
		paths: [
			"//secret.js",
			"///secret",
			"/////////etc/passwd",
			"/static//////etc/passwd",
			"/static/..//..//secret.js",
		],
	},
	{
		about: "GHSA-v588-qcp3-jv46, serve: /./ hides an ignored folder",
		paths: ["/./private/page", "/%2e/private/page", "/a/./../private/page"],
	},
	{
		about: "GHSA-m7r6-43v2-49vf, Mongrel: dots encoded twice",
		paths: [
			"/static/.%252e/secret.js",
			"/static/%252e%252e%252fsecret.js",
			"/guessed/%252e%252e/secret",
			"/%252e%252e%252f%252e%252e%252fetc%252fpasswd",
		],
	},
	{
		about: "encoded slashes that a proxy has left",
		paths: ["/static/..%2f..%2fsecret.json", "/static/..%2F..%2Fsecret.js"],
	},
	{
		about: "CVE-2026-54286, hono: a backslash is a separator on Windows",
		paths: [
			"/private%5Cpage",
			"/private\\page",
			"/static/..%5csecret.js",
			"/static\\..\\secret.js",
			"/..%5c..%5csecret",
		],
	},
	{
		about:
			"GHSA-q5qw-h33p-qvwr, hono: %2F is a slash to one, and not to another",
		paths: ["/private%2Fpage", "/private%2fpage", "/static%2f..%2fsecret.js"],
	},
	{
		about: "CVE-2026-14198, @fastify/middie: %2F in a parameter",
		paths: ["/looked%2Fup/private/page", "/x%2Fprivate/page"],
	},
	{
		about: "CVE-2026-39406, @hono/node-server: // is not guarded",
		paths: ["//private/page", "///private/page", "/private//page"],
	},
	{
		about: "CVE-2026-2880, @fastify/middie: // and ; are not guarded",
		paths: ["//private/page", "/private;a=b/page", "/private/;/page"],
	},
	{
		about: "CVE-2026-112362, @fastify/express: an absolute URL is not guarded",
		paths: [
			"http://here.example/private/page",
			"http://here.example//private/page",
			"http:/private/page",
		],
	},
	{
		about:
			"GHSA-8pvw-jcv7-9cmj, @fastify/static: not normal yet when it is guarded",
		paths: [
			"/static/../private/page",
			"/public/../private/page",
			"/./private/page",
		],
	},
	{
		about: "CVE-2025-29927, Next.js: a header that skips the guard",
		paths: ["/private/page"],
		headers: {
			"x-middleware-subrequest":
				"middleware:middleware:middleware:middleware:middleware",
		},
	},
	{
		about: "names of modules and of hooks",
		paths: [
			"/secret",
			"/secret.js",
			"/index",
			"/index.js",
			"/guessed.js",
			"/guessed/index",
			"/_q_access",
			"/_q_url",
			"/private/_q_access",
		],
	},
];

/** Names that objects inherit. */
const prototypes: readonly Advisory[] = [
	{
		about: "CVE-2022-24999, qs: __proto__ in a query",
		paths: [
			"/guessed?a[__proto__]=b&a[__proto__]&a[length]=100000000",
			"/__proto__?__proto__[polluted]=yes",
		],
	},
	{
		about: "CVE-2019-10744, lodash: constructor.prototype",
		paths: [
			"/constructor/prototype/polluted",
			"/section/constructor/prototype/polluted",
			"/section/__proto__/polluted",
			"/section/toString",
			"/__proto__/polluted",
			"/guessed/constructor/prototype/polluted",
			"/looked-up/__proto__/polluted",
			"/private/__proto__/page",
		],
	},
];

/** Redirects that leave the site. */
const redirects: readonly Advisory[] = [
	{
		about: "CVE-2015-1164, serve-static: //host",
		paths: ["//evil.example/%2e%2e", "//evil.example/..", "//evil.example"],
	},
	{
		about: "CVE-2017-16224, st: //host/%2e%2e",
		paths: [
			"//evil.example/%2e%2e",
			"//evil.example/%2e.",
			"//evil.example/.%2e",
		],
	},
	{
		about: "CVE-2021-22964, fastify-static: //a//host",
		paths: ["//a//evil.example/%2e%2e%2f%2e%2e", "//^/.."],
	},
	{
		about: "CVE-2021-23387, trailing-slash: //host/",
		paths: ["//evil.example/", "//evil.example//"],
	},
	{
		about: "CVE-2021-3189, slashify: any mixture of slashes",
		paths: [
			"///evil.example",
			"/\\evil.example",
			"\\\\evil.example",
			"/\\/evil.example",
			"//\\evil.example",
			"/%5Cevil.example",
			"/%2Fevil.example",
			"/%09/evil.example",
		],
	},
	{
		about: "CVE-2024-29041, express: a host that is read in two ways",
		paths: [
			"http://evil.example\\@here.example/section",
			"//evil.example\\@here.example",
			"http://evil.example/section",
			"http://evil.example//other.example",
		],
	},
	{
		about:
			"CVE-2024-43796 of express, CVE-2024-43800 of serve-static, CVE-2025-32379 of koa: a URL in the page of a redirect",
		paths: [
			"/<script>alert(1)</script>",
			"/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
			"/section?<script>alert(1)</script>",
			"/javascript:alert(1)",
		],
	},
];

/** What has brought servers down. */
const crashes: readonly Advisory[] = [
	{
		about: "CVE-2025-11149, node-static: NUL",
		paths: ["/%00", "/guessed%00", "/guessed%00.js", "/static/a.txt%00.js"],
	},
	{
		about: "CVE-2021-22964, fastify-static: characters that are no URL's",
		paths: ["//^/..", "/^/..", "/[/]", "/|", '/"'],
	},
	{
		about: "malformed and overlong escapes",
		paths: ["/%", "/%zz", "/%c0%ae%c0%ae/", "/%u002e%u002e/", "/%ed%a0%80"],
	},
	{
		about:
			"CVE-2024-45296, path-to-regexp: long paths on which patterns backtrack",
		paths: [`/a${"-a".repeat(30_000)}-`, `/${"a/".repeat(30_000)}`],
	},
	{
		about: "paths of 64 kB",
		paths: [
			`/${"a".repeat(64 * 1024)}`,
			"/..".repeat(21 * 1024),
			`/guessed${"/".repeat(64 * 1024)}`,
			`/${"%2e%2e%2f".repeat(7 * 1024)}`,
			`/${"%25".repeat(21 * 1024)}`,
			`/section${"/section".repeat(8 * 1024)}`,
			`/static/${"a".repeat(64 * 1024)}`,
		],
	},
];

/** Where each has to end, beside in a page of the site's. */
const allowed = [200, 301, 400, 403, 404, 414];

for (const { version, express } of expresses) {
	const all = [...disclosures, ...prototypes, ...redirects, ...crashes];
	for (const { about, paths, headers = {} } of all) {
		test(`${about}, on Express ${version}`, async (t) => {
			const { ask, loaded } = await serveSite(t, express);
			for (const path of paths) {
				const answer = await ask(path, { headers });
				check(path, answer);
				await follow(ask, answer);
			}
			assert.ok(
				loaded.every((name) => ["guessed.js", "site/index.js"].includes(name)),
				loaded.join(),
			);
			assert.equal(({} as { polluted?: unknown }).polluted, undefined);
			assert.equal((await ask("/guessed")).body, "guessed");
		});
	}
}

function check(path: string, { status, headers, body }: Answer): void {
	assert.ok(allowed.includes(status), `${path}: ${status} ${body}`);
	assert.ok(!body.includes(SECRET), path);
	assert.doesNotMatch(body, /root:|<script>/);
	const { location } = headers;
	if (location !== undefined) {
		assert.match(location, /^[\x21-\x7e]+$/);
		const target = new URL(location, "http://here.example/x/");
		assert.equal(target.host, "here.example", `${path} to ${location}`);
	}
}

/** Goes where a client is sent, twice at most: what it finds there has to be in order as well. */
async function follow(ask: Ask, answer: Answer, times = 2): Promise<void> {
	const { location } = answer.headers;
	if (location === undefined) {
		return;
	}
	assert.ok(times > 0, `redirected again to ${location}`);
	const { pathname, search } = new URL(location, "http://here.example/");
	const next = await ask(pathname + search);
	check(pathname, next);
	await follow(ask, next, times - 1);
}

/**
 * Serves a site with all that attackers aim at: files beside what is published, a part behind an access
 * hook, static files, and look-ups that redirect whatever they are asked for.
 */
async function serveSite(
	t: TestContext,
	express: (typeof expresses)[number]["express"],
) {
	const folder = writeFiles(t, {
		"secret.js": `advisoriesTest.push("secret"); export default "${SECRET}";`,
		"secret.json": `"${SECRET}"`,
		"static-secret/a.txt": SECRET,
		"static/a.txt": "static",
		"site/index.js": "",
		"site/guessed.js":
			'advisoriesTest.push("guessed.js"); export default "guessed";',
		"site/guessed-secret.js": `export default "${SECRET}";`,
	});
	const loaded: string[] = [];
	Object.assign(globalThis, { advisoriesTest: loaded });
	const section = {
		_q_exports: ["section", "toString", "constructor", "__proto__"],
		_q_index: "index",
		_q_lookup: (): unknown => section,
		_q_import: (): unknown => section,
	};
	const app = express();
	app.set("env", "production"); // Express shows no stack then, and logs nothing in tests.
	app.use(
		publisher({
			_q_exports: ["guessed", "static", "private", "section"],
			_q_url: new URL("site/index.js", folder).href,
			// Whatever nobody exports is a section, as is all in a section: what lacks its final slash is redirected.
			_q_lookup: () => section,
			_q_index: section,
			section,
			static: mount(
				express.static(fileURLToPath(new URL("static/", folder)), {
					redirect: false, // Of its own accord it redirects an absolute URL to the host in it.
				}),
			),
			private: {
				_q_exports: ["page"],
				_q_access() {
					throw Object.assign(new Error("forbidden"), { status: 403 });
				},
				page: SECRET,
			},
		}),
	);
	app.use((_req, res) => void res.status(404).send("not found"));
	const answerError: ErrorRequestHandler = (error, _req, res, _next) => {
		res.status(error.status ?? 500).send("error");
	};
	app.use(answerError);
	return { ask: await serve(t, app), loaded };
}
