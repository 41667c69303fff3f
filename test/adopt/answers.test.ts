// The command `adopt`: a server that it has changed answers as before, and imports what is asked for when it is asked for.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { runCommand } from "../support/command.js";
import { start } from "../support/consumer.js";
import { linkPackage, writeFiles } from "../support/files.js";
import { askPort } from "../support/serve.js";

/** What is requested of both servers, in this order. */
const requests = [
	...["GET /", "GET /projects/7/badge.svg", "GET /projects/7/badge.svg/more"],
	...["GET /admin/stats", "GET /admin/stats?key=right", "GET /admin"],
	...["GET /users", "GET /users/ada", "POST /users", "PUT /users"],
	...["GET /users/nobody", "GET /users/broken", "GET /legacy/here", "GET /x"],
	...["GET /posts", "GET /posts/1", "HEAD /posts/1", "OPTIONS /posts/1"],
];

const files = {
	"server.js": `import express from "express";
import badge from "./routers/badge.js";
import admin from "./routers/admin.js";
import guard from "./guard.js";
import * as users from "./controllers/users.js";
import { posts } from "./routers/index.js";
import legacy from "./legacy.cjs";
import errors from "./errors.js";

const app = express();
app.get("/", (req, res) => res.send("here"));
app.use("/projects/:project/badge.svg", badge);
app.use("/admin", guard, admin);
app.get("/users/:id", users.load, users.show);
app.route("/users").get(users.list).post(users.create);
app.use("/posts", posts);
app.use(legacy);
app.use(errors);
app.listen(0);
`,
	"routers/badge.js": `import { Router } from "express";
const router = Router({ mergeParams: true });
router.get("/", (req, res) => res.type("svg").send(\`<svg>\${req.params.project} \${req.baseUrl}</svg>\`));
export default router;
`,
	"routers/admin.js": `import express from "express";
const router = express.Router();
router.get("/stats", (req, res) => res.json({ stats: [req.baseUrl, req.url] }));
export default router;
`,
	"guard.js": `export default (req, res, next) =>
	req.query.key === "right" ? next() : res.status(403).send("no");
`,
	"controllers/users.js": `export function load(req, res, next) {
	if (req.params.id === "nobody") {
		next("route");
	} else {
		req.user = req.params.id;
		next(req.user === "broken" ? new Error("broken") : undefined);
	}
}
export const show = (req, res) => res.json({ user: req.user, route: req.route.path });
export const list = async (req, res) => res.json(["ada"]);
export const create = async (req, res, next) => {
	await undefined;
	next(new Error("cannot create"));
};
`,
	"routers/index.js": `export { default as posts } from "./posts.js";\n`,
	"routers/posts.js": `import { Router } from "express";
const router = Router();
router.get("/", (req, res) => res.send("all posts"));
router.get("/:id", (req, res, next) => next("router"));
export default router;
`,
	"legacy.cjs": `const router = require("express").Router();
router.get("/legacy/:name", (req, res) => res.send(req.params.name));
router.get("/posts/:id", (req, res) => res.send(\`old post \${req.params.id}\`));
module.exports = router;
`,
	"errors.js": `export default (error, req, res, next) => res.status(500).send(error.message);\n`,
};

for (const express of ["express", "express4"]) {
	test(`the same answers as before, on ${express}`, async (t) => {
		const before = writeSite(t, express);
		const after = writeSite(t, express);
		await adopt(after);
		const expected = await answersOf(await start(t, before, "server.js"));
		assert.equal(expected.length, requests.length);
		const answers = await answersOf(await start(t, after, "server.js"));
		assert.deepEqual(answers, expected);
	});
}

test("what cannot be imported keeps nothing else from answering", async (t) => {
	const folder = writeSite(t, "express");
	await adopt(folder);
	for (const path of ["routers/badge.js", "controllers/users.js"]) {
		writeFileSync(new URL(path, folder), 'throw new Error("broken");');
	}
	const port = await start(t, folder, "server.js");
	const ask = askPort(port);
	const status = async (path: string) => (await ask(path)).status;
	assert.equal(await status("/"), 200);
	assert.equal(await status("/posts"), 200);
	assert.equal(await status("/projects/7/badge.svg"), 500);
	assert.equal(await status("/users/ada"), 500);
	assert.equal(await status("/admin/stats?key=right"), 200);
});

function writeSite(t: TestContext, express: string): URL {
	const folder = writeFiles(t, files);
	linkPackage(folder, "express", express);
	linkPackage(folder, "express-publisher");
	return folder;
}

async function adopt(folder: URL): Promise<void> {
	const args = ["adopt", "./server.js", "--write"];
	const { stdout } = await runCommand(folder, ...args);
	assert.match(stdout, /8 converted/);
}

/** Gives what is answered to all of `requests`: status, headers and body. */
async function answersOf(port: number): Promise<unknown[]> {
	const ask = askPort(port);
	const answers: unknown[] = [];
	for (const request of requests) {
		const [method = "", path = ""] = request.split(" ");
		const { status, headers, body } = await ask(path, { method });
		answers.push([request, status, { ...headers, date: undefined }, body]);
	}
	return answers;
}
