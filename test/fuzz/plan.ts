import fc, { type Arbitrary } from "fast-check";

/** When a hook, a page or a promise is done: at once, in a microtask, in a later turn, or as a foreign promise says. */
export type Timing = "sync" | "async" | "slow" | "thenable";

/** What a user's function gives. */
export type Given =
	| { readonly kind: "thing"; readonly thing: Thing }
	| {
			readonly kind: "error" | "nothing thrown" | "undefined" | "null";
	  };

/** Something that a namespace holds or a hook gives; a promise of it, unless it is sync. */
export interface Slot {
	readonly timing: Timing;
	readonly given: Given;
}

/** A page, which sends, returns, fails or passes on. */
export interface PagePlan {
	readonly kind: "page";
	readonly timing: Timing;
	readonly does:
		| "send"
		| "return"
		| "send and return"
		| "fail"
		| "throw nothing"
		| "next"
		| "next with an error"
		| "next route";
}

/** The pages of a resource, by method. */
export type Methods = Readonly<Record<string, PagePlan>>;

/** What can be found on a walk. */
export type Thing =
	| { readonly kind: "text" | "bytes"; readonly text: string }
	| PagePlan
	| {
			readonly kind: "handlers";
			readonly before: readonly ("next" | "next route")[];
			readonly last: PagePlan;
	  }
	| { readonly kind: "resource"; readonly methods: Methods }
	| {
			readonly kind: "mount";
			readonly as: "Router" | "app" | "mount" | "array";
			readonly does: "answer" | "next" | "fail";
	  }
	| ({ readonly kind: "publisher" } & PublisherPlan)
	| { readonly kind: "unpublishable"; readonly what: Unpublishable }
	| NamespacePlan;

export type Unpublishable = (typeof unpublishable)[number];
const unpublishable = [
	"number",
	"symbol",
	"object",
	"error handler",
	"class",
	"empty array",
	"hooks without a list",
	"bad list",
	"misspelt hook",
] as const;

/** A namespace: its lists as entries, since `__proto__` is a name as any other. */
export interface NamespacePlan {
	readonly kind: "namespace";
	readonly shape: (typeof shapes)[number];
	readonly exports: readonly (string | readonly [string, string])[];
	readonly own: readonly (readonly [string, Slot])[];
	readonly index: Slot | undefined;
	readonly access:
		| {
				readonly timing: Timing;
				readonly does: "allow" | "fail" | "throw nothing" | "end" | "redirect";
		  }
		| undefined;
	readonly lookup:
		| {
				readonly timing: Timing;
				readonly finds: readonly (readonly [string, Given])[];
		  }
		| undefined;
	readonly supplies: Importer | Files | undefined;
	readonly handler:
		| {
				readonly timing: Timing;
				readonly does: "answer" | "pass on" | "fail" | "next";
		  }
		| undefined;
	readonly methods: Methods | undefined;
}
const shapes = [
	"object",
	"null prototype",
	"instance",
	"frozen",
	"proxy",
] as const;

/** What `_q_import` gives, by internal name; it throws for any other. */
export interface Importer {
	readonly kind: "importer";
	readonly timing: Timing;
	readonly names: readonly (readonly [string, Given])[];
	readonly as: "itself" | "default" | "default of default";
}

/** The files that the guesser finds, by internal name. */
export interface Files {
	readonly kind: "files";
	readonly names: readonly (readonly [string, FilePlan])[];
}

export type FilePlan =
	| {
			/** A namespace's own exports are the module's, everything else is its default. */
			readonly kind: "module";
			readonly place: "name.js" | "name/index.js";
			readonly thing: Thing;
	  }
	| { readonly kind: "throws" | "does not parse" | "misses a dependency" };

/** A publisher, its root as it is given to it, and its options. */
export interface PublisherPlan {
	readonly root: NamespacePlan;
	readonly by: "itself" | Timing;
	readonly fallthrough: boolean;
	readonly redirect: boolean;
}

/** An application with one publisher, and the requests that are sent to it, all at once. */
export interface SitePlan {
	readonly express: 4 | 5;
	readonly prefix: "" | "/up";
	readonly publisher: PublisherPlan;
	readonly requests: readonly RequestPlan[];
}

export interface RequestPlan {
	readonly method: string;
	readonly path: string;
	readonly query: string;
}

// Few, so that requests meet them; with the names that objects inherit.
const names = ["a", "b", "c", "constructor", "__proto__", "toString"];
const methods = ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"];

