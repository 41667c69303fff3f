import fc, { type Arbitrary } from "fast-check";
import {
	type FilePlan,
	type Given,
	type Methods,
	type NamespacePlan,
	type PagePlan,
	type PublisherPlan,
	type SitePlan,
	type Slot,
	shapes,
	type Thing,
	type Timing,
	unpublishable,
} from "./plan.js";
import { lead, type Step } from "./way.js";

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
