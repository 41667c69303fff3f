import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { sectionNames } from "./site.js";
import {
	baseline,
	createWalkContestants,
	LightRequest,
	last,
	type Serve,
} from "./walk-contestants.js";

const [size = 0, rounds = 0, millisecondsOfBatch = 0] = process.argv
	.slice(2)
	.map(Number);
const names = sectionNames(size);
const contestants = await createWalkContestants(names);
for (const [contestant, serve] of contestants) {
	await check(contestant, serve);
}
const nextUrl = createUrls();
const batches = new Map(
	[...contestants].map(([name, serve]) => [name, calibrate(serve)]),
);
const measured: Record<string, number[]> = {};
// As many rounds again are not counted: until then, the compiler is still at work.
for (let round = -rounds; round < rounds; round++) {
	const costs = new Map<string, number>();
	const order = [...contestants];
	order.push(...order.splice(0, (round + rounds) % order.length));
	for (const [name, serve] of order) {
		const batch = batches.get(name) ?? 1;
		// Untimed: those before have filled the processor's caches with what is theirs.
		time(serve, Math.min(batch, size));
		costs.set(name, time(serve, batch) / batch);
	}
	const base = costs.get(baseline) ?? Number.NaN;
	for (const [name, cost] of round < 0 ? [] : costs) {
		measured[name] ??= [];
		measured[name].push(name === baseline ? cost : cost - base);
	}
}
console.log(JSON.stringify(measured));

/** Requests every page until it is there, so that all is imported; then some again, to see that each is found, at once. */
async function check(contestant: string, serve: Serve): Promise<void> {
	if (contestant.startsWith("publisher")) {
		for (const name of names) {
			last.section = "";
			serve(new LightRequest(`/${name}/list`));
			while (last.section === "") {
				await setImmediate();
			}
		}
	}
	const distance = Math.ceil(size / 200);
	for (let index = 0; index < size; index += distance) {
		last.section = "";
		serve(new LightRequest(`/${names[index]}/list`));
		// The baseline calls one and the same page.
		const expected = contestant === baseline ? names[0] : names[index];
		assert.equal(last.section, expected, contestant);
	}
}

/** Gives a function that gives the URLs in an order without order, each as a new string, as from a socket. */
function createUrls(): () => string {
	const shuffled = [...names.keys()];
	let random = 1;
	for (let end = shuffled.length - 1; end > 0; end--) {
		random = (random * 48_271) % 2_147_483_647;
		const other = random % (end + 1);
		const index = Number(shuffled[end]);
		shuffled[end] = Number(shuffled[other]);
		shuffled[other] = index;
	}
	const urls = shuffled.map((index) => Buffer.from(`/${names[index]}/list`));
	let next = 0;
	return () => {
		next = next + 1 === urls.length ? 0 : next + 1;
		return (urls[next] as Buffer).toString("latin1");
	};
}

/** Nanoseconds that `batch` requests take. */
function time(serve: Serve, batch: number): number {
	const start = process.hrtime.bigint();
	for (let request = 0; request < batch; request++) {
		serve(new LightRequest(nextUrl()));
	}
	return Number(process.hrtime.bigint() - start);
}

/**
 * Warms `serve` up; gives how many requests make a batch of the wanted length. A batch goes over
 * all pages at least twice, unless that takes far too long.
 */
function calibrate(serve: Serve): number {
	let batch = 16;
	let milliseconds = 0;
	while (
		milliseconds < millisecondsOfBatch ||
		(batch < 2 * size && milliseconds < 8 * millisecondsOfBatch)
	) {
		batch *= 2;
		milliseconds = time(serve, batch) / 1e6;
	}
	return batch;
}
