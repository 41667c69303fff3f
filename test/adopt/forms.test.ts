// The command `adopt`: each form in which a handler can come from a module, and what it is converted to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted } from "../support/adopted.js";

/** Checks that a file becomes another. Both are written as lines. */
function becomes(
	name: string,
	files: Readonly<Record<string, string>>,
	expected: string,
): void {
	test(name, (t) => {
		const { text } = adopted(t, files);
		assert.equal(text, expected);
	});
}

const es = `import express from "express";\n`;
const lazyEs = `${es}import publisher from "express-publisher";\n`;
const commonjs = `const express = require("express");\n`;
const lazyCommonjs = `${commonjs}const publisher = require("express-publisher");\n`;
const app = "const app = express();\n";

becomes(
	"a default import",
	{
		"app.js": `${es}import router from "./router.js";\n${app}app.use("/:project/badge.svg", router);\n`,
	},
	`${lazyEs}${app}app.use("/:project/badge.svg", publisher(() => import("./router.js")));\n`,
);

becomes(
	"named imports, one by another name",
	{
		"app.js": `${es}import { show, list as all } from "./users.js";\n${app}app.get("/:id", show);\napp.post("/", all);\n`,
	},
	`${lazyEs}${app}app.get("/:id", publisher(() => import("./users.js").then((module) => module.show)));\napp.post("/", publisher(() => import("./users.js").then((module) => module.list)));\n`,
);

becomes(
	"members of a namespace, one of them a guard",
	{
		"app.js": `${es}import * as users from "./users.js";\n${app}app.get("/:id", users.load, users.show);\napp.all("/", users["list"]);\n`,
	},
	`${lazyEs}${app}app.get("/:id", publisher(() => import("./users.js").then((module) => module.load)), publisher(() => import("./users.js").then((module) => module.show)));\napp.all("/", publisher(() => import("./users.js").then((module) => module.list)));\n`,
);

becomes(
	"members of a default import: of an object, and of a CommonJS module",
	{
		"app.js": `${es}import both from "./both-of-them.js";\nimport posts from "./posts.cjs";\n${app}app.get("/a", both.users.show);\napp.get("/b", posts.show);\n`,
		"both-of-them.js": `import * as users from "./users.js";\nexport default { users };\n`,
	},
	`${lazyEs}${app}app.get("/a", publisher(() => import("./both-of-them.js").then((module) => module.default.users.show)));\napp.get("/b", publisher(() => import("./posts.cjs").then((module) => module.default.show)));\n`,
);

becomes(
	"a module that is awaited",
	{
		"app.js": `${es}const { default: router } = await import("./router.js");\n${app}app.use("/a", router);\nif (process.env.POSTS) {\n\tapp.get("/b", (await import("./users.js")).show);\n}\n`,
	},
	`${lazyEs}${app}app.use("/a", publisher(() => import("./router.js")));\nif (process.env.POSTS) {\n\tapp.get("/b", publisher(() => import("./users.js").then((module) => module.show)));\n}\n`,
);

becomes(
	"CommonJS: a variable, its members, a destructured one, and require in place",
	{
		"app.cjs": `${commonjs}const legacy = require("./legacy.cjs");
const posts = require("./posts.cjs");
const { show, list: all } = require("./users.cjs");
${app}app.use("/legacy", legacy);
app.get("/posts", posts.list);
app.get("/users", all);
app.get("/users/:id", show);
app.use("/too", require("./too.cjs"));
app.get("/member", require("./member.cjs").show);
`,
		"users.cjs": `exports.show = (req, res) => {};\nexports.list = exports.show;\n`,
		"too.cjs": `module.exports = require("express").Router();\n`,
		"member.cjs": `module.exports = { show(req, res) {} };\n`,
	},
	`${lazyCommonjs}${app}app.use("/legacy", publisher(() => require("./legacy.cjs")));
app.get("/posts", publisher(() => require("./posts.cjs").list));
app.get("/users", publisher(() => require("./users.cjs").list));
app.get("/users/:id", publisher(() => require("./users.cjs").show));
app.use("/too", publisher(() => require("./too.cjs")));
app.get("/member", publisher(() => require("./member.cjs").show));
`,
);

becomes(
	"a Router's routes, chained and one by one, and mounts in a function that gets the app",
	{
		"routes.cjs": `const guard = require("./guard.cjs");
module.exports = function (app) {
	app.route("/users/:id").all(guard).get(require("./posts.cjs").show).post((req, res) => {});
	app.use("/x", require("./legacy.cjs"))
};
`,
		"guard.cjs": "module.exports = (req, res, next) => next();\n",
	},
	`const publisher = require("express-publisher");
module.exports = function (app) {
	app.route("/users/:id").all(publisher(() => require("./guard.cjs"))).get(publisher(() => require("./posts.cjs").show)).post((req, res) => {});
	app.use("/x", publisher(() => require("./legacy.cjs")))
};
`,
);

