const { once } = require("node:events");
const { PublisherError, publisher } = require("express-publisher");
const { check } = require("express-publisher/check");
const app = require("./app");

let server;
beforeAll(async () => {
	server = app.listen(0);
	await once(server, "listening");
});
afterAll(() => server.close());
const bodyOf = async (path) =>
	(await fetch(`http://localhost:${server.address().port}${path}`)).text();

test("a part of the site", async () => {
	expect(await bodyOf("/users/ada")).toBe("user ada");
	expect(await bodyOf("/files/a")).toBe("/a");
	expect(await bodyOf("/_site/")).toMatch(/^<!doctype html>/);
});

test("an error", async () => {
	const { imports } = await publisher({ _q_exports: ["a"] }).preload();
	expect(imports[0].error).toBeInstanceOf(PublisherError);
	expect(new Error("a")).not.toBeInstanceOf(PublisherError);
});

test("a check of the site, in a process of its own", async () => {
	const { problems } = await check(require.resolve("./site/index.js"));
	expect(problems).toHaveLength(1);
	expect(problems[0].path).toBe("/gone");
});
