import { readSync, writeSync } from "node:fs";
import { identityOf } from "../descriptor.js";

/**
 * The descriptor by which the process of a trial talks with its parent, since its standard streams are the
 * site's. Others are, too: services tell on 3 or 4 that they are ready, or close both and use the
 * numbers anew. Node has children inherit none of the first sixteen but what they are given.
 */
export const CHANNEL = 15;

/** The end of the channel in the process of a trial. It reads and writes synchronously, so that nothing is lost if a module ends the process. */
export interface Channel {
	/** Returns the next line; `undefined` if the parent is gone. */
	readLine(): string | undefined;
	/** Writes a line. Throws if the descriptor is closed, or somebody else's by now. */
	writeLine(line: string): void;
}

/** Returns the channel that this process was started with. */
export function openChannel(): Channel {
	const identity = identityOf(CHANNEL);
	return {
		readLine() {
			const chunk = Buffer.alloc(4_096);
			const chunks: Buffer[] = [];
			for (;;) {
				const length = readSync(CHANNEL, chunk);
				if (length === 0) {
					return undefined;
				}
				chunks.push(Buffer.from(chunk.subarray(0, length)));
				if (chunk[length - 1] === 10) {
					return Buffer.concat(chunks).toString().trimEnd();
				}
			}
		},
		writeLine(line) {
			if (identityOf(CHANNEL) !== identity) {
				throw new Error("the channel to the parent was closed");
			}
			let rest = Buffer.from(`${line}\n`);
			while (rest.length > 0) {
				rest = rest.subarray(writeSync(CHANNEL, rest));
			}
		},
	};
}
