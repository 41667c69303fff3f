// The command `adopt`: what stays as it is, and the reason that is given for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted } from "../support/adopted.js";

const es = `import express from "express";\nconst app = express();\n`;
const commonjs = `const express = require("express");\nconst app = express();\n`;

/** Checks that nothing changes, and why. */
function stays(
	name: string,
	files: Readonly<Record<string, string>>,
	...expected: (readonly [handler: string, reason: RegExp, ...at: string[]])[]
): void {
	test(name, (t) => {
		const { text, left } = adopted(t, files);
		assert.equal(text, Object.values(files)[0]);
		assert.deepEqual(
			left.map(([handler, , ...at]) => [handler, ...at]),
			expected.map(([handler, , ...at]) => [handler, ...at]),
		);
		for (const [index, [, reason]] of expected.entries()) {
			assert.match(left[index]?.[1] ?? "", reason);
		}
	});
}

stays(
	"what is of no module of the application's own",
	{
		"app.js": `${es}import cors from "cors";
import { Router } from "express";
import alias from "#routers/users";
import other from "@/routers/users";
const own = Router();
const handler = (req, res) => {};
app.use("/a", cors());
app.use("/b", express.json(), own);
app.get("/c", handler, (req, res) => res.send("c"));
app.use("/d", alias);
app.use("/e", other);
app.use(function (error, req, res, next) {});
export function mount(given) {
	app.use("/f", given);
}
app.use("/g", missing);
app.use("/h", handler.bind(undefined));
`,
	},
	["cors()", /a package: cors/],
	["express.json()", /a package: express/],
	["own", /defined in this file/],
	["handler", /defined in this file/],
	['(req, res) => res.send("c")', /inline/],
	["alias", /alias.*#routers\/users/],
	["other", /alias.*@\/routers\/users/],
	["function (error, req, res, next) {}", /error handler/],
	["given", /a parameter of the function around it/],
	["missing", /does not understand how/],
	["handler.bind(undefined)", /a call: handler\.bind/],
);

stays(
	"a module that is used for something else: in a function, by a call, in app.param, in a socket server, as an export",
	{
		"app.cjs": `${commonjs}const users = require("./users.cjs");
const posts = require("./posts.cjs"), tags = require("./tags.cjs");
const sockets = require("./sockets.cjs");
app.get("/users", users.show);
app.param("id", users.param);
app.get("/posts", posts.list);
app.get("/posts/:id", (req, res) => posts.show(req, res));
app.get("/tags", tags.show);
app.get("/tag", app.wrap(tags.show));
sockets.listen(app);
app.use("/sockets", sockets.handler);
module.exports = { app };
`,
		"users.cjs":
			"exports.show = (req, res) => {};\nexports.param = (req, res, next, id) => next();\n",
		"tags.cjs": "exports.show = (req, res) => {};\n",
		"sockets.cjs":
			"exports.handler = (req, res) => {};\nexports.listen = (app) => {};\n",
	},
	["users.show", /used for something else/, "app.cjs:7"],
	["posts.list", /used for something else/, "app.cjs:9"],
	["(req, res) => posts.show(req, res)", /inline/],
	["tags.show", /used for something else/, "app.cjs:11"],
	["app.wrap(tags.show)", /made by a call/],
	["sockets.handler", /used for something else/, "app.cjs:12"],
);

stays(
	"an export that is called, with arguments or without",
	{
		"app.cjs": `${commonjs}const create = require("./create.cjs");
app.use("/a", require("./create.cjs")(app));
app.use("/b", create());
app.use("/c", new create.Router());
require("./create.cjs")(app);
`,
		"create.cjs": `module.exports = () => require("express").Router();\n`,
	},
	['require("./create.cjs")(app)', /made at start, by calling.*require/],
	["create()", /made at start, by calling.*create/],
	["new create.Router()", /made at start, by calling/],
);

stays(
	"error handlers, whatever they are called and however they are made",
	{
		"app.js": `${es}import errors from "./errors.js";
import { last, list, made, wrapped } from "./more-errors.js";
import service from "./service.js";
app.use(errors);
app.use("/a", last);
app.use("/b", list);
app.use("/c", made);
app.use("/d", wrapped);
app.use("/e", service.handler);
`,
		"service.js": `let handler;
export default { init: (given) => { handler = given; }, get handler() { return handler; } };
`,
		"more-errors.js": `import { wrap } from "./wrap.js";
import { errorHandler } from "some-package";
export function last(error, req, res, next) {}
export const list = [(req, res, next) => next(), last];
export const made = errorHandler({});
export const wrapped = wrap(() => {});
`,
		"wrap.js":
			"export const wrap = (handle) => (error, req, res, next) => handle(error);\n",
	},
	["errors", /error handler/],
	["last", /error handler/],
	["list", /error handler/],
	["made", /does not show what it is/],
	["wrapped", /error handler/],
	["service.handler", /does not show what it is/],
);

stays(
	"middleware for every request, and what only runs before other handlers",
	{
		"app.js": `${es}import guard from "./guard.js";
import { load } from "./users.js";
import log from "./log.js";
app.use(log);
app.get("/a", guard, (req, res) => {});
app.get("/b", [guard], (req, res) => {});
app.use("/c", load, guard, express.static("public"));
app.use("/", log);
`,
		"log.js": "export default function log(req, res, next) {\n\tnext();\n}\n",
	},
	["log", /every request/],
	["guard", /only guards other handlers/],
	["(req, res) => {}", /inline/],
	["guard", /only guards other handlers/],
	["(req, res) => {}", /inline/],
	["load", /only guards other handlers/],
	["guard", /only guards other handlers/],
	['express.static("public")', /a package: express/],
	["log", /every request/],
);

stays(
	"what would lose a comment, or an import's attributes, or may be named in eval",
	{
		"app.js": `${es}import * as users from "./users.js";
import router from "./router.js" with { type: "javascript" };
app.get("/a", users /* all */ .show);
app.use("/b", router);
`,
	},
	["users /* all */ .show", /a comment stands in it/],
	["router", /does not understand how/],
);

stays(
	"a file with eval",
	{
		"app.cjs": `${commonjs}const legacy = require("./legacy.cjs");
app.use("/a", legacy);
eval("legacy");
`,
	},
	["legacy", /eval may use any name/],
);

stays(
	"a module that does something when it is loaded, or loads one that does",
	{
		"app.js": `${es}import "./setup.js";
import passport from "./routers/passport.js";
import timers from "./routers/timers.js";
import globals from "./routers/globals.js";
import below from "./routers/below.js";
import called from "./routers/called.js";
import atOnce from "./routers/at-once.js";
import sockets from "./routers/sockets.js";
app.use("/a", passport);
app.use("/b", timers);
app.use("/c", globals);
app.use("/d", below);
app.use("/e", called);
app.use("/f", atOnce);
app.use("/g", sockets);
`,
		"setup.js": "process.env.SETUP = 1;\n",
		"routers/passport.js": `import passport from "passport";
import { Router } from "express";
const router = Router();
router.get("/", (req, res) => {});
passport.use(new Strategy());
export default router;
`,
		"routers/timers.js": `import { Router } from "express";
const timer = setInterval(() => {}, 1000);
export default Router();
`,
		"routers/globals.js": `import { Router } from "express";
if (!globalThis.cache) {
	globalThis.cache = new Map();
}
export default Router();
`,
		"routers/below.js": `import { Router } from "express";
import { model } from "../models/user.js";
export default Router();
`,
		"models/user.js": `import "reflect-metadata";\nexport const model = {};\n`,
		"routers/at-once.js": `import { Router } from "express";
(() => process.on("exit", () => {}))();
export default Router();
`,
		"routers/sockets.js": `import { Router } from "express";
const router = Router();
router.ws("/echo", (socket, req) => {});
export default router;
`,
		"routers/called.js": `import { Router } from "express";
function start() {}
start();
export default Router();
`,
	},
	["passport", /does something when it is loaded/, "routers/passport.js:5"],
	["timers", /does something when it is loaded/, "routers/timers.js:2"],
	["globals", /does something when it is loaded/, "routers/globals.js:3"],
	["below", /does something when it is loaded/, "models/user.js:1"],
	["called", /does something when it is loaded/, "routers/called.js:3"],
	["atOnce", /does something when it is loaded/, "routers/at-once.js:2"],
	["sockets", /does something when it is loaded/, "routers/sockets.js:3"],
);

test("models, which are found by their names, have to be loaded before the first request", (t) => {
	const files = {
		"app.js": `${es}import users from "./routers/users.js";
import posts from "./routers/posts.js";
import tags from "./routers/tags.js";
import entities from "./routers/entities.js";
app.use("/users", users);
app.use("/posts", posts);
app.use("/tags", tags);
app.use("/entities", entities);
`,
		"routers/users.js": `import { Router } from "express";
import User from "../models/user.cjs";
export default Router();
`,
		"routers/posts.js": `import { Router } from "express";
import { Post } from "../models/post.js";
export default Router();
`,
		"routers/tags.js": `import { Router } from "express";
import { Tag } from "../models/tag.js";
export default Router();
`,
		"routers/entities.js": `import { Router } from "express";
import { Entity } from "../models/entity.ts";
export default Router();
`,
		"models/user.cjs": `const mongoose = require("mongoose");
module.exports = mongoose.model("User", new mongoose.Schema({}));
`,
		"models/post.js": `import { model, Schema } from "mongoose";
export const Post = model("Post", new Schema({ by: { ref: "User" } }));
`,
		"models/tag.js": `import { Model } from "sequelize";
import { sequelize } from "./database.js";
export class Tag extends Model {}
Tag.init({}, { sequelize });
`,
		"models/database.js": "export const sequelize = {};\n",
		"models/entity.ts": `import { Entity as E } from "typeorm";
@E()
export class Entity {}
`,
	};
	const { left } = adopted(t, files);
	assert.deepEqual(
		left.map(([handler, , at]) => [handler, at]),
		[
			["users", "models/user.cjs:2"],
			["posts", "models/post.js:2"],
			["tags", "models/tag.js:4"],
			["entities", "models/entity.ts:2"],
		],
	);
	const { text } = adopted(t, {
		...files,
		"app.js": `import "./models/all.js";\n${files["app.js"]}`,
		"models/all.js": `import "./user.cjs";\nimport "./post.js";\nimport "./tag.js";\nimport "./entity.ts";\n`,
	});
	assert.equal([...text.matchAll(/", publisher\(/g)].length, 4);
});

stays(
	"what another module loads at start all the same",
	{
		"app.js": `${es}import router from "./router.js";
import { users } from "./routers.js";
import "./jobs.js";
import { start } from "./start.js";
app.use("/a", router);
app.use("/users", users);
start(app);
`,
		"start.js": `import "./router.js";\nexport const start = (app) => {};\n`,
		"jobs.js": `import { show } from "./users.js";\nexport const job = () => show();\n`,
		"routers.js": `export * as users from "./users.js";\n`,
	},
	["router", /loaded at start anyway/, "start.js:1"],
	["users", /does not show what it is/],
);

stays(
	"what is not there, computed, or written in a way that is not followed",
	{
		"app.cjs": `${commonjs}const { show = () => {}, ...rest } = require("./posts.cjs");
let legacy = require("./legacy.cjs");
legacy = express.Router();
app.use("/a", require("./nowhere.cjs"));
app.use("/b", require(\`./\${process.argv[2]}\`));
app.get("/c", show);
app.use("/d", legacy);
app.use("/e", process.env.E ? require("./posts.cjs").list : undefined);
app.use("/f", ...require("./all.cjs"));
app.use("/g", require("./broken.cjs"));
`,
		"broken.cjs": "module.exports = (;\n",
		"all.cjs": "module.exports = [];\n",
	},
	['require("./nowhere.cjs")', /cannot be found/],
	[`require(\`./\${process.argv[2]}\`)`, /computed/],
	["show", /does not understand how/],
	["legacy", /does not understand how/],
	[
		'process.env.E ? require("./posts.cjs").list : undefined',
		/does not understand how/,
	],
	['...require("./all.cjs")', /does not understand how/],
	['require("./broken.cjs")', /cannot be found or parsed/],
);

stays("calls of the same names on something else", {
	"app.js": `import Koa from "koa";
import Router from "@koa/router";
import router from "./router.js";
import { show } from "./users.js";
const app = new Koa();
const other = new Router();
const cache = new Map();
app.use("/a", router);
other.get("/b", show);
cache.get("/c", show);
export const mount = (router) => router.get("/d", show);
`,
});

stays(
	"a generator, of which Express runs nothing: whatever takes it is no Express",
	{
		"routes.js": `const list = require("./list");
const total = require("./total");
const show = require("./show");
module.exports = (app) => {
	app.get("/total", total);
	app.get("/users", list.users);
	app.get("/users/:id", show.one);
};
`,
		"total.js": "module.exports = function* () {\n\tthis.body = 1;\n};\n",
		"list.js": "exports.users = function* users(next) {\n\tyield next;\n};\n",
		"show.js": "module.exports = {\n\t*one() {\n\t\tthis.body = 1;\n\t},\n};\n",
	},
	["total", /its module does not show what it is/],
	["list.users", /its module does not show what it is/],
	["show.one", /its module does not show what it is/],
);

test("a name that is declared again is no use of the import", (t) => {
	const { text } = adopted(t, {
		"app.ts": `${es}import router from "./router.js";
import { show, list } from "./users.js";
app.use("/a", router);
app.get("/b", show);
app.get("/c", list);
function one(router: number, { show }: { show: number }) {
	return router + show;
}
const two = () => {
	for (const list of [1]) {
		list.toFixed();
	}
	try {
		throw class show {};
	} catch (router) {
		router;
	}
	var list = 1;
	return { router: { show: list }, router2: two.show };
};
one(1, { show: 2 }), two();
`,
	});
	assert.match(
		text,
		/^import express from "express";\nimport publisher from "express-publisher";\nconst app = express\(\);\napp\.use\("\/a", publisher/,
	);
});
