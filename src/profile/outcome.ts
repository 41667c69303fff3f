import { counted } from "../counted.js";
import { toFile } from "../module-url.js";
import type { Event } from "./event.js";
import { addressText } from "./request.js";
import type { Patience, Run } from "./run.js";

/** Says what happened in a run beyond that the server listened and answered: a sentence for each thing. */
export function outcomeOf(
	{ events, server, answer, ending, isKilled }: Run,
	path: string,
	patience: Patience,
): string[] {
	const words: string[] = [];
	const ended =
		ending && (ending.signal ?? `exit code ${ending.code ?? "unknown"}`);
	if (server === undefined) {
		words.push(
			ended === undefined
				? `It did not listen within ${patience.start / 1_000} s, and was told to end. ${lastBegun(events)}`
				: `It ended before it listened (${ended}). ${lastBegun(events)}`,
		);
	} else if (answer?.status === undefined) {
		words.push(`It listened, but did not answer ${path}: ${answer?.error}.`);
	} else if (answer.status >= 400) {
		words.push(`It answered ${path} with status ${answer.status}.`);
	}
	if (server !== undefined && ended !== undefined) {
		words.push(`It ended by itself (${ended}).`);
	}
	if (isKilled) {
		words.push(
			`It had not ended ${patience.end / 1_000} s after SIGTERM, and was killed.`,
		);
	}
	words.push(...addressWords(events, server), ...forkWords(events));
	return words;
}

function addressWords(
	events: readonly Event[],
	server: Run["server"],
): string[] {
	if (server === undefined) {
		return [];
	}
	const others = events.flatMap((event) =>
		event[0] === "listening" && event[1] !== server[1] ? [event[2]] : [],
	);
	const words = `It listened on ${addressText(server[2])}`;
	if (others.length > 0) {
		const rest = others.map(addressText).join(", ");
		return [`${words}, which the marks are of, and on ${rest}.`];
	}
	return "pipe" in server[2] ? [`${words}.`] : [];
}

function forkWords(events: readonly Event[]): string[] {
	return (["process", "thread"] as const).flatMap((what) => {
		const { length } = events.filter(
			(event) => event[0] === "forked" && event[1] === what,
		);
		return length === 0
			? []
			: [
					`It started ${counted(length, what)}; what is imported there is not in this report.`,
				];
	});
}

/** Names the module whose body began last, if it has not ended: there the server hangs, or has failed. */
function lastBegun(events: readonly Event[]): string {
	const names = new Map<number, string>();
	const open: number[] = [];
	for (const event of events) {
		if (event[0] === "module") {
			names.set(event[1], event[2]);
		} else if (event[0] === "enter") {
			open.push(event[2]);
		} else if (event[0] === "leave") {
			open.splice(open.lastIndexOf(event[2]), 1);
		}
	}
	const last = open.at(-1);
	return last === undefined
		? "All modules that it began were done."
		: `The module ${toFile(names.get(last) ?? "")} was not done.`;
}
