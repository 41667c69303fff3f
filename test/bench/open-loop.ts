import { Agent } from "node:http";
import { setTimeout } from "node:timers/promises";
import { request } from "./request.js";

/** One request: for what, when it was sent, in milliseconds of this process's clock, and how long its response took. */
export interface Answered {
	readonly path: string;
	readonly sent: number;
	readonly milliseconds: number;
}

/**
 * Sends `perSecond` requests a second for the paths that `next` gives, until it gives none, whether
 * or not those before have been answered: as many visitors would. Rejects unless each is answered
 * with its own path.
 */
export async function sendSteadily(
	port: number,
	perSecond: number,
	next: () => string | undefined,
): Promise<Answered[]> {
	const agent = new Agent({ keepAlive: true });
	const begun = performance.now();
	const answers: Promise<Answered>[] = [];
	try {
		for (let path = next(); path !== undefined; path = next()) {
			const answer = ask(path);
			// One that fails is told of below, when all are sent.
			answer.catch(() => {});
			answers.push(answer);
			const due = begun + (answers.length * 1_000) / perSecond;
			await setTimeout(Math.max(0, due - performance.now()));
		}
		return await Promise.all(answers);
	} finally {
		agent.destroy();
	}

	async function ask(path: string): Promise<Answered> {
		const sent = performance.now();
		const answer = await request(port, path, agent);
		const milliseconds = performance.now() - sent;
		if (answer !== path) {
			throw new Error(`${path} was answered with ${answer}`);
		}
		return { path, sent, milliseconds };
	}
}

/** Gives what `give` gives, `count` times, and then nothing. */
export function times(
	count: number,
	give: () => string,
): () => string | undefined {
	let left = count;
	return () => (left-- > 0 ? give() : undefined);
}
