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
/** What the heap may have grown, in bytes, however long the soak: of the half a million requests of five minutes, each would keep six. */
const HEAP_SLACK = 3 * 2 ** 20;
const CLIENTS = 16;

console.log(`seed ${seed}, ${seconds} s`);
assert.ok(process.stderr); // Node opens it when it is first looked at.
await setTimeout(100); // By then it has closed the files of this program.
const resourcesBefore = process.getActiveResourcesInfo();
const random = createRandom(seed);
const site = createSite(random);
const server = createServer(site.app);
// No request may meet a connection that the server is just giving up.
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1");
await once(server, "listening");
const traffic = createTraffic((server.address() as AddressInfo).port, random);

const heaps: number[] = [];
const wrong: string[] = [];
for (const share of [0.3, 0.7]) {
	const faults = new AbortController();
	const done = makeFaults(faults.signal);
	wrong.push(...(await traffic.run(seconds * share, CLIENTS)));
	faults.abort();
	await done;
	site.isDown = false;
	wrong.push(...(await askEverything()));
	heaps.push(await heapUsed());
}
traffic.close();
server.close();
await once(server, "close");
site.remove();
const resourcesAfter = await resourcesLeft();
const [before = 0, after = 0] = heaps;
console.log(
	`${traffic.requests} requests, ${traffic.left} of which their clients left; ` +
		`heap ${mebibytes(before)} after the first third, ${mebibytes(after)} at the end; ` +
		`left over: ${resourcesAfter.join(", ") || "nothing"}`,
);
assert.deepEqual(wrong, [], "what requests came to");
assert.deepEqual(site.unhandled, [], "what nobody handled");
assert.ok(site.warnings > 0, "late errors become warnings");
assert.deepEqual(resourcesAfter, [], "handles and timers");
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

/** Asks for every part until it answers as it has to, for the longest back-off step at most; gives those that do not. */
async function askEverything(): Promise<string[]> {
	const wrong: string[] = [];
	const asking = parts.map(async (part) => {
		const end = performance.now() + 70_000;
		let status = await traffic.send(part);
		while (status !== part.after && performance.now() < end) {
			await setTimeout(100);
			status = await traffic.send(part);
		}
		if (status !== part.after) {
			wrong.push(`${part.method ?? "GET"} ${part.path} stays ${status}`);
		}
	});
	await Promise.all(asking);
	return wrong;
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

/** Gives the handles and timers that were not there at the start: none as soon as there are none, else those that stay for five seconds. */
async function resourcesLeft(): Promise<string[]> {
	const end = performance.now() + 5_000;
	for (;;) {
		const left = process.getActiveResourcesInfo();
		for (const known of resourcesBefore) {
			const index = left.indexOf(known);
			if (index !== -1) {
				left.splice(index, 1);
			}
		}
		if (left.length === 0 || performance.now() > end) {
			return left;
		}
		await new Promise((resolve) => setImmediate(resolve));
	}
}

function mebibytes(bytes: number): string {
	return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}
