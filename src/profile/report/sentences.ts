import { counted } from "../../display/counted.js";
import { toFile } from "../../import/module-url.js";
import type { Event } from "../event.js";
import { addressText } from "../server/request.js";
import type { Patience, Run } from "../server/run.js";

/** Returns a sentence for each thing that happened in a run, except that the server listened and answered. */
export function sentencesOn(
	run: Run,
	path: string,
	patience: Patience,
): string[] {
	const { events, server, answer, ending, isKilled } = run;
	const sentences: string[] = [];
	const failure = failureOf(run, path, patience);
	if (failure !== undefined) {
		sentences.push(failure);
	}
	if (server === undefined) {
		sentences.push(lastBegun(events));
		if (ending?.code === 0 && events.some(([name]) => name === "serves")) {
			sentences.push(
				"It made an app, and nothing called its listen: give a script that does, such as one that imports this one.",
			);
		}
	} else if (answer?.status !== undefined && answer.status >= 400) {
		sentences.push(`It answered ${path} with status ${answer.status}.`);
	}
	if (server !== undefined && ending !== undefined) {
		sentences.push(`It ended by itself (${endText(ending)}).`);
	}
	if (isKilled) {
		sentences.push(
			`It had not ended ${patience.end / 1_000} s after SIGTERM, and was killed.`,
		);
	}
	sentences.push(...addressSentences(events, server), ...forkSentences(events));
	return sentences;
}

/** Returns a sentence that tells why the server did not listen and answer; `undefined` if it did. */
export function failureOf(
	{ server, answer, ending }: Run,
	path: string,
	patience: Patience,
): string | undefined {
	if (server === undefined) {
		return ending === undefined
			? `It did not listen within ${patience.start / 1_000} s, and was told to end.`
			: `It ended before it listened (${endText(ending)}).`;
	}
	return answer?.status === undefined
		? `It listened, but did not answer ${path}: ${answer?.error}.`
		: undefined;
}

function endText({ signal, code }: NonNullable<Run["ending"]>): string {
	return signal ?? `exit code ${code ?? "unknown"}`;
}

function addressSentences(
	events: readonly Event[],
	server: Run["server"],
): string[] {
	if (server === undefined) {
		return [];
	}
	const address = addressText(server[2]);
	const others = new Set(
		events.flatMap((event) =>
			event[0] === "listening" ? [addressText(event[2])] : [],
		),
	);
	others.delete(address);
	const where = `It listened on ${address}`;
	if (others.size > 0) {
		return [
			`${where}, which the marks are of, and on ${[...others].join(", ")}.`,
		];
	}
	return "pipe" in server[2] ? [`${where}.`] : [];
}

function forkSentences(events: readonly Event[]): string[] {
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

/** Names the module whose body began last and has not ended: there the server hangs, or has failed. */
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
