// A request that a guard in front of the publisher does not see must not reach what is behind it: attacked by
// spelling paths in every way, and by comparing the path that is walked with the one that Express matches.
import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import type { Express, Request, Response } from "express";
import publisher, { type Namespace } from "express-publisher";
import fc from "fast-check";
import { expresses, serve } from "../support/serve.js";
import { importSource } from "../support/source.js";

/** How many random sites and targets there are; by hand, with more: `SITES=10000 TARGETS=1000000 node --test build/walk/guards.test.js`. */
const SITES = Number(process.env.SITES ?? 500);
const TARGETS = Number(process.env.TARGETS ?? 10_000);

/** What is known of a walk before it begins. */
interface NewWalk {
	readonly isMatched: boolean;
	readonly path: string;
	readonly template: string | undefined;
}

/** Has `app` handle a request for `target`, within the process: ten thousand sites are too many for sockets. */
function handle(app: Express, target: string): void {
	const req = new IncomingMessage(new Socket());
	req.url = target;
	req.method = "GET";
	app(req as never, new ServerResponse(req) as never);
}

/** A name as a URL has it: what may stand in a path as it is, all else escaped. */
function spelt(name: string): string {
	return encodeURIComponent(name).replace(
		/%(?:24|26|2B|2C|3A|3B|3D|40)/g,
		decodeURIComponent,
	);
}

/** The pattern of `app.use(path, …)`, whose own syntax differs between the Expresses. */
function pattern(path: string): RegExp {
	return new RegExp(
		`^${path.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&")}(?=/|$)`,
		"i",
	);
}

const unreserved = [
	..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~",
];
const name = fc
	.oneof(
		fc.string({
			unit: fc.constantFrom(...unreserved),
			minLength: 1,
			maxLength: 6,
		}),
		fc.string({
			unit: fc.constantFrom(..."ad~é ü%\0"),
			minLength: 1,
			maxLength: 4,
		}),
	)
	.filter(
		(text) =>
			!/^(?::.*|\*|\.\.?|_q_.*|then|handle|constructor|__proto__)$/.test(text),
	);
const names = fc.uniqueArray(name, {
	minLength: 1,
	maxLength: 4,
	selector: (text) => text.toLowerCase(),
});

type Mutation = (path: string, at: number) => string;
const escaped = (character: string) =>
	`%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
const changed =
	(change: (character: string) => string): Mutation =>
	(path, at) => {
		const index = at % path.length;
		const character = path[index] ?? "";
		return path.slice(0, index) + change(character) + path.slice(index + 1);
	};
const mutations: Readonly<Record<string, Mutation>> = {
	"an escape in upper case": changed((c) => escaped(c).toUpperCase()),
	"an escape in lower case": changed((c) => escaped(c).toLowerCase()),
	"a double escape": changed((c) => escaped(c).replace("%", "%25")),
	"a raw byte": changed((c) => c + String.fromCharCode(0x80 + c.charCodeAt(0))),
	"another case": changed((c) =>
		c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase(),
	),
	"a slash more": changed((c) => `${c}/`),
	"a slash in front": (path) => `/${path}`,
	"a backslash": changed((c) => (c === "/" ? "\\" : c)),
	"a final slash": (path) => `${path}/`,
	"a semicolon": changed((c) => `${c};x`),
	"a dot": changed((c) => (c === "/" ? "/./" : c)),
	"two dots": changed((c) => (c === "/" ? "/x/../" : c)),
	"a fragment": (path) => `${path}#x`,
	"a query": (path) => `${path}?/../`,
	"a host": (path) => `http://h${path}`,
	"an odd host": (path, at) =>
		["http://h;x", "http://h%2f", "http://h'", "http://h:x", "foo://h;x"][
			at % 5
		] + path,
	"a no-break space": (path) => `${path}\xa0`,
	"an escape undone": (path) => path.replace(/%../, decodeURIComponentOnce),
};
function decodeURIComponentOnce(text: string): string {
	const code = Number.parseInt(text.slice(1), 16);
	return code > 0x20 ? String.fromCharCode(code) : text; // Node's parser lets none of the others through.
}
const attack = fc.array(
	fc.tuple(fc.constantFrom(...Object.values(mutations)), fc.nat(1_000)),
	{ minLength: 0, maxLength: 4 },
);

