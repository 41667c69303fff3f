import type { Express } from "express";
import publisher from "express-publisher";

/** Where a publisher stands, and the path by which `app.use` mounts the same thing there. */
export interface Place {
	readonly name: string;
	/** The path that `app.use` gets. */
	readonly pattern: string;
	/** How a request spells what comes before `/x`: it stands for `~` in the paths below. */
	readonly prefix: string;
	publish(app: Express, root: Root): void;
}

/** A namespace that exports `x`. */
export type Root = { _q_exports: string[] };

/** Where things are mounted. */
export const places: readonly Place[] = [
	{
		name: "at the root",
		pattern: "/x",
		prefix: "",
		publish: (app, root) => app.use(publisher(root)),
	},
	{
		name: "in a namespace under /up/:who",
		pattern: "/up/:who/in/x",
		prefix: "/up/ann%20lee/in",
		publish: (app, root) =>
			app.use("/up/:who", publisher({ _q_exports: ["in"], in: root })),
	},
];

/** How the publisher comes by what it publishes as `x`. */
export const sources: Readonly<Record<string, (x: unknown) => Root>> = {
	"as its own value": (x) => Object.assign({ _q_exports: ["x"] }, { x }),
	"by import": (x) =>
		Object.assign(
			{ _q_exports: ["x"] },
			{ _q_import: async () => ({ default: x }) },
		),
};

/** The methods of the requests. */
export const methods = ["GET", "HEAD", "POST", "PUT", "OPTIONS"];

/** The paths of the requests. */
export const paths = [
	// The mount's own path.
	"~/x",
	"~/x/",
	"~/x//",
	"~/x?q",
	"~/x/?q=1",
	"~/x#fragment",
	"~/x/#fragment",
	// Behind the mount.
	"~/x/a",
	"~/x/a/",
	"~/x/a//",
	"~/x//a",
	"~/x/A",
	"~/x/a/b",
	"~/x/a/b/c",
	"~/x/every",
	"~/x/every/",
	"~/x/y",
	"~/x/y/",
	"~/x/a?x=/y",
	"~/x/a/?a=1&b=2",
	"~/x/a#fragment",
	"~/x/a;p=1",
	"~/x/a%20b",
	"~/x/a%2Fb",
	"~/x/a%252Fb",
	"~/x/%2e%2e/y",
	"~/x/../y",
	"~/x/./a",
	"~/x/%zz", // malformed, but that is the mount's business
	"~/x/\u00c3\u00a9", // é, as the bytes of its UTF-8
	"~/x/\u00a0", // which parseurl, and so Express, takes for a space
	"~/x/_q_index",
	`~/x/${"long/".repeat(1000)}`,
	// Not quite the mount's path.
	"~/X/a",
	"~/xa",
	"~/x.a",
	"~/x;p=1",
	"~/%78/a",
	"~/x%2Fa",
	"~/%zz/a",
	"~//x/a",
	"~/y/../x/a",
	"~/",
	"~/?/x/a",
	// What proxies send.
	"http://host~/x",
	"http://host~/x/",
	"http://host~/x?q",
	"http://host~/x/a/b?q=http://other/x",
	"http://user:secret@host:80~/x/a",
	"*",
];

/** A path where the publisher and `app.use` differ, whatever is mounted, unless it says what. */
export interface Difference {
	readonly versions: readonly number[];
	readonly paths: readonly string[];
	/** The mountables to which it applies; by default, any. */
	readonly mountables?: RegExp;
	/** The path for which Express does what the publisher does at these, seen from status and calls. */
	readonly as?: string;
	readonly why: string;
}

/** All there are: one that is not listed fails the tests, as does one that is listed and gone. */
export const knownDifferences: readonly Difference[] = [
	{
		versions: [4, 5],
		paths: ["~/X/a"],
		as: "~/xa",
		why: "Names in export lists are case-sensitive, as they are in files.",
	},
	{
		versions: [4, 5],
		paths: ["~/%zz/a"],
		why: "A malformed escape is a 400 for the publisher; Express decodes parameters only.",
	},
	{
		versions: [5],
		paths: ["~/x#fragment"],
		why: "After next(), Express 5 leaves a slash before the fragment.",
	},
	{
		versions: [4],
		paths: ["~/x//", "~/x//a"],
		why: "Express 4 strips one slash behind the mount's path too many; the publisher does as Express 5.",
	},
	{
		versions: [4],
		paths: ["~/x", "~/x?q", "~/x#fragment"],
		mountables: /^Router that (rewrites|prefixes)/,
		why: "After next(), Express 4 joins a rewritten URL without its slash, /xrewritten; the publisher does as Express 5.",
	},
];
