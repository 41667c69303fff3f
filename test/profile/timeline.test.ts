// Whose time it is between the events of a recording, in recordings that are made up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importSource } from "../support/source.js";

interface Timeline {
	readonly modules: readonly {
		readonly name: string;
		readonly own: readonly number[];
		readonly began: number;
		readonly importers: readonly { readonly module: number }[];
	}[];
	readonly elsewhere: Readonly<
		Record<"node" | "recorder" | "outside", readonly number[]>
	>;
}

const { readTimeline } = await importSource<{
	readTimeline(events: readonly unknown[], marks: readonly number[]): Timeline;
}>("profile/timeline/timeline.ts");

const A = ["module", 0, "/a.js"];
const B = ["module", 1, "/b.js"];
const A_IMPORTS_B = ["import", 0, 1, "./b.js"];
/** A recorder that takes no time. */
const READY = ["ready", 0, 0, 0];

test("what a module requires interrupts it, and before and after it all is Node's, the recorder's, or nobody's", () => {
	assert.deepEqual(
		timesIn(
			[
				["ready", 10_000, 5_000, 0],
				...[A, ["enter", 20_000, 0, false]],
				...[B, A_IMPORTS_B, ["enter", 25_000, 1, false]],
				["leave", 32_000, 1],
				["leave", 40_000, 0],
				["turn", 41_000],
			],
			45,
		),
		{ "/a.js": 13, "/b.js": 7, node: 15, recorder: 5, outside: 5 },
	);
});

test("what the ES loader does belongs to the module that it is at, or to those that wait for it", () => {
	assert.deepEqual(
		timesIn(
			[
				...[READY, A, ["found", 2_000, 3_000, 0]],
				["loaded", 5_000, 6_000, 0],
				["link", 6_000, 0, 100],
				...[B, A_IMPORTS_B, ["found", 8_000, 8_500, 1]],
				// Compiling 100 characters takes no longer than 0.505 ms.
				["turn", 9_500],
				["loaded", 10_000, 11_000, 1],
				// Both are linked, nobody knows when which.
				["enter", 12_000, 1, false],
				["leave", 14_000, 1],
				["enter", 15_000, 0, false],
				["leave", 18_000, 0],
			],
			20,
		),
		{ "/a.js": 11.005, "/b.js": 4.995, node: 2, recorder: 0, outside: 2 },
	);
});

test("while a body waits for what it imports, time is that of the import, and its own again from then on", () => {
	assert.deepEqual(
		timesIn(
			[
				...[READY, A, ["enter", 0, 0, true]],
				...[["link", 1_000, 0, 0], B, A_IMPORTS_B],
				["found", 1_000, 2_000, 1],
				["turn", 3_000],
				["loaded", 5_000, 6_000, 1],
				["enter", 7_000, 1, false],
				["leave", 9_000, 1],
				["leave", 12_000, 0],
			],
			12,
		),
		{ "/a.js": 5, "/b.js": 7, node: 0, recorder: 0, outside: 0 },
	);
});

test("of two bodies that go on at once, the one that waits again leaves time to the other", () => {
	assert.deepEqual(
		timesIn(
			[
				...[READY, A, ["enter", 0, 0, true], ["link", 1_000, 0, 0]],
				...[
					["module", 2, "/c.js"],
					["import", 0, 2, "./c.js"],
				],
				...[["found", 1_000, 1_000, 2], B, ["enter", 2_000, 1, true]],
				...[
					["link", 3_000, 1, 0],
					["module", 3, "/d.js"],
				],
				...[
					["import", 1, 3, "./d.js"],
					["found", 3_000, 3_000, 3],
				],
				...[
					["turn", 4_000],
					["loaded", 4_000, 4_000, 2],
				],
				...[
					["loaded", 4_000, 4_000, 3],
					["enter", 4_000, 2, false],
				],
				// a.js goes on, and imports something else.
				...[
					["leave", 5_000, 2],
					["link", 6_000, 0, 0],
				],
				...[
					["module", 4, "/e.js"],
					["import", 0, 4, "./e.js"],
				],
				...[
					["found", 6_000, 6_000, 4],
					["enter", 7_000, 3, false],
				],
				// b.js goes on.
				...[
					["leave", 8_000, 3],
					["leave", 9_000, 1],
				],
			],
			9,
		),
		{
			...{ "/a.js": 4, "/b.js": 3, "/c.js": 1, "/d.js": 1, "/e.js": 0 },
			...{ node: 0, recorder: 0, outside: 0 },
		},
	);
});

test("a body that has thrown is over when the event loop turns, or the one below it ends", () => {
	assert.deepEqual(
		timesIn([READY, A, ["enter", 0, 0, false], ["turn", 3_000]], 5),
		{ "/a.js": 3, node: 0, recorder: 0, outside: 2 },
	);
	assert.deepEqual(
		timesIn(
			[
				...[READY, A, ["enter", 0, 0, false]],
				...[B, A_IMPORTS_B, ["enter", 1_000, 1, false]],
				["leave", 3_000, 0],
			],
			5,
		),
		{ "/a.js": 1, "/b.js": 2, node: 0, recorder: 0, outside: 2 },
	);
});

test("at each mark there is what was taken by then, of what is under way, too", () => {
	const { modules, elsewhere } = readTimeline(
		[READY, A, ["enter", 1_000, 0, false], ["leave", 5_000, 0]],
		[2, 4, 7],
	);
	assert.deepEqual(modules[0]?.own, [1, 3, 4]);
	assert.deepEqual(elsewhere.outside, [0, 0, 2]);
});

test("what was found and not read was not loaded", () => {
	const { modules } = readTimeline(
		[READY, A, ["found", 1_000, 2_000, 0], ["turn", 3_000]],
		[5],
	);
	assert.equal(modules[0]?.began, Number.MAX_SAFE_INTEGER);
});

test("a file that goes by its path and its URL is one module", () => {
	const { modules } = readTimeline(
		[
			...[READY, A, ["enter", 0, 0, false]],
			...[["module", 1, "file:///b.js"], A_IMPORTS_B],
			...[
				["module", 2, "/b.js"],
				["import", 0, 2, "./b.js"],
			],
			["enter", 1_000, 2, false],
		],
		[2],
	);
	assert.deepEqual(
		modules.map(({ name, importers }) => [name, importers.length]),
		[
			["/a.js", 0],
			["/b.js", 1],
		],
	);
});

/** Gives what everything took until `mark`, in milliseconds; all together, that is the mark. */
function timesIn(
	events: readonly unknown[],
	mark: number,
): Record<string, number> {
	const { modules, elsewhere } = readTimeline(events, [mark]);
	const times = Object.fromEntries(
		[
			...modules.map(({ name, own }) => [name, own] as const),
			...Object.entries(elsewhere),
		].map(([name, [time = Number.NaN]]) => [name, Number(time.toFixed(9))]),
	);
	const sum = Object.values(times).reduce((a, b) => a + b, 0);
	assert.equal(Number(sum.toFixed(9)), mark);
	return times;
}
