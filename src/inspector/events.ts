import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { warnOfError } from "../warnings.js";
import { changesBetween } from "./changes.js";
import type { Snapshot, Snapshots } from "./snapshot.js";

/** The event stream of one inspector: one for all its clients, and none at all without any. */
export interface Events {
	/** Answers with the stream, until the client leaves or the server is closed. */
	send(req: IncomingMessage, res: ServerResponse): void;
	/** Sends the clients what may have changed; not at once, as changes come in swarms. */
	refresh(): void;
}

interface Client {
	readonly res: ServerResponse;
	readonly server: Server | undefined;
	/** The number of the snapshot that it has. */
	has: number;
	/** Whether it is sent no more until it has taken what it was sent. */
	isBehind: boolean;
}

/** A snapshot, and how it is sent: whole, and to those who have the one before, by what has changed. */
interface Latest {
	readonly number: number;
	readonly snapshot: Snapshot;
	whole: string | undefined;
	readonly changes: string | undefined;
}

/** How late changes are sent, in milliseconds, and how much longer that is than what the last ones took: looking must not slow down what is looked at. */
const REFRESH_AFTER = 200;
const TIMES_LONGER = 10;
/** How late request counts are, which nothing reports, and how long a stream outlives its server, in milliseconds. */
const PULSE_EVERY = 2_000;
const IMPORT_EVENTS = ["start", "asyncEnd"].map(
	(event) => `tracing:express-publisher:import:${event}`,
);

/** Returns an event stream of a snapshot and of what then changes, both of which are made once for all clients. */
export function createEvents({ snapshot, pulse }: Snapshots): Events {
	const clients = new Set<Client>();
	let latest: Latest | undefined;
	let cost = 0;
	let refreshing: NodeJS.Timeout | undefined;
	let pulsing: NodeJS.Timeout | undefined;

	return { send, refresh };

	function send(req: IncomingMessage, res: ServerResponse): void {
		if (res.destroyed || req.socket.destroyed) {
			return; // It left while a guard was busy, and no second "close" will come.
		}
		const client: Client = {
			res,
			server: (req.socket as { server?: Server }).server,
			has: 0,
			isBehind: false,
		};
		res.setHeader("Content-Type", "text/event-stream");
		res.setHeader("Cache-Control", "no-store");
		res.setHeader("X-Accel-Buffering", "no"); // nginx
		if (clients.size === 0) {
			start();
		}
		clients.add(client);
		res.on("close", () => {
			clients.delete(client);
			if (clients.size === 0) {
				stop();
			}
		});
		res.on("drain", () => {
			client.isBehind = false;
			update(client);
		});
		update(client);
		write(client, "pulse", JSON.stringify(pulse()));
	}

	function start(): void {
		latest = first(snapshot());
		pulsing = setInterval(safely(beat), PULSE_EVERY).unref();
		for (const event of IMPORT_EVENTS) {
			subscribe(event, refresh);
		}
	}

	function stop(): void {
		for (const event of IMPORT_EVENTS) {
			unsubscribe(event, refresh);
		}
		clearInterval(pulsing);
		clearTimeout(refreshing);
		refreshing = undefined;
		latest = undefined;
	}

	function refresh(): void {
		if (clients.size > 0) {
			refreshing ??= setTimeout(
				safely(updateAll),
				Math.max(REFRESH_AFTER, TIMES_LONGER * cost),
			).unref();
		}
	}

	function updateAll(): void {
		refreshing = undefined;
		const begun = performance.now();
		latest = next(latest, snapshot());
		clients.forEach(update);
		cost = performance.now() - begun;
	}

	function update(client: Client): void {
		if (
			latest === undefined ||
			client.isBehind ||
			client.has === latest.number
		) {
			return;
		}
		if (client.has === latest.number - 1 && latest.changes !== undefined) {
			write(client, "changes", latest.changes);
		} else {
			latest.whole ??= JSON.stringify(latest.snapshot);
			write(client, "snapshot", latest.whole);
		}
		client.has = latest.number;
	}

	function beat(): void {
		refresh(); // For the counts of requests.
		const data = JSON.stringify(pulse());
		for (const client of clients) {
			// A closed server waits for its last client, and so must not have one that only waits for events.
			if (client.server?.listening !== false) {
				write(client, "pulse", data);
			} else if (client.res.writableEnded) {
				client.res.destroy(); // It did not take what it was sent before.
			} else {
				client.res.end();
			}
		}
	}
}
function first(snapshot: Snapshot): Latest {
	return { number: 1, snapshot, whole: undefined, changes: undefined };
}

/** Returns what follows `latest`: itself, if nothing has changed. */
function next(latest: Latest | undefined, snapshot: Snapshot): Latest {
	if (latest === undefined) {
		return first(snapshot);
	}
	const changes = changesBetween(latest.snapshot, snapshot);
	return changes === undefined
		? latest
		: {
				number: latest.number + 1,
				snapshot,
				whole: undefined,
				changes: JSON.stringify(changes),
			};
}

/** Returns a function that calls `work`, and warns of what that throws: an event may be missed, but whoever looks on must not end the process. */
function safely(work: () => void): () => void {
	return () => {
		try {
			work();
		} catch (error) {
			warnOfError(
				"The inspector cannot tell its pages what is new",
				error,
				"It tries again at the next import",
			);
		}
	};
}

/** Sends an event, unless the client has not taken the last one: once it has, it gets what it lacks. */
function write(
	client: Client,
	event: "snapshot" | "changes" | "pulse",
	data: string,
): void {
	if (client.isBehind) {
		return;
	}
	const { res } = client;
	client.isBehind = !res.write(`event: ${event}\ndata: ${data}\n\n`);
	// The middleware `compression` holds back what is not flushed.
	(res as { flush?: () => void }).flush?.();
}
