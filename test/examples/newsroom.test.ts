// The example `newsroom`: each of its parts, and what is imported when.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { openPage, withBrowser } from "../support/browser.js";
import { type Example, startExample } from "../support/example.js";
import type { Ask } from "../support/serve.js";
import { until } from "../support/until.js";

const comments = "/articles/cold-starts/comments";
const form = { "Content-Type": "application/x-www-form-urlencoded" };

/** What each section's first request imports, when the requests come in this order. */
const firstRequests: readonly (readonly [string, readonly string[]])[] = [
	["/", []],
	["/health", []],
	["/assets/style.css", []],
	["/nowhere", []],
	["/articles", ["site/articles.js"]],
	["/articles/", []],
	["/articles/cold-starts/", ["marked", "sanitize-html"]],
	["/articles/css-no-script/", []],
	[comments, ["site/comments.js", "libsql"]],
	["/search?q=node", ["site/search.js"]],
	["/feed.xml", ["site/syndication.js"]],
	["/robots.txt", []],
	["/sitemap.xml", []],
	["/calendar", ["site/calendar.js"]],
	["/api/articles", ["site/api.js"]],
	["/about/", ["site/about.js"]],
	["/about/contact", ["site/about/contact.js"]],
	["/about/ethics", ["site/about/ethics.js"]],
	["/about/people", ["site/about/people/index.js"]],
	["/about/people/ada", []],
	["/admin/", ["site/admin.js"]],
];
const allModules = firstRequests.flatMap(([, modules]) => modules);

test("a section's modules are imported by its first request and not before", async (t) => {
	const { ask, stop } = await startNewsroom(t);
	let loaded: readonly string[] = [];
	for (const [path, modules] of firstRequests) {
		const { body } = await ask(path);
		assert.equal(
			/Ready after \d+ ms\./.test(body),
			body.includes('id="imported"'),
		);
		if (body.includes('id="imported"')) {
			assert.deepEqual(importedIn(body), modules, path);
		}
		loaded = [...loaded, ...modules];
		assert.deepEqual(loadedIn((await ask("/")).body), loaded, path);
	}
	for (const [path] of firstRequests) {
		assert.deepEqual(importedIn((await ask(path)).body), [], `${path} again`);
	}
	const [address, ...imports] = await stop();
	assert.match(
		String(address),
		/^http:\/\/localhost:\d+\/ is there, \d+ ms after/,
	);
	assert.deepEqual(imports.map(printedModule), allModules);
});

test("a warm start imports what was in use before it, and nothing else", async (t) => {
	const env = { NEWSROOM_DATA: temporaryFolder(t) };
	const first = await startNewsroom(t, { env });
	await first.ask("/about/ethics");
	await first.ask("/search?q=node");
	await first.ask("/search?q=express");
	await first.stop();

	const cold = await startNewsroom(t, { env });
	assert.deepEqual(loadedIn((await cold.ask("/")).body), [], "not unasked");
	cold.signal("SIGKILL"); // Or it would write down that nothing was in use.

	const args = ["--warm-up"];
	const second = await startNewsroom(t, { env, args });
	const inUse = ["site/search.js", "site/about.js", "site/about/ethics.js"];
	let loaded: readonly string[] = [];
	await until(async () => {
		loaded = loadedIn((await second.ask("/")).body);
		return loaded.length >= inUse.length;
	});
	assert.deepEqual(loaded, inUse);
	assert.deepEqual(importedIn((await second.ask("/about/ethics")).body), []);
	await second.stop();
});

test("a usage file that cannot be read does not keep the newsroom from starting", async (t) => {
	const folder = temporaryFolder(t);
	writeFileSync(join(folder, "usage.json"), "half a fi");
	const env = { NEWSROOM_DATA: folder };
	const { ask } = await startNewsroom(t, { env, args: ["--warm-up"] });
	assert.equal((await ask("/health")).status, 200);
});

