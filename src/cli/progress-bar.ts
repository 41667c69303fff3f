import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Progress } from "../check/index.js";

/** A progress bar, and a stream for what is to be printed while it is there. */
export interface ProgressBar {
	show(progress: Progress): void;
	remove(): void;
	readonly output: Writable;
}

const WIDTH = 30;
const CLEAR = "\r\x1b[K";

/** Gives a progress bar on the last line of `terminal`; none if that is a file or a pipe. */
export function createProgressBar(terminal: WriteStream): ProgressBar {
	let bar = "";
	function draw(next: string): void {
		if (terminal.isTTY) {
			bar = next;
			terminal.write(CLEAR + bar);
		}
	}
	return {
		show({ path, done, total }) {
			const filled = Math.round((WIDTH * done) / total);
			const drawn = "█".repeat(filled).padEnd(WIDTH, "░");
			draw(`${drawn} ${done}/${total} ${path}`.slice(0, terminal.columns - 1));
		},
		remove: () => draw(""),
		output: new Writable({
			decodeStrings: false,
			write(chunk, _encoding, written) {
				const shown = bar;
				draw("");
				terminal.write(chunk, () => written());
				draw(shown);
			},
		}),
	};
}
