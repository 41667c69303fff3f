import assert from "node:assert/strict";
import { Agent } from "node:http";
import { inTurn } from "./in-turn.js";
import { request } from "./request.js";

/** One server to be put under load, by the name of its contestant. */
export interface BurstServer {
	readonly name: string;
	readonly port: number;
}

/** What one server did in one burst of requests. */
export interface Burst {
	readonly perSecond: number;
	/** Its processor time for each request, in microseconds. */
	readonly processor: number;
}

/** Of each server, by name: its bursts, round by round. */
export type Bursts = [name: string, bursts: Burst[]][];

// All servers in turn, by one warm process, in bursts so short that what else the machine does weighs alike on those of a round.
const [servers = "", path = "", answer, rounds, requests, connections] =
	process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const bursts: Bursts = [
	...(await inTurn(
		JSON.parse(servers) as BurstServer[],
		Number(rounds),
		burst,
	)),
];
console.log(JSON.stringify(bursts));
agent.destroy();

async function burst({ port }: BurstServer): Promise<Burst> {
	const processorBefore = await processorTime(port);
	const begun = performance.now();
	let left = Number(requests);
	await Promise.all(
		Array.from({ length: Number(connections) }, async () => {
			while (left-- > 0) {
				assert.equal(await request(port, path, agent), answer);
			}
		}),
	);
	const seconds = (performance.now() - begun) / 1_000;
	return {
		perSecond: Number(requests) / seconds,
		processor:
			((await processorTime(port)) - processorBefore) / Number(requests),
	};
}

/** Returns the processor time that the server at `port` has used so far, in microseconds. */
async function processorTime(port: number): Promise<number> {
	const { user, system } = JSON.parse(await request(port, "/processor", agent));
	return user + system;
}