test("start:eager imports the same modules, all of them before it listens", async (t) => {
	const { ask, stop } = await startNewsroom(t, { script: "eager.js" });
	const everything = [...allModules].sort();
	assert.deepEqual([...loadedIn((await ask("/")).body)].sort(), everything);
	for (const [path] of firstRequests) {
		assert.deepEqual(importedIn((await ask(path)).body), [], path);
	}
	const printed = await stop();
	assert.match(String(printed.at(-1)), / is there, \d+ ms after/);
	assert.deepEqual(printed.slice(0, -1).map(printedModule).sort(), everything);
});

test("the front page leads to articles, rendered from Markdown", async (t) => {
	const { ask } = await startNewsroom(t);
	const front = await ask("/");
	assert.equal(front.status, 200);
	assert.equal([...front.body.matchAll(/<li>/g)].length, 10);
	assert.ok(front.body.includes('href="/articles/tern-waits-less/"'));
	assert.equal((await ask("/articles/")).body.match(/<li>/g)?.length, 20);

	const redirect = await ask("/articles/cold-starts?from=feed");
	assert.equal(redirect.status, 301);
	assert.equal(redirect.headers.location, "/articles/cold-starts/?from=feed");

	const article = await ask("/articles/cold-starts/");
	assert.equal(article.status, 200);
	assert.ok(article.body.includes("<h1>Where the first second goes</h1>"));
	assert.ok(article.body.includes("<em>two hundred and six</em>"));
	const policy = String(article.headers["content-security-policy"]);
	assert.match(policy, /default-src 'self'/);
	assert.doesNotMatch(policy, /upgrade-insecure-requests/);
});

test("what Markdown may hold besides Markdown is cleaned away", async () => {
	const markdown = new URL(
		"../../examples/newsroom/dist/markdown.js",
		import.meta.url,
	);
	const { renderMarkdown } = await import(markdown.href);
	const rendered = String(
		await renderMarkdown(
			"*a* <script>b</script> <b onclick=c>d</b> [e](javascript:f)",
		),
	);
	assert.ok(rendered.includes("<em>a</em>") && rendered.includes("<b>d</b>"));
	assert.ok(!/script|onclick/.test(rendered), rendered);
});

test("a usage file that cannot be written ends in a message, and the shutdown as ever", async (t) => {
	const data = join(temporaryFolder(t), "data");
	writeFileSync(data, "");
	const newsroom = await startNewsroom(t, { env: { NEWSROOM_DATA: data } });
	await newsroom.ask("/about/ethics");
	await newsroom.stop();
	assert.match(
		newsroom.errors(),
		/^The usage of the site was not written: EEXIST.*\n$/,
	);
});

test("a port that is taken ends in a message that names another", async (t) => {
	const { origin } = await startNewsroom(t);
	const env = { PORT: new URL(origin).port };
	await assert.rejects(startNewsroom(t, { env }), {
		message: new RegExp(
			`ended early: The newsroom cannot start: [^\\n]*EADDRINUSE[^\\n]*:${env.PORT}\\. For another port: PORT=3001 npm start\\n$`,
		),
	});
});

test("each page names the path that was the first to need a module", async (t) => {
	const { ask } = await startNewsroom(t);
	const { body } = await ask("/articles/cold-starts/");
	assert.match(
		body,
		/3 modules imported for this page:.*<code>site\/articles\.js<\/code> \(\d+\.\d ms, for \/articles\)/,
	);
	assert.match(
		body,
		/<code>marked<\/code> \(\d+\.\d ms, for \/articles\/cold-starts\/\)/,
	);
	const guessed = (await ask("/about/ethics")).body;
	assert.match(guessed, /about\.js<\/code> \([\d.]+ ms, for \/about\)/);
	assert.match(guessed, /ms, for \/about\/ethics, guessed\)/);
	const again = (await ask("/about/ethics")).body;
	assert.ok(again.includes("Nothing was imported for this page."));
});