for (const { version, express } of expresses) {
	test(`random sites with a guard in front of each name: nothing gets behind one, on Express ${version}`, () => {
		let reached = 0;
		fc.assert(
			fc.property(
				names,
				names,
				fc.boolean(),
				fc.array(attack, { minLength: 8, maxLength: 8 }),
				(outer, inner, isGuardedInside, attacks) => {
					let isReached = false;
					const page = () => {
						isReached = true;
						return "secret";
					};
					const below: Namespace = { _q_exports: inner, _q_index: page };
					const root: Namespace = { _q_exports: outer };
					for (const each of inner) {
						Object.assign(below, { [each]: page });
					}
					for (const each of outer) {
						Object.assign(root, { [each]: below });
					}
					const paths = outer.flatMap((one) =>
						isGuardedInside
							? inner.map((two) => `/${spelt(one)}/${spelt(two)}`)
							: [`/${spelt(one)}`],
					);
					const app = express();
					const guard = () => {};
					for (const path of paths) {
						app.use(pattern(path), guard);
					}
					// What is behind the inner guards only: the index is not.
					const site = publisher(
						isGuardedInside
							? { ...root, ...withoutIndex(root, below, outer) }
							: root,
					);
					app.use(site, () => {});
					const open = express();
					open.use(site, () => {});
					for (const [index, steps] of attacks.entries()) {
						const path = paths[index % paths.length] ?? "";
						const whole = isGuardedInside
							? path
							: `${path}/${spelt(inner[index % inner.length] ?? "")}`;
						const target = steps.reduce((to, [mutate, at]) => {
							return mutate(to, at);
						}, whole);
						isReached = false;
						handle(app, target);
						assert.equal(isReached, false, target);
						handle(open, target);
						reached += Number(isReached);
					}
				},
			),
			{ numRuns: SITES, includeErrorInReport: true },
		);
		// Without the guards, many of the requests reach a page: the attack is one.
		assert.ok(reached > SITES, `${reached} of ${8 * SITES}`);
	});

	test(`the path that is walked is the one that Express ${version} matches, or none; its template is kept apart if it has an escape`, async () => {
		const { createWalk } = await importSource<{
			createWalk(
				...given: [unknown, unknown, Request, Response, () => void]
			): NewWalk;
		}>("walk/walk.ts");
		let matched: string | undefined;
		class Recorded extends RegExp {
			override exec(text: string) {
				matched = text;
				return super.exec(text);
			}
		}
		let walk: NewWalk | undefined;
		const app = express();
		app.use(new Recorded("^(?=)"), (req, res, next) => {
			walk = createWalk({ trails: new Map() }, undefined, req, res, next);
			next();
		});
		app.use(() => {});
		const part = fc.constantFrom(
			..."/ // \\ . .. ; : @ ' % %2f %2F %00 %61 # ? & = [ ] ::1 * | ^ { } \" < > ` \t \xa0 \xe9 \ufeff \n".split(
				" ",
			),
			..."http:// https:// foo:// javascript: http: // h h:80 h:x u:p@h admin panel a".split(
				" ",
			),
			" ",
		);
		let walks = 0;
		fc.assert(
			fc.property(
				fc.constantFrom("/", "/", "http://", ""),
				fc.array(part, { maxLength: 7 }),
				(start, parts) => {
					const target = start + parts.join("");
					matched = undefined;
					walk = undefined as NewWalk | undefined;
					handle(app, target);
					if (walk?.isMatched) {
						const { path, template } = walk;
						walks++;
						assert.equal(path === "" ? "/" : path, matched, target);
						assert.equal(template, path.includes("%") ? "" : undefined, target);
					}
				},
			),
			{ numRuns: TARGETS },
		);
		assert.ok(walks > 1_000, `${walks}`);
	});

	test(`what plain Express does not reach by an odd host, nor does the publisher, on Express ${version}`, async (t) => {
		const app = express();
		app.use("/admin", (_req, res) => res.status(401).send("guarded"));
		app.use(
			publisher({
				_q_exports: ["admin", "café", "a b"],
				admin: { _q_exports: ["panel"], panel: "secret" },
				café: "coffee",
				"a b": "spaced",
			}),
		);
		const ask = await serve(t, app);
		for (const host of [
			...[
				"http://h;x",
				"http://h%2f",
				"http://h'",
				"http://h:x",
				"http://h%00",
			],
			"foo://h;x",
		]) {
			assert.equal((await ask(`${host}/admin/panel`)).status, 404, host);
		}
		for (const path of ["/%61dmin/panel", "/admi%6E/panel", "/admi%6e/panel"]) {
			assert.equal((await ask(path)).status, 404, path);
		}
		for (const path of ["/admin/panel", "http://h/admin/panel"]) {
			assert.equal((await ask(path)).status, 401, path);
		}
		assert.equal((await ask("/caf%C3%A9")).body, "coffee");
		assert.equal((await ask("/a%20b")).body, "spaced");
		assert.equal((await ask("http://h:80/a%20b")).body, "spaced");
	});
}

/** The same site without indices: only what the inner guards are in front of. */
function withoutIndex(
	root: Namespace,
	below: Namespace,
	outer: readonly string[],
): object {
	const { _q_index, ...rest } = below;
	return Object.fromEntries(
		outer
			.filter((each) => Object.hasOwn(root, each))
			.map((each) => [each, rest]),
	);
}
