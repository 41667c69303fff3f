import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";

const paths = [
	"/labels",
	"/u/ada",
	"/projects/compiler/tickets/1",
	"/sign-in",
	"/feed.xml",
];

/**
 * Keeps sending requests to `origin` from 16 clients at once, half of which keep their connections
 * while the others make a new one for each request. Gives the function that stops it, which gives
 * how many requests were answered, and what happened to those that were not.
 * @param {string} origin
 */
export function startLoad(origin) {
	const agent = new Agent({ keepAlive: true });
	const lost = [];
	let answered = 0;
	let isStopped = false;

	async function client(_, index) {
		for (let turn = index; !isStopped; turn++) {
			const path = paths[turn % paths.length];
			try {
				await ask(origin + path, index % 2 === 0 ? agent : false);
				answered++;
			} catch (error) {
				lost.push(`${path}: ${error.message}`);
			}
			await setTimeout(20);
		}
	}
	const clients = Array.from({ length: 16 }, client);

	return async () => {
		isStopped = true;
		await Promise.all(clients);
		agent.destroy();
		return { answered, lost };
	};
}

/** Reads what is at `url` to its end; rejects if that is not a 200, or takes half a minute. */
function ask(url, agent) {
	return new Promise((resolve, reject) => {
		const signal = AbortSignal.timeout(30_000);
		const request = get(url, { agent, signal }, (response) => {
			response.on("error", reject);
			response.on("end", () => {
				if (response.statusCode === 200) {
					resolve();
				} else {
					reject(new Error(`status ${response.statusCode}`));
				}
			});
			response.resume();
		});
		request.on("error", reject);
	});
}
