// Each kind of thing, come upon in each way: what is answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { NextFunction, Request, Response } from "express";
import publisher, { mount, type Namespace } from "express-publisher";
import { observe } from "../support/observe.js";
import { expresses } from "../support/serve.js";

type Express = (typeof expresses)[number]["express"];

/** The ways in which a walk to `/a` comes upon a thing. */
const ways: Record<string, (thing: unknown) => Namespace> = {
	"a value": (a) => ({ _q_exports: ["a"], a }),
	"a promise": (a) => ({ _q_exports: ["a"], a: Promise.resolve(a) }),
	_q_lookup: (a) => ({ _q_exports: [], _q_lookup: () => a }),
	"async _q_lookup": (a) => ({ _q_exports: [], _q_lookup: async () => a }),
	_q_import: (a) => ({ _q_exports: ["a"], _q_import: () => a }),
	"async _q_import": (a) => ({ _q_exports: ["a"], _q_import: async () => a }),
};

interface Row {
	/** What is published. */
	readonly thing: (express: Express) => unknown;
	/** The request, `/a` unless given. */
	readonly path?: string;
	/** What has to come back: the status, and the body or the `Location`. */
	readonly gives: readonly [status: number, shown: string];
}

const bytes = new Uint8Array([0, 98, 121, 116, 101, 115, 0]).subarray(1, 6);
const where = (req: Request, res: Response) => {
	res.send(`${req.baseUrl} ${req.url}`);
};
const pass = (_req: Request, _res: Response, next: NextFunction) => next();
const skip = (_req: Request, _res: Response, next: NextFunction) =>
	next("route");
const fail = () => {
	throw new Error("failed");
};
// Four parameters make an error handler.
const rescue = (err: Error, _req: Request, res: Response, _next: unknown) => {
	res.send(`rescued: ${err.message}`);
};
/** What is answered to a request for `url` that was passed on, as it came. */
const passedOn = (url: string) => JSON.stringify({ url, baseUrl: "" });

