import type { Event, EventOf, Mode, News } from "../event.js";
import { escapedPath, request } from "./request.js";
import {
	type Ending,
	type Server,
	type ServerProcess,
	startServer,
} from "./server-process.js";

type Listening = EventOf<"listening">;
type Answered = EventOf<"answered">;

/** One start of a server, up to its answer and its end. */
export interface Run {
	readonly events: readonly Event[];
	/** The server that answered, or else the first. */
	readonly server: Listening | undefined;
	readonly answer: Answer | undefined;
	/** How the process ended by itself; `undefined` if it was told to. */
	readonly ending: Ending | undefined;
	/** When it ended or was told to, in milliseconds since 1970. */
	readonly endedAt: number;
	/** Whether it had to be killed. */
	readonly isKilled: boolean;
	/** The end of what the server wrote. */
	readonly output: string;
}

/** What came of a request: a status, or an error. */
export interface Answer {
	readonly server: Listening;
	/** What was requested, escaped. */
	readonly path: string;
	readonly status: number | undefined;
	readonly error: string | undefined;
	/** When that was known, in milliseconds since 1970. */
	readonly at: number;
}

/** How long to wait for a server to listen, to answer, and to end, in milliseconds. */
export interface Patience {
	readonly start: number;
	readonly answer: number;
	readonly end: number;
}

/** How long to wait for another server if one has no answer, or an error, in milliseconds. */
const ANOTHER_SERVER = 300;
/** How long a server may take to log that it has answered, in milliseconds. */
const ANSWERED = 300;
/** How long the recorder may take to find the routes, in milliseconds. */
const ROUTES = 2_000;

/** Starts `server`, requests `path` of it, and stops it. Resolves with what came of it, whatever the server does. */
export async function run(
	server: Server,
	path: string,
	mode: Mode,
	patience: Patience,
): Promise<Run> {
	const started = startServer(server, mode);
	// A server that does not speak HTTP is asked only if no other comes.
	const first =
		(await nth(started, isHttp, 0, patience.start)) ??
		(await nth(started, isListening, 0, 0));
	const answer = first && (await answerOf(first, started, path, patience));
	if (answer?.status !== undefined) {
		// The client may have the whole answer before the server logs it.
		await nth(started, isOf(answer), 0, ANSWERED);
	}
	if (first !== undefined) {
		await nth(started, areRoutes, 0, ROUTES);
	}
	const endedItself = started.hasEnded;
	const endedAt = now();
	const isKilled = !endedItself && (await started.stop(patience.end));
	const ending = await started.ended;
	return {
		events: ending.events,
		server: answer?.server ?? first,
		answer,
		ending: endedItself ? ending : undefined,
		endedAt,
		isKilled,
		output: ending.output,
	};
}

/** Resolves with the first answer of any server that is no error; else with the first, or the last if that has no status. */
async function answerOf(
	first: Listening,
	started: ServerProcess,
	path: string,
	patience: Patience,
): Promise<Answer> {
	const answer = await ask(first, path, patience.answer);
	let best = answer;
	for (let n = 1; best.status === undefined || best.status >= 400; n++) {
		const server = await nth(started, isHttp, n, ANOTHER_SERVER);
		if (server === undefined) {
			return answer.status === undefined ? best : answer;
		}
		best = await ask(server, path, patience.answer);
	}
	return best;
}

async function ask(
	server: Listening,
	path: string,
	timeout: number,
): Promise<Answer> {
	const escaped = escapedPath(path);
	let status: number | undefined;
	let error: string | undefined;
	try {
		status = await request(server[2], escaped, timeout);
	} catch (thrown) {
		error = (thrown as Error).message;
	}
	return { server, path: escaped, status, error, at: now() };
}

/** Returns what tells the event of an answer from others. */
export function isOf({
	server,
	path,
}: Answer): (event: Event) => event is Answered {
	return (event): event is Answered =>
		event[0] === "answered" && event[1] >= server[1] && event[2] === path;
}

/** Resolves with the nth, from 0, of the news that `is` accepts; with `undefined` after `timeout` milliseconds, or if the process ends. */
async function nth<Kind extends News>(
	started: ServerProcess,
	is: (news: News) => news is Kind,
	n: number,
	timeout: number,
): Promise<Kind | undefined> {
	const end = now() + timeout;
	for (;;) {
		const found = started.news.filter(is)[n];
		const left = end - now();
		if (found !== undefined || started.hasEnded || left <= 0) {
			return found;
		}
		await started.wait(Math.ceil(left));
	}
}

function isListening(news: News): news is Listening {
	return news[0] === "listening";
}

function areRoutes(news: News): news is EventOf<"routes"> {
	return news[0] === "routes";
}

function isHttp(news: News): news is Listening {
	return isListening(news) && news[2].protocol !== "tcp";
}

function now(): number {
	return performance.timeOrigin + performance.now();
}
