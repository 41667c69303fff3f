import { byId, setText } from "../../display/element.js";
import { withChanges } from "../changes.js";
import type { Pulse, Snapshot } from "../snapshot.js";

/** What is called with what comes from the server. */
export interface Listener {
	onSnapshot(snapshot: Snapshot): void;
	onPulse(pulse: Pulse): void;
}

const RECONNECT_AFTER = 3_000;

/** Connects to the events, and again whenever the connection ends; the page says which. */
export function connect({ onSnapshot, onPulse }: Listener): void {
	const events = new EventSource("events");
	const status = byId("connection");
	setText(status, "connecting …");
	let snapshot: Snapshot;
	const show = (next: Snapshot) => {
		snapshot = next;
		onSnapshot(snapshot);
		setText(status, "live");
		status.className = "live";
	};
	events.addEventListener("snapshot", ({ data }) => show(JSON.parse(data)));
	events.addEventListener("changes", ({ data }) =>
		show(withChanges(snapshot, JSON.parse(data))),
	);
	events.addEventListener("pulse", ({ data }) => onPulse(JSON.parse(data)));
	events.addEventListener("error", () => {
		setText(status, "not connected, trying again …");
		status.className = "";
		// Browsers try again by themselves, but not after an answer that is no stream, such as a proxy's.
		if (events.readyState === EventSource.CLOSED) {
			setTimeout(connect, RECONNECT_AFTER, { onSnapshot, onPulse });
		}
	});
}
