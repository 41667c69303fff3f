// The command `adopt`: what it does not touch of the text: comments, quotes, indentation, line ends and what else a file has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adopted } from "../support/adopted.js";

function becomes(
	name: string,
	before: string,
	after: string,
	file = "app.js",
): void {
	test(name, (t) => {
		assert.equal(adopted(t, { [file]: before }).text, after);
	});
}

becomes(
	"a byte order mark, a shebang, and the line ends of Windows",
	`\ufeff#!/usr/bin/env node\r\nimport express from "express";\r\nimport router from "./router.js";\r\n\r\nconst app = express();\r\napp.use("/a", router);\r\n`,
	`\ufeff#!/usr/bin/env node\r\nimport express from "express";\r\nimport publisher from "express-publisher";\r\n\r\nconst app = express();\r\napp.use("/a", publisher(() => import("./router.js")));\r\n`,
);

becomes(
	"single quotes, no semicolons, two spaces, and no line end at the end",
	`import express from 'express'
import router from './router.js'
import * as users from './users.js'

const app = express()
  ;[1].map(String)
app.use('/a', router)
app.get('/b', users['show'], (req, res) => {})`,
	`import express from 'express'
import publisher from 'express-publisher'
import * as users from './users.js'

const app = express()
  ;[1].map(String)
app.use('/a', publisher(() => import('./router.js')))
app.get('/b', users['show'], (req, res) => {})`,
);

becomes(
	"no semicolons, where the next line goes on with what is before it",
	`const express = require('express')
const app = express()
const legacy = require('./legacy.cjs');
[1, 2].map(String)
app.use('/a', legacy)
`,
	`const express = require('express')
const publisher = require('express-publisher')
const app = express()
;
[1, 2].map(String)
app.use('/a', publisher(() => require('./legacy.cjs')))
`,
	"app.cjs",
);

becomes(
	"comments before, behind and inside of what goes, and between arguments",
	`// The server.
"use strict";
/* express */ const express = require("express"); // 5

// Legacy: to be removed.
const legacy = require("./legacy.cjs"); // keep me
const posts = require("./posts.cjs"); /* and */ const app = express();

app.use(/* where */ "/a", /* what */ legacy /* why */); // here
app.get("/b", // list
	posts.list, // all of them
);
`,
	`// The server.
"use strict";
/* express */ const express = require("express"); // 5
const publisher = require("express-publisher");

// Legacy: to be removed.
// keep me
/* and */ const app = express();

app.use(/* where */ "/a", /* what */ publisher(() => require("./legacy.cjs")) /* why */); // here
app.get("/b", // list
	publisher(() => require("./posts.cjs").list), // all of them
);
`,
	"app.cjs",
);

becomes(
	"several variables in one statement: the first, one in the middle, the last, and commas in front",
	`var legacy = require("./legacy.cjs"),
    express = require("express"),
    show = require("./posts.cjs").show,
    path = require("path"),
    { list } = require("./posts.cjs");
var a = require("./legacy.cjs")
  , fs = require("fs")
  , b = require("./legacy.cjs")
  ;
var app = express();
app.use("/a", legacy);
app.get("/b", show);
app.get("/c", list);
app.use("/d", a);
app.use("/e", b);
`,
	`var express = require("express"),
    path = require("path");
var publisher = require("express-publisher");
var fs = require("fs")
  ;
var app = express();
app.use("/a", publisher(() => require("./legacy.cjs")));
app.get("/b", publisher(() => require("./posts.cjs").show));
app.get("/c", publisher(() => require("./posts.cjs").list));
app.use("/d", publisher(() => require("./legacy.cjs")));
app.use("/e", publisher(() => require("./legacy.cjs")));
`,
	"app.cjs",
);

becomes(
	"comments inside of what goes, and between variables",
	`var express = require("express"), // the framework
    legacy = require("./legacy.cjs"), // to be removed
    path = require("path");
var posts = require("./posts.cjs") /* all */, fs = require("fs"); // files
const {
	show, // one
	/* many */ list,
} = require("./posts.cjs");
var app = express();
app.use("/a", legacy);
app.get("/b", posts.list);
app.get("/c", show);
app.get("/d", list);
`,
	`var express = require("express") // the framework
    , // to be removed
    path = require("path");
var publisher = require("express-publisher");
var  /* all */ fs = require("fs"); // files
// one
/* many */
var app = express();
app.use("/a", publisher(() => require("./legacy.cjs")));
app.get("/b", publisher(() => require("./posts.cjs").list));
app.get("/c", publisher(() => require("./posts.cjs").show));
app.get("/d", publisher(() => require("./posts.cjs").list));
`,
	"app.cjs",
);

becomes(
	"two statements on a line, and an import over several",
	`import express from "express"; import router from "./router.js"; const app = express();
import {
	show,
	list,
} from "./users.js";
app.use("/a", router); app.get("/b", show); app.get("/c", list);
`,
	`import express from "express"; import publisher from "express-publisher"; const app = express();
app.use("/a", publisher(() => import("./router.js"))); app.get("/b", publisher(() => import("./users.js").then((module) => module.show))); app.get("/c", publisher(() => import("./users.js").then((module) => module.list)));
`,
);

becomes(
	"a file that has the publisher already, by another name",
	`import lazy from "express-publisher";
import express from "express";
import router from "./router.js";
const app = express();
app.use(lazy(() => import("./site.js")));
app.use("/a", router);
`,
	`import lazy from "express-publisher";
import express from "express";
const app = express();
app.use(lazy(() => import("./site.js")));
app.use("/a", lazy(() => import("./router.js")));
`,
);

becomes(
	"a file in which the name publisher is taken, and another that is only read",
	`import express from "express";
import router from "./router.js";
const app = express();
app.get("/books", (req, res) => {
	const publisher = "O'Reilly";
	res.send(publisher + expressPublisher);
});
app.use("/a", router);
`,
	`import express from "express";
import publisher1 from "express-publisher";
const app = express();
app.get("/books", (req, res) => {
	const publisher = "O'Reilly";
	res.send(publisher + expressPublisher);
});
app.use("/a", publisher1(() => import("./router.js")));
`,
);

becomes(
	"a module without express: the import comes first, behind directives, and before what is said of the first statement",
	`/* Licence */
"use strict";

/** Mounts all. */
module.exports = (app) => {
	app.use("/a", require("./legacy.cjs"));
};
`,
	`/* Licence */
"use strict";

const publisher = require("express-publisher");
/** Mounts all. */
module.exports = (app) => {
	app.use("/a", publisher(() => require("./legacy.cjs")));
};
`,
	"routes.cjs",
);

test("JSX, decorators, and TypeScript that only types understand", (t) => {
	const { text } = adopted(t, {
		"app.tsx": `import express from "express";
import router from "./router.js";
enum Colour { Red = 1 }
declare module "express" { interface Request { user: string } }
abstract class Page<T extends object> { @bound private accessor x!: T; constructor(@inject() readonly y: T) {} }
export const page = <main className="router">{Colour.Red}</main>;
const app = express();
app.use("/a", router);
export type { Page };
`,
	});
	assert.match(
		text,
		/app\.use\("\/a", publisher\(\(\) => import\("\.\/router\.js"\)\)\);/,
	);
	assert.doesNotMatch(text, /import router/);
});
