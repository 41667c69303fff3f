import type { Event } from "./quixote-tree.js";

/** How a request was answered, and which hooks were called for it. */
export interface Outcome {
	readonly status: number;
	readonly body?: string;
	readonly location?: string;
	readonly trace: readonly Event[];
}

/** What is answered here in place of Quixote's outcome; the trace is the same unless it is given. */
export type Difference =
	| {
			readonly status: number;
			readonly location?: string;
			readonly trace?: readonly Event[];
	  }
	| "refused";

/**
 * The differences from Quixote that are meant, as the README lists them, and every request of the
 * vectors that shows one. The last three of the README's table show in no vector.
 */
export const differences: Readonly<
	Record<string, Readonly<Record<string, Difference>>>
> = {
	"an exported name under a needless escape is not found": {
		"names-percent: GET /%66oo": {
			status: 404,
			trace: [["lookup", "", "foo"]],
		},
		"names-percent: GET /fo%6F": {
			status: 404,
			trace: [["lookup", "", "foo"]],
		},
	},
	"a component that begins with `_q_`, `/_q_index` among them, is not found": {
		"empty-exports: GET /_q_index": { status: 404 },
		"exports-alias-to-index: GET /_q_index": { status: 404 },
		"exports-of-index-names: GET /_q_index": { status: 404 },
		"exports-index-listed: GET /_q_index": { status: 404 },
		"index-page: GET /_q_index": { status: 404 },
		"index-page: GET /a/_q_index": { status: 404 },
		"index-string: GET /_q_index": { status: 404 },
		"index-missing: GET /_q_index": { status: 404 },
		"index-from-lookup: GET /_q_index": { status: 404, trace: [] },
		"index-attribute-beats-lookup: GET /_q_index": { status: 404 },
		"index-lookup-none: GET /_q_index": { status: 404, trace: [] },
		"index-lookup-none: GET /_q_index/": { status: 404, trace: [] },
		"index-lookup-none: GET /a/_q_index": { status: 404, trace: [] },
		"index-lookup-none: GET /_q_index?x=1": { status: 404, trace: [] },
		"index-lookup-namespace: GET /_q_index/b": { status: 404, trace: [] },
		"index-lookup-namespace: GET /_q_index": { status: 404, trace: [] },
		"index-lookup-namespace: GET /_q_index/": { status: 404, trace: [] },
		"index-attribute-namespace: GET /a/_q_index": { status: 404 },
		"index-attribute-namespace: GET /a/_q_index/b": {
			status: 404,
			trace: [["access", "/attrs/a"]],
		},
		"index-never-imported: GET /_q_index": { status: 404 },
		"names-hooks-lookup: GET /_q_exports": {
			status: 404,
			trace: [["access", ""]],
		},
		"names-hooks-lookup: GET /_q_access": {
			status: 404,
			trace: [["access", ""]],
		},
		"names-hooks-lookup: GET /_q_lookup": {
			status: 404,
			trace: [["access", ""]],
		},
		"names-hooks-lookup: GET /_q_import": {
			status: 404,
			trace: [["access", ""]],
		},
		"names-hooks-lookup: GET /_q_resolve": {
			status: 404,
			trace: [["access", ""]],
		},
		"names-percent: GET /%5fq_index": { status: 404, trace: [] },
	},
	"a missing index is not found, where Quixote forbids it": {
		"exports-alias-to-missing-index: GET /a/home": { status: 404 },
		"exports-alias-to-missing-index: GET /a/": { status: 404 },
		"exports-index-listed: GET /": { status: 404 },
		"exports-index-listed: GET /a/": { status: 404 },
		"index-missing: GET /": { status: 404 },
		"index-missing: GET /a/": { status: 404 },
		"index-attribute-namespace: GET /a//": { status: 404 },
		"index-never-imported: GET /": { status: 404 },
		"index-never-imported: GET /i/": { status: 404 },
		"module-guess-nested: GET /m/k/": { status: 404 },
	},
	"a name that is exported, missing, and has nothing to import it is an error: it was promised":
		{
			"exports-plain-missing-alias: GET /a": { status: 500 },
			"exports-first-alias: GET /b": { status: 500 },
			"exports-missing: GET /a": { status: 500 },
			"exports-missing: GET /pub": { status: 500 },
			"module-and-namespace: GET /n/gone": { status: 500 },
			"names-javascript-missing: GET /toString": { status: 500 },
			"names-javascript-missing: GET /constructor": { status: 500 },
		},
	"something without an export list, walked into or reached, is an error; a root of that kind is refused":
		{
			"no-exports-root: GET /": "refused",
			"no-exports-root: GET /a": "refused",
			"no-exports-root: GET /a/": "refused",
			"no-exports-root: GET /_q_index": "refused",
			"no-exports-below: GET /a": { status: 500 },
			"no-exports-below: GET /a/": { status: 500 },
			"no-exports-below: GET /a/b": { status: 500 },
			"no-exports-below: GET /a//b": { status: 500 },
			"no-exports-beats-deny: GET /a": { status: 500 },
			"no-exports-beats-deny: GET /a/": { status: 500 },
			"no-exports-beats-deny: GET /a/b": { status: 500 },
			"lookup-without-exports: GET /n": { status: 500 },
			"lookup-without-exports: GET /n/": { status: 500 },
			"lookup-without-exports: GET /n/x": { status: 500 },
			"module-submodule-without-exports: GET /m/": { status: 500 },
			"module-submodule-without-exports: GET /m": { status: 500 },
			"module-submodule-without-exports: GET /m/x": { status: 500 },
		},
	"a namespace that has no index is not redirected to": {
		"access-each-step: GET /a": { status: 404 },
		"access-deny-deep: GET /i/7": { status: 404 },
		"access-on-hook-results: GET /m": { status: 404 },
		"index-missing: GET /a": { status: 404 },
		"index-never-imported: GET /i": { status: 404 },
		"import-then-404: GET /n": { status: 404 },
		"module-guess-nested: GET /m/k": { status: 404 },
		"end-redirect: GET /a": { status: 404 },
		"end-redirect: GET /a/b": { status: 404 },
		"end-redirect: GET /a?": { status: 404 },
		"end-redirect: GET /a?&": { status: 404 },
		"end-methods: HEAD /n": { status: 404 },
		"end-deep: GET /a/1/i/m": { status: 404 },
	},
	"a URL with a query is redirected, and keeps it": {
		"access-deny-below: GET /shut?x=1": { status: 301, location: "/shut/?x=1" },
	},
	"a POST is not redirected": {
		"end-methods: POST /n": { status: 404 },
	},
};
