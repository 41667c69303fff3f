import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { fileURLToPath, type URL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Express } from "express";
import {
	type Difference,
	knownDifferences,
	methods,
	type Place,
	paths,
	places,
	sources,
} from "./fidelity-cases.js";
import { writeFiles } from "./files.js";
import {
	type ExpressModule,
	type Mountable,
	mountables,
	named,
} from "./mountables.js";
import { type Answer, expresses, serve } from "./serve.js";
import { extendPrototypes, type Sighting, Witness } from "./witness.js";

/** What came of one request: the answer, and what the handlers saw, in the order of their calls. */
interface Outcome extends Answer {
	readonly sightings: readonly Sighting[];
}

type AskOutcome = (path: string, method: string) => Promise<Outcome>;

/**
 * Compares what comes of mounting something with `app.use` and of having the publisher find it:
 * for each place, mountable, path and method. A difference has to be a known one, and a known one
 * has to be there.
 */
export function testFidelity(version: 4 | 5): void {
	const { express } = expresses.find((each) => each.version === version) as {
		express: ExpressModule;
	};
	for (const place of places) {
		test(`mounted ${place.name} as by Express ${version}`, async (t) => {
			const folder = writeFiles(t, {
				"index.html": "<p>index</p>",
				a: "a file",
				"a b": "a file with a space",
				"y/index.html": "<p>index of y</p>",
			});
			const known = new KnownDifferences(version);
			for (const [name, mountable] of Object.entries(mountables)) {
				if (mountable.versions?.includes(version) ?? true) {
					await t.test(name, (t) =>
						compare(t, express, place, folder, name, mountable, known),
					);
				}
			}
			await t.test("all known differences are there", () =>
				assert.deepEqual(known.unseen, []),
			);
		});
	}
}

async function compare(
	t: TestContext,
	express: ExpressModule,
	place: Place,
	folder: URL,
	name: string,
	{ make, wrap = (made) => made }: Mountable,
	known: KnownDifferences,
): Promise<void> {
	const means = { express, folder: fileURLToPath(folder) };
	const askUsed = await serveApp(t, express, (app, witness) =>
		app.use(place.pattern, make({ ...means, witness })),
	);
	const found: [string, AskOutcome][] = [];
	for (const [source, rootOf] of Object.entries(sources)) {
		const askFound = await serveApp(t, express, (app, witness) =>
			place.publish(app, rootOf(wrap(make({ ...means, witness })))),
		);
		found.push([source, askFound]);
	}
	for (const path of paths) {
		for (const method of methods) {
			const expected = await askUsed(at(place, path), method);
			for (const [source, askFound] of found) {
				const actual = await askFound(at(place, path), method);
				if (isDeepStrictEqual(actual, expected)) {
					continue;
				}
				const difference = known.find(path, name);
				try {
					if (difference === undefined) {
						assert.deepEqual(actual, expected);
					} else if (difference.as !== undefined) {
						const same = await askUsed(at(place, difference.as), method);
						assert.deepEqual(gist(actual), gist(same));
					}
				} catch (cause) {
					throw new Error(`found ${source}: ${method} ${path}`, { cause });
				}
			}
		}
	}
}

/** The known differences on one version of Express, and which of them have not been seen. */
class KnownDifferences {
	readonly #differences: readonly Difference[];
	readonly #unseen: Set<string>;

	constructor(version: number) {
		this.#differences = knownDifferences.filter(({ versions }) =>
			versions.includes(version),
		);
		this.#unseen = new Set(this.#differences.flatMap(({ paths }) => paths));
	}

	/** Finds the difference that is known for `path` and the mountable `name`, which has been seen now. */
	find(path: string, name: string): Difference | undefined {
		const difference = this.#differences.find(
			({ paths, mountables = /^/ }) =>
				paths.includes(path) && mountables.test(name),
		);
		if (difference !== undefined) {
			this.#unseen.delete(path);
		}
		return difference;
	}

	/** The paths of those that have not been seen. */
	get unseen(): readonly string[] {
		return [...this.#unseen];
	}
}

/** Serves an app that looks on before and behind what `mount` mounts in it. */
async function serveApp(
	t: TestContext,
	express: ExpressModule,
	mount: (app: Express, witness: Witness) => void,
): Promise<AskOutcome> {
	const witness = new Witness();
	const app = named(express(), "top");
	app.set("trust proxy", true);
	app.set("colour", "red");
	app.set("size", "top");
	extendPrototypes(app, "red");
	app.use(witness.pass("before"));
	mount(app, witness);
	app.use(witness.pass("after"));
	app.use(witness.answerError("error"));
	const ask = await serve(t, app);
	return async (path, method) => {
		const answer = await ask(path, {
			method,
			headers: { "x-forwarded-for": "192.0.2.1" },
		});
		const { date, ...headers } = answer.headers;
		return { ...answer, headers, sightings: witness.take() };
	};
}

function at({ prefix }: Place, path: string): string {
	return path.replace("~", prefix);
}

/** Gives what can be compared of requests for two paths: the status, and who was called. */
function gist({ status, sightings }: Outcome): unknown {
	// An error names the path as it was requested.
	const calls = sightings.map(({ label }) => label.replaceAll("%78", "x"));
	return { status, calls };
}
