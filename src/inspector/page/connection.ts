import { byId, setText } from "../../browser/element.js";
import type { Pulse, Snapshot } from "../snapshot.js";

/** What comes from the server. */
export interface Listener {
	onSnapshot(snapshot: Snapshot): void;
	onPulse(pulse: Pulse): void;
}

const RECONNECT_AFTER = 3_000;

/** Connects to the events, and again whenever the connection ends; says how it stands. */
export function connect({ onSnapshot, onPulse }: Listener): void {
	const events = new EventSource("events");
	const status = byId("connection");
	setText(status, "connecting …");
	events.addEventListener("snapshot", ({ data }) => {
		onSnapshot(JSON.parse(data));
		setText(status, "live");
		status.className = "live";
	});
	events.addEventListener("pulse", ({ data }) => onPulse(JSON.parse(data)));
	events.addEventListener("error", () => {
		setText(status, "not connected, trying again …");
		status.className = "";
		// A browser tries again by itself, but not after an answer that is no stream, as of a proxy.
		if (events.readyState === EventSource.CLOSED) {
			setTimeout(connect, RECONNECT_AFTER, { onSnapshot, onPulse });
		}
	});
}
