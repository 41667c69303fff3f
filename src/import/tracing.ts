import { tracingChannel } from "node:diagnostics_channel";
import type { Kind } from "../namespace/kind.js";

/** What the subscribers of the tracing channel `express-publisher:import` get, the same object for all events of one import. */
export interface ImportMessage {
	/** The path as walked of the container, with its final slash. */
	readonly path: string;
	/** The component that was imported, as a URL has it; empty for the root. */
	readonly component: string;
	/** What kind of thing was imported, once it is there. */
	result?: Kind;
	/** What the import failed with. */
	error?: unknown;
}

/** The tracing channel of imports: how application performance monitors see them. */
export const importChannel = tracingChannel<unknown, ImportMessage>(
	"express-publisher:import",
);

/** The events of one import. */
export interface Trace {
	/** Runs what begins the import, between the events `start` and `end`, in the stores that are bound to `start`. */
	run<Begun>(begin: () => Begun): Begun;
	/** Adds what was imported to the message, before `end` or `settle` publishes it. */
	succeed(result: Kind): void;
	/** Publishes what the import failed with: the event `error`. */
	fail(error: unknown): void;
	/** Publishes that an import which was under way at `end` has settled: the events `asyncStart` and `asyncEnd`. */
	settle(): void;
}

/** Begins to trace the import of `component` in the container at `path`; returns `undefined` if nobody listens. */
export function traceImport(
	path: string,
	component: string,
): Trace | undefined {
	if (!importChannel.hasSubscribers) {
		return undefined;
	}
	const message: ImportMessage = { path, component };
	// `publish` throws nothing: what a subscriber throws becomes an uncaught exception.
	return {
		run: (begin) =>
			importChannel.start.runStores(message, () => {
				try {
					return begin();
				} finally {
					importChannel.end.publish(message);
				}
			}),
		succeed(result) {
			message.result = result;
		},
		fail(error) {
			message.error = error;
			importChannel.error.publish(message);
		},
		settle() {
			importChannel.asyncStart.publish(message);
			importChannel.asyncEnd.publish(message);
		},
	};
}
