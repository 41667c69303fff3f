import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createRandom } from "./random.js";
import { createSite } from "./site.js";
import { createTraffic, parts } from "./traffic.js";

// `npm run soak`: five minutes of mixed traffic, with faults at random; afterwards every part has to
// answer, no handle or timer may be left, and the heap has to be where it was.
const { values } = parseArgs({
	options: {
		seconds: { type: "string", default: "300" },
		seed: { type: "string", default: String(Date.now() % 2 ** 31) },
	},
});
const seconds = Number(values.seconds);
const seed = Number(values.seed);
/** What the heap may have grown, in bytes, however long the soak: less than a byte for each request of five minutes. */
const HEAP_SLACK = 3 * 2 ** 20;
const CLIENTS = 16;

const resourcesBefore = process.getActiveResourcesInfo().sort();
const random = createRandom(seed);
const site = createSite(random);
const server = createServer(site.app).listen(0, "127.0.0.1");
await once(server, "listening");
const traffic = createTraffic((server.address() as AddressInfo).port, random);

const heaps: number[] = [];
for (const share of [0.3, 0.7]) {
	const faults = new AbortController();
	const done = makeFaults(faults.signal);
	const wrong = await traffic.run(seconds * share, CLIENTS);
	faults.abort();
	await done;
	assert.deepEqual(wrong, [], "what requests came to");
	site.isDown = false;
	await askEverything();
	heaps.push(await heapUsed());
}
assert.deepEqual(site.unhandled, []);

traffic.close();
server.close();
await once(server, "close");
site.remove();
const resourcesAfter = await resourcesLeft();
const [before = 0, after = 0] = heaps;
console.log(
	`seed ${seed}, ${seconds} s: ${traffic.requests} requests, ${traffic.left} of which their clients left; ` +
		`heap ${mebibytes(before)} after the first third, ${mebibytes(after)} at the end; ` +
		`left over: ${resourcesAfter.join(", ") || "nothing"}`,
);
assert.deepEqual(resourcesAfter, resourcesBefore, "handles and timers");
assert.ok(after - before < HEAP_SLACK, "the heap has grown");

/** Has what the modules need go down and come up again, and publishes the site anew, until `signal` is aborted. */
async function makeFaults(signal: AbortSignal): Promise<void> {
	while (!signal.aborted) {
		await setTimeout(random.below(1_000));
		site.isDown = random.below(2) === 0;
		if (random.below(2) === 0) {
			site.renew();
		}
	}
}

/** Asks for every part until it answers as it has to: the longest back-off step is a minute. */
async function askEverything(): Promise<void> {
	const asking = parts.map(async (part) => {
		const name = `${part.method ?? "GET"} ${part.path}`;
		const end = performance.now() + 70_000;
		let status = await traffic.send(part);
		while (status !== part.after) {
			assert.ok(performance.now() < end, `${name} gives ${status}`);
			await setTimeout(100);
			status = await traffic.send(part);
		}
	});
	await Promise.all(asking);
}

async function heapUsed(): Promise<number> {
	const { gc } = globalThis;
	assert.ok(gc, "run it with --expose-gc");
	// A socket's close and an import's timeout let go of their requests in later turns.
	for (let turn = 0; turn < 10; turn++) {
		await setTimeout(20);
		gc();
	}
	return process.memoryUsage().heapUsed;
}

/** Gives the handles and timers that are left, as soon as they are those of the start, or after five seconds. */
async function resourcesLeft(): Promise<string[]> {
	const end = performance.now() + 5_000;
	for (;;) {
		const left = process.getActiveResourcesInfo().sort();
		if (performance.now() > end || left.join() === resourcesBefore.join()) {
			return left;
		}
		await new Promise((resolve) => setImmediate(resolve));
	}
}

function mebibytes(bytes: number): string {
	return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}
