import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Snapshots } from "./snapshot.js";

/** The event stream of one inspector: one for all its clients, and none at all without any. */
export interface Events {
	/** Answers with the stream, until the client leaves or the server is closed. */
	send(req: IncomingMessage, res: ServerResponse): void;
	/** Has the clients sent what may have changed, but not at once: changes come in swarms. */
	refresh(): void;
}

interface Client {
	readonly res: ServerResponse;
	readonly server: Server | undefined;
	/** The snapshot that it was sent last. */
	snapshot: string;
	/** Whether it has to take what it was sent before it is sent more. */
	isBehind: boolean;
}

const REFRESH_AFTER = 200;
/** Also how late counts of requests are, which nothing reports, and how long a stream outlives its server. */
const PULSE_EVERY = 2_000;
const IMPORT_EVENTS = ["start", "asyncEnd"].map(
	(event) => `tracing:express-publisher:import:${event}`,
);

/** Gives the event stream of `snapshots`; each is made once, however many clients there are. */
export function createEvents({ snapshot, pulse }: Snapshots): Events {
	const clients = new Set<Client>();
	let latest = "";
	let refreshing: NodeJS.Timeout | undefined;
	let pulsing: NodeJS.Timeout | undefined;

	return { send, refresh };

	function send(req: IncomingMessage, res: ServerResponse): void {
		if (res.destroyed || req.socket.destroyed) {
			return; // It left while a guard was asking about it, and will not leave again.
		}
		const client: Client = {
			res,
			server: (req.socket as { server?: Server }).server,
			snapshot: "",
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
		latest = JSON.stringify(snapshot());
		pulsing = setInterval(beat, PULSE_EVERY).unref();
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
		latest = "";
	}

	function refresh(): void {
		if (clients.size > 0) {
			refreshing ??= setTimeout(updateAll, REFRESH_AFTER).unref();
		}
	}

	function updateAll(): void {
		refreshing = undefined;
		latest = JSON.stringify(snapshot());
		clients.forEach(update);
	}

	function update(client: Client): void {
		if (client.snapshot !== latest) {
			write(client, "snapshot", latest);
		}
	}

	function beat(): void {
		updateAll();
		const data = JSON.stringify(pulse());
		for (const client of clients) {
			// A server that is closed waits for its last client: none may stay for being shown that.
			if (client.server?.listening === false) {
				client.res.end();
			} else {
				write(client, "pulse", data);
			}
		}
	}
}

/** Sends an event, unless the client has not taken the last one: what it misses it is not told later, but anew. */
function write(
	client: Client,
	event: "snapshot" | "pulse",
	data: string,
): void {
	if (client.isBehind) {
		return;
	}
	if (event === "snapshot") {
		client.snapshot = data;
	}
	const { res } = client;
	client.isBehind = !res.write(`event: ${event}\ndata: ${data}\n\n`);
	// The middleware `compression` keeps what it is not told to send on.
	(res as { flush?: () => void }).flush?.();
}
