import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { type Event, eventsIn } from "../event.js";

/** A log that is read while it is written. */
export interface FollowedLog {
	/** Reads the rest, and stops reading. */
	close(): void;
}

/** How often to look for more, in milliseconds; the events have their own times. */
const PERIOD = 10;
/** How much is read at once, in bytes. */
const CHUNK = 2 ** 20;

/** Calls `see` with the events in the file `path`, whole lines of it, as they come. It may be removed meanwhile. Throws if it cannot be opened. */
export function followLog(
	path: string,
	see: (events: Event[]) => void,
): FollowedLog {
	const descriptor = openSync(path, "r");
	const decoder = new StringDecoder("utf8");
	const buffer = Buffer.alloc(CHUNK);
	let rest = ""; // Of a line whose end is not there yet.
	const read = () => {
		for (;;) {
			const length = readSync(descriptor, buffer);
			if (length === 0) {
				return;
			}
			const lines = (rest + decoder.write(buffer.subarray(0, length))).split(
				"\n",
			);
			rest = lines.pop() ?? "";
			for (const line of lines) {
				see(eventsIn(line));
			}
		}
	};
	const timer = setInterval(read, PERIOD);
	return {
		close() {
			clearInterval(timer);
			read();
			closeSync(descriptor);
		},
	};
}