const rows: Record<string, Row> = {
	"a string": { thing: () => "text", gives: [200, "text"] },
	"the empty string": { thing: () => "", gives: [200, ""] },
	"a Uint8Array": { thing: () => bytes, gives: [200, "bytes"] },
	"a Buffer": { thing: () => Buffer.from("bytes"), gives: [200, "bytes"] },
	"nothing below a string": {
		thing: () => "text",
		path: "/a/extra",
		gives: [404, passedOn("/a/extra")],
	},
	"no final slash after a string": {
		thing: () => "text",
		path: "/a/",
		gives: [404, passedOn("/a/")],
	},

	"a function": { thing: () => where, gives: [200, " /a"] },
	"an async function": {
		thing: () => async (req: Request, res: Response) => where(req, res),
		gives: [200, " /a"],
	},
	"a returned string": { thing: () => () => "text", gives: [200, "text"] },
	"returned bytes": { thing: () => () => bytes, gives: [200, "bytes"] },
	"a resolved string": {
		thing: () => async () => "text",
		gives: [200, "text"],
	},
	"a string returned after an answer": {
		thing: () => (_req: Request, res: Response) => {
			res.send("sent");
			return "returned";
		},
		gives: [200, "sent"],
	},
	"another returned value": {
		thing: () => (_req: Request, res: Response) => {
			setImmediate(() => res.send("sent"));
			return { not: "sent" };
		},
		gives: [200, "sent"],
	},
	"a function that calls next": {
		thing: () => pass,
		path: "/a?q=1",
		gives: [404, passedOn("/a?q=1")],
	},
	"nothing below a function": {
		thing: () => where,
		path: "/a/extra",
		gives: [404, passedOn("/a/extra")],
	},
	"no final slash after a function": {
		thing: () => where,
		path: "/a/",
		gives: [404, passedOn("/a/")],
	},

	"an array": { thing: () => [pass, where], gives: [200, " /a"] },
	"an array in an array": {
		thing: () => [[pass], [[where]]],
		gives: [200, " /a"],
	},
	"an array whose handler returns a string": {
		thing: () => [pass, async () => "text"],
		gives: [200, "text"],
	},
	"an array with an error handler": {
		thing: () => [fail, where, rescue],
		gives: [200, "rescued: failed"],
	},
	"an array in which all goes well": {
		thing: () => [pass, rescue, where],
		gives: [200, " /a"],
	},
	"an array left by next('route')": {
		thing: () => [skip, where],
		gives: [404, passedOn("/a")],
	},
	"an array that passes on": {
		thing: () => [pass, pass],
		gives: [404, passedOn("/a")],
	},
	"nothing below an array": {
		thing: () => [where],
		path: "/a/extra",
		gives: [404, passedOn("/a/extra")],
	},
	"an array with a Router": {
		thing: (express) => [pass, express.Router().get("/b", where)],
		path: "/a/b?q=1",
		gives: [200, "/a /b?q=1"],
	},
	"an array with a mount": {
		thing: () => [[mount(pass)], where],
		path: "/a/b",
		gives: [200, "/a /b"],
	},

	"a Router": {
		thing: (express) => express.Router().get("/b", where),
		path: "/a/b?q=1",
		gives: [200, "/a /b?q=1"],
	},
	"a Router at its own path": {
		thing: (express) => express.Router().get("/", where),
		gives: [200, "/a /"],
	},
	"a Router that passes on": {
		thing: (express) => express.Router().use(pass),
		path: "/a?q=1",
		gives: [404, passedOn("/a?q=1")],
	},
	"an app": {
		thing: (express) => express().get("/b", where),
		path: "/a/b",
		gives: [200, "/a /b"],
	},
	"an app that passes on": {
		thing: (express) => express().use(pass),
		path: "/a?q=1",
		gives: [404, passedOn("/a?q=1")],
	},
	"another publisher": {
		thing: () => publisher({ _q_exports: ["b"], b: where }),
		path: "/a/b",
		gives: [200, "/a /b"],
	},
	"another publisher that passes on": {
		thing: () => publisher({ _q_exports: [] }),
		path: "/a?q=1",
		gives: [404, passedOn("/a?q=1")],
	},
	"a mount": { thing: () => mount(where), path: "/a/b", gives: [200, "/a /b"] },

	"a resource": { thing: () => ({ GET: where }), gives: [200, " /a"] },
	"a resource with an array": {
		thing: () => ({ GET: [pass, () => "text"] }),
		gives: [200, "text"],
	},
	"a resource without the method": {
		thing: () => ({ POST: where }),
		gives: [405, "Method Not Allowed"],
	},
	"no final slash after a resource": {
		thing: () => ({ GET: where }),
		path: "/a/",
		gives: [404, passedOn("/a/")],
	},

	"a namespace with an index": {
		thing: () => ({ _q_exports: [], _q_index: "index" }),
		gives: [301, "/a/"],
	},
	"a namespace with a lookup": {
		thing: () => ({ _q_exports: [], _q_lookup: () => undefined }),
		gives: [301, "/a/"],
	},
	"a namespace without either": {
		thing: () => ({ _q_exports: ["b"], b: "text" }),
		gives: [404, passedOn("/a")],
	},
	"a namespace that is an index": {
		thing: () => ({
			_q_exports: [],
			_q_index: { _q_exports: [], _q_index: "inner" },
		}),
		path: "/a/",
		gives: [404, passedOn("/a/")],
	},
	"the index of a namespace": {
		thing: () => ({ _q_exports: [], _q_index: async () => "index" }),
		path: "/a/",
		gives: [200, "index"],
	},
};

for (const { version, express } of expresses) {
	for (const [name, { thing, path = "/a", gives }] of Object.entries(rows)) {
		test(`${name} on Express ${version}`, async (t) => {
			for (const [way, rootWith] of Object.entries(ways)) {
				const { ask, outcomes } = await observe(
					t,
					express,
					rootWith(thing(express)),
				);
				const [status, expected] = gives;
				// The second request finds in the memo what the first has imported.
				for (const request of ["first", "second"]) {
					const answer = await ask(path);
					const at = `${way}, ${request} request`;
					assert.equal(answer.status, status, at);
					const shown = answer.headers.location ?? answer.body;
					assert.equal(shown, expected, at);
				}
				const outcome = status === 404 ? "next" : "answer";
				assert.deepEqual(outcomes, [outcome, outcome], way);
			}
		});
	}
}