const name = fc.constantFrom("a", "b", "a", "b", "c", ...names);
const timing = fc.constantFrom<Timing>(
	"sync",
	"sync",
	"async",
	"slow",
	"thenable",
);

/** Something, or nothing in one of `freq` cases. */
function maybe<T>(
	arbitrary: Arbitrary<T>,
	freq: number,
): Arbitrary<T | undefined> {
	return fc.option(arbitrary, { nil: undefined, freq });
}

function byName<T>(
	key: Arbitrary<string>,
	value: Arbitrary<T>,
): Arbitrary<[string, T][]> {
	return fc.uniqueArray(fc.tuple(key, value), {
		selector: ([key]) => key,
		maxLength: 4,
	});
}

const page: Arbitrary<PagePlan> = fc.record({
	kind: fc.constant("page"),
	timing,
	does: fc.constantFrom<PagePlan["does"]>(
		"send",
		"return",
		"send",
		"return",
		"send and return",
		"fail",
		"throw nothing",
		"next",
		"next with an error",
		"next route",
	),
});

const methodPages: Arbitrary<Methods> = fc
	.uniqueArray(fc.tuple(fc.constantFrom(...methods), page), {
		selector: ([method]) => method,
		minLength: 1,
		maxLength: 3,
	})
	.map((entries) => Object.fromEntries(entries));

const { publisher } = fc.letrec<{
	thing: Thing;
	given: Given;
	slot: Slot;
	namespace: NamespacePlan;
	publisher: PublisherPlan;
	file: FilePlan;
}>((tie) => ({
	thing: fc.oneof(
		{ maxDepth: 4, depthIdentifier: "thing" },
		{ weight: 4, arbitrary: page },
		{
			weight: 2,
			arbitrary: fc.record({
				kind: fc.constantFrom("text" as const, "bytes" as const),
				text: fc.constantFrom("", "text", "é"),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constant("handlers" as const),
				before: fc.array(
					fc.constantFrom(
						"next" as const,
						"next" as const,
						"next route" as const,
					),
					{ maxLength: 3 },
				),
				last: page,
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				kind: fc.constant("resource" as const),
				methods: methodPages,
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				kind: fc.constant("mount" as const),
				as: fc.constantFrom("Router", "app", "mount", "array"),
				does: fc.constantFrom("answer", "next", "fail"),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constant("unpublishable" as const),
				what: fc.constantFrom(...unpublishable),
			}),
		},
		{ weight: 12, arbitrary: tie("namespace") },
		{
			weight: 1,
			arbitrary: tie("publisher").map((plan) => ({
				kind: "publisher" as const,
				...plan,
			})),
		},
	) as Arbitrary<Thing>,
	given: fc.oneof(
		{
			weight: 9,
			arbitrary: fc.record({
				kind: fc.constant("thing" as const),
				thing: tie("thing"),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constantFrom(
					"error" as const,
					"nothing thrown" as const,
					"undefined" as const,
					"null" as const,
				),
			}),
		},
	),
	slot: fc.record({ timing, given: tie("given") }),
	namespace: fc.record({
		kind: fc.constant("namespace" as const),
		shape: fc.constantFrom(...shapes),
		exports: fc.array(
			fc.oneof(
				{ weight: 6, arbitrary: name },
				{
					weight: 2,
					arbitrary: fc.tuple(name, fc.constantFrom(...names, "_q_index")),
				},
				{ weight: 1, arbitrary: fc.constantFrom("", "_q_index") },
			),
			{ minLength: 1, maxLength: 5 },
		),
		own: byName(name, tie("slot")),
		index: maybe(tie("slot"), 4),
		access: maybe(
			fc.record({
				timing,
				does: fc.oneof(
					{ weight: 6, arbitrary: fc.constant("allow" as const) },
					{
						weight: 1,
						arbitrary: fc.constantFrom(
							"fail" as const,
							"throw nothing" as const,
							"end" as const,
							"redirect" as const,
						),
					},
				),
			}),
			2,
		),
		lookup: maybe(
			fc.record({
				timing,
				finds: byName(
					fc.constantFrom(...names, "", "a/b", "é", "_q_index"),
					tie("given"),
				),
			}),
			2,
		),
		supplies: fc.oneof(
			{ weight: 3, arbitrary: fc.constant(undefined) },
			{
				weight: 3,
				arbitrary: fc.record({
					kind: fc.constant("importer" as const),
					timing,
					names: byName(name, tie("given")),
					as: fc.constantFrom(
						"itself" as const,
						"default" as const,
						"default of default" as const,
					),
				}),
			},
			{
				weight: 1,
				arbitrary: fc.record({
					kind: fc.constant("files" as const),
					names: byName(name, tie("file")),
				}),
			},
		),
		handler: maybe(
			fc.record({
				timing,
				does: fc.constantFrom(
					"answer" as const,
					"pass on" as const,
					"fail" as const,
					"next" as const,
				),
			}),
			2,
		),
		methods: fc.oneof(
			{ weight: 6, arbitrary: fc.constant(undefined) },
			{ weight: 1, arbitrary: methodPages },
		),
	}),
	publisher: fc.record({
		root: tie("namespace"),
		by: fc.constantFrom(
			"itself",
			"itself",
			"sync",
			"async",
			"slow",
			"thenable",
		),
		fallthrough: fc.boolean(),
		redirect: fc.boolean(),
	}) as Arbitrary<PublisherPlan>,
	file: fc.oneof(
		{
			weight: 5,
			arbitrary: fc.record({
				kind: fc.constant("module" as const),
				place: fc.constantFrom("name.js" as const, "name/index.js" as const),
				thing: tie("thing"),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constantFrom(
					"throws" as const,
					"does not parse" as const,
					"misses a dependency" as const,
				),
			}),
		},
	),
}));