test("the first page says that no section is imported yet, and one behind a redirect what that has imported", async (t) => {
	const { ask } = await startNewsroom(t);
	assert.match((await ask("/")).body, /No section is imported yet/);
	const imports = ["site/about.js"];
	const { status, headers } = await ask("/about?from=feed");
	assert.equal(status, 301);
	const location = String(headers.location);
	assert.deepEqual(importedIn((await ask(location)).body), imports);
	assert.deepEqual(importedIn((await ask(location)).body), [], "once");
	assert.doesNotMatch((await ask("/")).body, /No section is imported yet/);
});

test("what nobody publishes has the site's own 404 page", async (t) => {
	const { ask } = await startNewsroom(t);
	for (const path of [
		"/nowhere",
		"/articles/no-such/",
		"/articles/cold-starts/edit",
		"/assets/no.css",
		"/assets/..%2fpackage.json",
		"/about/constructor",
		"/_q_index",
	]) {
		const { status, body } = await ask(path);
		assert.equal(status, 404, path);
		assert.ok(body.includes("<h1>Not Found</h1>"), path);
		assert.ok(body.includes('href="/assets/style.css"'), path);
	}
});

test("strings, static files, and pages under names that are no identifiers", async (t) => {
	const { ask } = await startNewsroom(t);
	assert.equal((await ask("/health")).body, "alive\n");

	const css = await ask("/assets/style.css");
	assert.equal(css.status, 200);
	assert.match(String(css.headers["content-type"]), /^text\/css/);

	const robots = await ask("/robots.txt");
	assert.match(String(robots.headers["content-type"]), /^text\/plain/);
	assert.match(robots.body, /^Sitemap: http:\/\/.+\/sitemap\.xml$/m);
	assert.equal((await ask("/robots")).status, 404);
});

test("the feed and the sitemap are well-formed and name the articles", async (t) => {
	const { ask, origin } = await startNewsroom(t);
	const parser = new XMLParser({ ignoreAttributes: false });

	const feed = await ask("/feed.xml");
	assert.match(String(feed.headers["content-type"]), /^application\/atom\+xml/);
	assert.equal(XMLValidator.validate(feed.body), true);
	const { entry, updated } = parser.parse(feed.body).feed;
	assert.equal(entry.length, 10);
	assert.equal(entry[0].updated, updated);
	for (const { id, title, link, author, summary } of entry) {
		assert.equal(link["@_href"], id);
		assert.equal((await ask(id.slice(origin.length))).status, 200);
		assert.ok(title && summary && author.name);
	}

	const sitemap = await ask("/sitemap.xml");
	assert.equal(XMLValidator.validate(sitemap.body), true);
	assert.equal(parser.parse(sitemap.body).urlset.url.length, 20);

	// What a client puts into `Host` is a value like any other.
	const hostile = await ask("/feed.xml", { headers: { Host: '"><x>&' } });
	assert.equal(XMLValidator.validate(hostile.body), true);
	assert.ok(!hostile.body.includes("<x>"));
});

test("a comment is stored, and shown as its writer wrote it", async (t) => {
	const { ask } = await startNewsroom(t);
	assert.ok((await ask(comments)).body.includes("Nobody has written one yet."));

	const posted = await post(ask, comments, {
		author: "<b>Eve</b>",
		text: `<script>alert("1")</script>\r\nsecond line`,
	});
	assert.equal(posted.status, 303);
	assert.equal(posted.headers.location, `${comments}#comment-1`);

	const { body } = await ask(comments);
	assert.ok(body.includes('id="comment-1"'));
	assert.ok(body.includes("&lt;b&gt;Eve&lt;/b&gt;"));
	assert.ok(
		body.includes(
			"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;\nsecond line",
		),
	);
	assert.ok(!body.includes("<script") && !body.includes("<b>"));
	assert.ok(
		!(await ask("/articles/css-no-script/comments")).body.includes("Eve"),
		"comments belong to one article",
	);
});