becomes(
	"handlers in an array, in parentheses, and a receiver that is a chain, a property or what a class is given",
	{
		"server.ts": `import express, { type Router } from "express";
import guard from "./guard.js";
import router from "./router.js";
import * as users from "./users.js";
export class Server {
	app = express();
	constructor(private readonly admin: Router) {
		this.app.use(express.json()).use("/a", [guard, (router)]).get("/b", users.list);
		this.admin.get("/c", users.show);
	}
	mount(site: express.Router) {
		site.get("/d", users.show);
	}
}
`,
	},
	`import express, { type Router } from "express";
import publisher from "express-publisher";
import guard from "./guard.js";
export class Server {
	app = express();
	constructor(private readonly admin: Router) {
		this.app.use(express.json()).use("/a", [guard, (publisher(() => import("./router.js")))]).get("/b", publisher(() => import("./users.js").then((module) => module.list)));
		this.admin.get("/c", publisher(() => import("./users.js").then((module) => module.show)));
	}
	mount(site: express.Router) {
		site.get("/d", publisher(() => import("./users.js").then((module) => module.show)));
	}
}
`,
);

becomes(
	"TypeScript: import x = require(), assertions, and types that stay, in whatever way they are imported",
	{
		"app.ts": `import express = require("express");
import legacy = require("./legacy.cjs");
import posts, { type Post, type Comment as Remark } from "./posts.js";
import { User, show } from "./users.js";
import type { Other } from "./router.js";
import router from "./router.js";
import * as all from "./all.js";
const app: express.Express = express();
app.use("/legacy", legacy as express.Router);
app.use("/posts", posts!);
app.get("/users/:id", show as unknown as express.RequestHandler);
app.use("/router", <express.Router>router);
app.get("/all", all.list satisfies object);
export function about(user: User, post: Post | Remark | Other, one: all.One): typeof show {}
`,
		"posts.ts": `import { Router } from "express";
export interface Post {}
export interface Comment {}
const router: Router = Router();
export default router;
`,
		"users.ts": `import type { Request, Response } from "express";
export class User {}
export function show(this: void, req: Request, res: Response): void {}
`,
		"all.ts": `export type One = 1;
export const list = async (req: object, res: object): Promise<void> => {};
`,
	},
	`import express = require("express");
import publisher from "express-publisher";
import type { Post, Comment as Remark } from "./posts.js";
import type { User, show } from "./users.js";
import type { Other } from "./router.js";
import type * as all from "./all.js";
const app: express.Express = express();
app.use("/legacy", publisher(() => import("./legacy.cjs")) as express.Router);
app.use("/posts", publisher(() => import("./posts.js"))!);
app.get("/users/:id", publisher(() => import("./users.js").then((module) => module.show)) as unknown as express.RequestHandler);
app.use("/router", <express.Router>publisher(() => import("./router.js")));
app.get("/all", publisher(() => import("./all.js").then((module) => module.list)) satisfies object);
export function about(user: User, post: Post | Remark | Other, one: all.One): typeof show {}
`,
);

becomes(
	"re-exports of an index file, in all their forms, through two of them",
	{
		"app.ts": `${es}import { users, one as first, legacy, named, everything } from "./routers";
import * as routers from "./routers/index.js";
${app}app.use("/users", users);
app.use("/one", first);
app.use("/legacy", legacy);
app.get("/named", named);
app.get("/everything", everything.show);
app.use("/also", routers.users);
`,
		"routers/index.ts": `export { default as users } from "./users/index.js";
export * from "./one.js";
import legacy from "../legacy.cjs";
import * as everything from "./named.js";
export { legacy, everything };
export { show as named } from "./named";
`,
		"routers/users/index.ts": `export { default } from "./users.js";\n`,
		"routers/users/users.ts": `import { Router } from "express";\nexport default Router();\n`,
		"routers/one.ts": `import { Router } from "express";\nexport const one = Router();\n`,
		"routers/named.ts": "export const show = (req, res) => {};\n",
	},
	`${lazyEs}${app}app.use("/users", publisher(() => import("./routers/users/users.js")));
app.use("/one", publisher(() => import("./routers").then((module) => module.one)));
app.use("/legacy", publisher(() => import("./legacy.cjs")));
app.get("/named", publisher(() => import("./routers/named").then((module) => module.show)));
app.get("/everything", publisher(() => import("./routers/named.js").then((module) => module.show)));
app.use("/also", publisher(() => import("./routers/users/users.js")));
`,
);