/** How the way goes on: by one of what the namespace reached has, or by what most have not. */
type Step = { readonly pick: number } | { readonly component: string };

const step: Arbitrary<Step> = fc.oneof(
	{ weight: 9, arbitrary: fc.record({ pick: fc.nat(20) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			component: fc.constantFrom(
				"",
				...names,
				"%61",
				"a%2Fb",
				"%C3%A9",
				"_q_index",
				"_q_access",
				"%5Fq_index",
				"%zz",
				"..",
				"x",
			),
		}),
	},
);

const request = fc.record({
	method: fc.constantFrom("GET", "GET", "GET", "GET", ...methods),
	steps: fc.array(step, { minLength: 1, maxLength: 7 }),
	query: fc.constantFrom("", "", "?q=/a//b"),
});

/** A random application and random requests for it. */
export const site: Arbitrary<SitePlan> = fc
	.record({
		express: fc.constantFrom(4 as const, 5 as const),
		prefix: fc.constantFrom("" as const, "/up" as const),
		publisher,
		requests: fc.array(request, { minLength: 1, maxLength: 16 }),
	})
	.map(({ requests, ...site }) => ({
		...site,
		requests: requests.map(({ method, steps, query }) => {
			const path = lead(site.publisher.root, steps);
			// Express 4 strips one slash too many behind the path at which it mounts.
			const isStripped = site.express === 4 && site.prefix !== "";
			return {
				method,
				path: isStripped ? path.replace(/^\/+/, "/") : path,
				query,
			};
		}),
	}));

/** Gives the path of a way that `steps` take from `root`; behind a page it ends, if no step says otherwise. */
function lead(root: NamespacePlan, steps: readonly Step[]): string {
	let reached: NamespacePlan | undefined = root;
	let path = "";
	for (const step of steps) {
		if ("component" in step) {
			path += `/${step.component}`;
			reached = undefined;
		} else if (reached !== undefined) {
			const ways: Way[] = waysFrom(reached);
			const [component, given] = ways[step.pick % ways.length] as Way;
			path += `/${encodeURIComponent(component)}`;
			reached = namespaceOf(given);
		}
	}
	return path || "/";
}

type Way = readonly [string, Given | FilePlan | undefined];

function waysFrom(namespace: NamespacePlan): Way[] {
	const { own, index, lookup, supplies } = namespace;
	const there = new Map<string, Given | FilePlan>([
		...(supplies?.names ?? []),
		...own.map(([name, { given }]) => [name, given] as const),
	]);
	const indexWay: Way = ["", index?.given];
	return [
		indexWay,
		...(lookup?.finds ?? []),
		...namespace.exports.map((entry): Way => {
			const [component, name] =
				typeof entry === "string" ? [entry, entry] : entry;
			return [component, name === "_q_index" ? index?.given : there.get(name)];
		}),
	];
}

function namespaceOf(
	given: Given | FilePlan | undefined,
): NamespacePlan | undefined {
	if (given?.kind !== "thing" && given?.kind !== "module") {
		return undefined;
	}
	const { thing } = given;
	if (thing.kind === "publisher") {
		return thing.root;
	}
	return thing.kind === "namespace" ? thing : undefined;
}