test("comments outlive the process", async (t) => {
	const data = temporaryFolder(t);
	const env = { NEWSROOM_DATA: data };
	const first = await startNewsroom(t, { env });
	await post(first.ask, comments, { author: "Ann", text: "still here" });
	await first.stop();
	const second = await startNewsroom(t, { env });
	assert.ok((await second.ask(comments)).body.includes("still here"));
	const found = (await second.ask("/search?q=carillon")).body;
	assert.equal(found.match(/<li>/g)?.length, 1, "each article indexed once");
});

test("comments are bounded in size and in number", async (t) => {
	const { ask } = await startNewsroom(t);
	for (const [author, text] of [
		["", "a text"],
		["a name", " \r\n "],
		["n".repeat(61), "a text"],
		["a name", "t".repeat(2_001)],
	] as const) {
		const { status, body } = await post(ask, comments, { author, text });
		assert.equal(status, 422);
		assert.ok(body.includes('role="alert"'));
		assert.ok(body.includes(author) && body.includes(text.trim()));
	}
	const tooLarge = { author: "a", text: "t".repeat(17_000) };
	assert.equal((await post(ask, comments, tooLarge)).status, 413);
	const twice = {
		method: "POST",
		headers: form,
		body: "author=a&text=b&text=c",
	};
	assert.equal((await ask(comments, twice)).status, 422);
	const json = {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: '{"author":"a","text":"b"}',
	};
	assert.equal((await ask(comments, json)).status, 422);
	assert.ok((await ask(comments)).body.includes("Nobody has written one yet."));

	const fits = { author: "n".repeat(60), text: "t\r\n".repeat(1_000) };
	for (let i = 0; i < 100; i++) {
		assert.equal((await post(ask, comments, fits)).status, 303);
	}
	const refused = await post(ask, comments, fits);
	assert.equal(refused.status, 403);
	assert.ok(refused.body.includes("takes no more"));
	const { body } = await ask(comments);
	assert.equal(body.match(/id="comment-/g)?.length, 100);
	assert.ok(!body.includes("<textarea"));
	const elsewhere = "/articles/css-no-script/comments";
	assert.equal((await post(ask, elsewhere, fits)).status, 303);
});

test("the comments are a resource: other methods get a 405", async (t) => {
	const { ask } = await startNewsroom(t);
	for (const method of ["PUT", "DELETE", "PATCH"]) {
		const { status, headers } = await ask(comments, { method });
		assert.equal(status, 405, method);
		assert.equal(headers.allow, "GET, HEAD, POST", method);
	}
	const options = await ask(comments, { method: "OPTIONS" });
	assert.equal(options.status, 200);
	assert.equal(options.headers.allow, "GET, HEAD, POST");
	const head = await ask(comments, { method: "HEAD" });
	assert.equal(head.status, 200);
	assert.equal(head.body, "");
});

test("the search finds words, and takes no query for syntax", async (t) => {
	const { ask } = await startNewsroom(t);
	const { status, body } = await ask("/search?q=libraries%20shelf");
	assert.equal(status, 200);
	assert.ok(body.includes('href="/articles/sqlite-on-a-shelf/"'));
	assert.match(body, /<mark>(shelf|library)<\/mark>/i);

	for (const query of [
		'"',
		'""',
		'"""carillon',
		"AND (",
		"NEAR(carillon, 1",
		"NOT",
		"carillon OR",
		"text:carillon",
		"-carillon^*",
		"'; DROP TABLE comment; --",
		"\0carillon",
		"{carillon} + \u{1f4a9} \u0301",
		"a ".repeat(1_000),
	]) {
		const path = `/search?q=${encodeURIComponent(query)}`;
		assert.equal((await ask(path)).status, 200, query);
	}
	assert.ok(
		(await ask("/search?q=verified")).body.includes("<mark>verified</mark>"),
	);
	assert.doesNotMatch((await ask("/search?q=verified")).body, /_</);
	assert.ok((await ask('/search?q="carillon')).body.includes("<mark>"));
	for (const raw of ["", "?q", "?q=a&q=b", "?q[x]=1", "?q=%ff%00"]) {
		assert.equal((await ask(`/search${raw}`)).status, 200, raw);
	}

	const hostile = await ask(
		`/search?q=${encodeURIComponent('"><script>x</script>')}`,
	);
	assert.ok(hostile.body.includes("&quot;&gt;&lt;script&gt;x&lt;/script&gt;"));
	assert.ok(!hostile.body.includes("<script"));
});

test("without a password the administration is closed", async (t) => {
	const { ask } = await startNewsroom(t);
	for (const headers of [{}, basic("")] as const) {
		const { status, body } = await ask("/admin/", { headers });
		assert.equal(status, 403);
		assert.ok(body.includes("ADMIN_PASSWORD is not set"));
	}
});

test("the administration lets in whoever has the password, and deletes comments", async (t) => {
	const password = "päss:word";
	const { ask } = await startNewsroom(t, { env: { ADMIN_PASSWORD: password } });
	await post(ask, comments, { author: "Ann", text: "keep" });
	await post(ask, comments, { author: "Bob", text: "<i>away</i>" });

	for (const headers of [
		{},
		basic("wrong"),
		basic(""),
		{ Authorization: "Basic" },
		{ Authorization: `Bearer ${password}` },
	]) {
		for (const method of ["GET", "POST"]) {
			const path = method === "GET" ? "/admin/" : "/admin/delete";
			const refused = await ask(path, {
				method,
				headers: { ...form, ...headers },
				body: method === "POST" ? "id=2" : "",
			});
			assert.equal(refused.status, 401);
			assert.match(
				String(refused.headers["www-authenticate"]),
				/^Basic realm=/,
			);
			assert.ok(!refused.body.includes("Ann"));
		}
	}

	const allowed = basic(password);
	const list = await ask("/admin/", { headers: allowed });
	assert.equal(list.status, 200);
	assert.equal(list.headers["cache-control"], "no-store");
	assert.ok(list.body.includes("&lt;i&gt;away&lt;/i&gt;"));
	assert.equal(
		(await ask("/admin/delete", { headers: allowed })).headers.allow,
		"POST",
	);

	const wrongId = await post(ask, "/admin/delete", { id: "x" }, allowed);
	assert.equal(wrongId.status, 400);
	const deleted = await post(ask, "/admin/delete", { id: "2" }, allowed);
	assert.equal(deleted.status, 303);
	assert.equal(deleted.headers.location, "/admin/");
	const { body } = await ask(comments);
	assert.ok(body.includes("keep") && !body.includes("away"));
});

test("the administration shows what the site has imported, and to nobody else", async (t) => {
	const newsroom = await startNewsroom(t, {
		env: { ADMIN_PASSWORD: "secret" },
	});
	const { ask } = newsroom;
	assert.equal((await ask("/admin/site/")).status, 200, "on this machine");
	for (const elsewhere of [
		{ "X-Forwarded-For": "192.0.2.1" },
		{ Forwarded: "for=192.0.2.1" },
		{ Host: "rebound.example" },
	] as readonly Record<string, string>[]) {
		for (const path of ["", "/", "/page.js", "/events", "/preload"]) {
			const refused = await ask(`/admin/site${path}`, { headers: elsewhere });
			assert.equal(refused.status, 401, path);
			assert.match(String(refused.headers["www-authenticate"]), /^Basic /);
			assert.ok(refused.body.includes("<h1>Unauthorized</h1>"));
			assert.doesNotMatch(refused.body, /at .*node_modules/);
		}
	}
	assert.equal(newsroom.errors(), "");
	const headers = { ...basic("secret"), "X-Forwarded-For": "192.0.2.1" };
	const { status, body } = await ask("/admin/site/", { headers });
	assert.equal(status, 200);
	assert.ok(body.includes("<title>Inspector"));
	const cross = { ...headers, "Sec-Fetch-Site": "cross-site" };
	assert.equal((await post(ask, "/admin/site/preload", {}, cross)).status, 403);
	assert.equal(
		(await post(ask, "/admin/site/preload", {}, headers)).status,
		202,
	);
	await until(async () =>
		loadedIn((await ask("/")).body).includes("site/calendar.js"),
	);
});

test("what another site makes a browser send is refused", async (t) => {
	const { ask, origin } = await startNewsroom(t, {
		env: { ADMIN_PASSWORD: "secret" },
	});
	const draft = { author: "Ann", text: "a text" };
	await post(ask, comments, draft);
	for (const headers of [
		{ "Sec-Fetch-Site": "cross-site" },
		{ "Sec-Fetch-Site": "same-site", Origin: origin },
		{ Origin: "https://elsewhere.example" },
		{ Origin: "null" },
	]) {
		const shown = JSON.stringify(headers);
		const removal = { ...basic("secret"), ...headers };
		const refused = await post(ask, "/admin/delete", { id: "1" }, removal);
		assert.equal(refused.status, 403, shown);
		assert.equal(
			(await post(ask, comments, draft, headers)).status,
			403,
			shown,
		);
	}
	assert.equal((await ask(comments)).body.match(/id="comment-/g)?.length, 1);
	for (const headers of [
		{ "Sec-Fetch-Site": "same-origin" },
		{ Origin: origin },
	]) {
		assert.equal((await post(ask, comments, draft, headers)).status, 303);
	}
});

test("an error has a page, which shows nothing of what is inside", async (t) => {
	// A file where the database's folder should be: the search cannot open it.
	const data = join(temporaryFolder(t), "data");
	writeFileSync(data, "");
	const newsroom = await startNewsroom(t, { env: { NEWSROOM_DATA: data } });
	const { ask } = newsroom;

	const broken = await ask("/search?q=node");
	assert.equal(broken.status, 500);
	assert.ok(broken.body.includes("<h1>Internal Server Error</h1>"));
	assert.ok(broken.body.includes('id="imported"'));
	for (const inside of [data, "EEXIST", "Error:", "node_modules", "at "]) {
		const [main = ""] = /<main[\s\S]*<\/main>/.exec(broken.body) ?? [];
		assert.ok(!main.includes(inside), inside);
	}

	const malformed = await ask("/articles/%zz/");
	assert.equal(malformed.status, 400);
	assert.ok(malformed.body.includes("<h1>Bad Request</h1>"));

	rmSync(data);
	assert.equal((await ask("/search?q=node")).status, 200, "tried again");
	await newsroom.stop();
	assert.ok(newsroom.errors().includes("EEXIST"), "the log has it all");
});

test("the part that the guesser finds", async (t) => {
	const { ask } = await startNewsroom(t);
	assert.equal((await ask("/about")).headers.location, "/about/");
	assert.ok((await ask("/about/contact")).body.includes("<h1>Contact</h1>"));
	assert.ok((await ask("/about/ethics")).body.includes("<h1>How we work</h1>"));
	assert.equal((await ask("/about/contact/more")).status, 404);
	assert.equal((await ask("/about/people")).headers.location, "/about/people/");
	assert.ok((await ask("/about/people/")).body.includes("Tomas Lind"));
	const person = await ask("/about/people/ada");
	assert.ok(person.body.includes("<h1>Ada Brandt</h1>"));
	assert.equal(person.body.match(/<li>/g)?.length, 5);
	assert.equal((await ask("/about/people/nobody")).status, 404);
});

test("the part that is an ordinary Router", async (t) => {
	const { ask } = await startNewsroom(t);
	for (const path of ["/calendar", "/calendar/"]) {
		const { status, body } = await ask(path);
		assert.equal(status, 200, path);
		assert.ok(body.includes('href="/calendar/small-servers-day"'), path);
	}
	const event = await ask("/calendar/small-servers-day");
	assert.ok(event.body.includes("<h1>Small Servers Day</h1>"));
	const missing = await ask("/calendar/no-such");
	assert.equal(missing.status, 404);
	assert.ok(missing.body.includes("no such event in the calendar"));
	const posted = await ask("/calendar/small-servers-day", { method: "POST" });
	assert.equal(posted.status, 405);
	assert.equal(posted.headers.allow, "GET, HEAD");
	assert.ok((await ask("/calendar/a/b")).body.includes("nothing at /calendar"));
});

test("the part that is an Express application of its own", async (t) => {
	const { ask } = await startNewsroom(t);
	const list = await ask("/api/articles");
	assert.match(String(list.headers["content-type"]), /^application\/json/);
	assert.equal(JSON.parse(list.body).length, 20);
	assert.ok(list.body.startsWith("[\n  {\n    "), "its own `json spaces`");
	assert.equal(list.headers["x-powered-by"], undefined);

	const one = await ask("/api/articles/cold-starts");
	assert.equal(JSON.parse(one.body).title, "Where the first second goes");
	for (const path of ["/api/articles/no-such", "/api/", "/api"]) {
		const { status, body } = await ask(path);
		assert.equal(status, 404, path);
		assert.deepEqual(JSON.parse(body), { error: "Not Found" }, path);
	}
	const malformed = await ask("/api/articles/%zz");
	assert.equal(malformed.status, 400);
	assert.ok("error" in JSON.parse(malformed.body));
});

test(
	"a reader with a browser reads an article and comments on it",
	withBrowser,
	async (t) => {
		const { origin } = await startNewsroom(t);
		const { page, complaints } = await openPage(t);

		await page.goto(origin);
		await page.getByRole("link", { name: "Where the first second" }).click();
		await page.getByRole("heading", { level: 1, name: "Where the" }).waitFor();
		await page.getByRole("link", { name: "Comments" }).click();
		await page.getByLabel("Name").fill("Ann");
		await page
			.getByLabel("Comment", { exact: true })
			.fill("<script>alert(1)</script>");
		await page.getByRole("button", { name: "Send" }).click();
		const comment = page.locator(".comments li");
		await comment.waitFor();
		assert.match(
			String(await comment.textContent()),
			/Ann[\s\S]+<script>alert\(1\)<\/script>/,
		);
		assert.match(page.url(), /\/comments#comment-1$/);

		await page.getByRole("searchbox").fill("carillon");
		await page.keyboard.press("Enter");
		await page.locator("mark").first().waitFor();
		assert.deepEqual(complaints, []);
	},
);

/** Starts the newsroom, with a data folder of its own. */
function startNewsroom(
	t: TestContext,
	{
		script = "server.js",
		env = {},
		args = [],
	}: {
		script?: string;
		env?: Record<string, string>;
		args?: readonly string[];
	} = {},
): Promise<Example> {
	return startExample(t, `newsroom/dist/${script}`, {
		env: {
			ADMIN_PASSWORD: undefined,
			NEWSROOM_DATA: temporaryFolder(t),
			...env,
		},
		args,
	});
}

function temporaryFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), "newsroom-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

function post(
	ask: Ask,
	path: string,
	fields: Record<string, string>,
	headers: Record<string, string> = {},
): ReturnType<Ask> {
	return ask(path, {
		method: "POST",
		headers: { ...form, ...headers },
		body: new URLSearchParams(fields).toString(),
	});
}

function basic(password: string): Record<string, string> {
	const credentials = Buffer.from(`editor:${password}`).toString("base64");
	return { Authorization: `Basic ${credentials}` };
}

/** Gives the modules that the foot of the page `body` says its request has imported. */
function importedIn(body: string): readonly string[] {
	return modulesIn(/<p id="imported">[\s\S]*?<\/p>/.exec(body)?.[0]);
}

/** Gives the modules that the foot of the page `body` says the process has imported. */
function loadedIn(body: string): readonly string[] {
	return modulesIn(/<details id="loaded">[\s\S]*?<\/details>/.exec(body)?.[0]);
}

function modulesIn(markup = ""): readonly string[] {
	return [...markup.matchAll(/<code>(.*?)<\/code>/g)].map(
		([, module = ""]) => module,
	);
}

function printedModule(line: string): string {
	return (
		/^imported (\S+): \d+\.\d ms( after the import began \(guessed\))?(, for \/\S*)?$/.exec(
			line,
		)?.[1] ?? `not an import: ${line}`
	);
}