becomes(
	"an index file in CommonJS",
	{
		"app.cjs": `${commonjs}const { users, posts } = require("./routers/index.cjs");
${app}app.use("/users", users);
app.get("/posts", posts.list);
`,
		"routers/index.cjs": `const posts = require("../posts.cjs");
module.exports = { users: require("./users.cjs"), posts };
`,
		"routers/users.cjs": `module.exports = require("express").Router();\n`,
	},
	`${lazyCommonjs}${app}app.use("/users", publisher(() => require("./routers/users.cjs")));
app.get("/posts", publisher(() => require("./posts.cjs").list));
`,
);

becomes(
	"what an index file makes itself is imported from there",
	{
		"app.js": `${es}import { users, made } from "./routers/index.js";
${app}app.use("/users", users);
app.use("/made", made);
`,
		"routers/index.js": `import { Router } from "express";
export { default as users } from "../router.js";
export const made = Router();
`,
	},
	`${lazyEs}${app}app.use("/users", publisher(() => import("./routers/index.js").then((module) => module.users)));
app.use("/made", publisher(() => import("./routers/index.js").then((module) => module.made)));
`,
);

becomes(
	"a pathless mount of a Router, and of a handler that lets nothing pass",
	{
		"app.cjs": `const router = require("express").Router();
router.use(require("./legacy.cjs"));
router.use(require("./posts.cjs").show);
module.exports = router;
`,
	},
	`const publisher = require("express-publisher");
const router = require("express").Router();
router.use(publisher(() => require("./legacy.cjs")));
router.use(publisher(() => require("./posts.cjs").show));
module.exports = router;
`.replace(/^(.*\n)(.*\n)/, "$2$1"),
);

becomes(
	"handlers that are made: by a factory, by wrappers, and as methods of a class",
	{
		"app.js": `${es}import * as made from "./made.js";
import { Users } from "./classes.js";
import users from "./classes.js";
${app}app.get("/wrapped", made.wrapped);
app.get("/async", made.asynchronous);
app.get("/factory", made.created);
app.get("/listed", made.listed);
app.get("/static", Users.show);
app.get("/instance", users.list);
app.use("/router", users.router);
`,
		"made.js": `import asyncHandler from "express-async-handler";
import { wrap } from "./wrap.js";
const createOne = (model) => wrap(async (req, res, next) => {});
export const wrapped = wrap(async (req, res) => {});
export const asynchronous = asyncHandler(async (req, res) => {});
export const created = createOne("model");
export const listed = [wrapped, (req, res, next) => next()];
`,
		"wrap.js": `export function wrap(handler) {
	return (req, res, next) => {
		handler(req, res, next).catch(next);
	};
}
`,
		"classes.js": `import { Router } from "express";
export class Users {
	router = Router();
	static show(req, res) {}
	constructor() {
		this.list = async (req, res) => {};
	}
}
export default new Users();
`,
	},
	`${lazyEs}${app}app.get("/wrapped", publisher(() => import("./made.js").then((module) => module.wrapped)));
app.get("/async", publisher(() => import("./made.js").then((module) => module.asynchronous)));
app.get("/factory", publisher(() => import("./made.js").then((module) => module.created)));
app.get("/listed", publisher(() => import("./made.js").then((module) => module.listed)));
app.get("/static", publisher(() => import("./classes.js").then((module) => module.Users.show)));
app.get("/instance", publisher(() => import("./classes.js").then((module) => module.default.list)));
app.use("/router", publisher(() => import("./classes.js").then((module) => module.default.router)));
`,
);

becomes(
	"a Router before an error handler, one for every path, and a module that exports HTTP methods besides",
	{
		"app.js": `${es}import router from "./router.js";
import every from "./legacy.cjs";
import more from "./more.js";
${app}app.use("/a", router, (error, req, res, next) => res.send("error"));
app.use("/", every);
app.get("/more", more);
`,
		"more.js": `export const GET = "a page";\nexport default (req, res) => res.send("more");\n`,
	},
	`${lazyEs}${app}app.use("/a", publisher(() => import("./router.js")), (error, req, res, next) => res.send("error"));
app.use("/", publisher(() => import("./legacy.cjs")));
app.get("/more", publisher(() => import("./more.js").then((module) => module.default)));
`,
);
