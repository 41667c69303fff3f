import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Progress } from "../check/index.js";

/** A progress bar, and a stream for what is to be printed while it is there. */
export interface ProgressBar {
	/** Says `what` is being done from now on, once that has taken a second. */
	begin(what: string): void;
	show(progress: Progress): void;
	remove(): void;
	readonly output: Writable;
}

const WIDTH = 30;
const CLEAR = "\r\x1b[K";
/** After how long without news the seconds are told, in milliseconds, and how often. */
const SECOND = 1_000;

/**
 * Returns a progress bar on the last line of `terminal`; it never shows if that is a file or a pipe. Whatever
 * signal ends the process, the line is cleared before.
 */
export function createProgressBar(terminal: WriteStream): ProgressBar {
	let bar = "";
	let text = "";
	let since = 0;
	let ticking: NodeJS.Timeout | undefined;
	function draw(next: string): void {
		if (terminal.isTTY) {
			bar = next.slice(0, terminal.columns - 1);
			terminal.write(CLEAR + bar);
		}
	}
	/** Tells from now on how long there has been nothing new to tell. */
	function tick(next: string): void {
		text = next;
		since = performance.now();
		ticking ??= setInterval(() => {
			const seconds = Math.round((performance.now() - since) / SECOND);
			draw(`${text} … ${seconds} s`);
		}, SECOND).unref();
	}
	// By default a signal ends the process at once. It still does, and the shell learns of which one.
	const endings = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => {
		const end = () => {
			remove();
			process.kill(process.pid, signal);
		};
		return { signal, end };
	});
	function remove(): void {
		clearInterval(ticking);
		ticking = undefined;
		draw("");
		for (const { signal, end } of endings) {
			process.off(signal, end);
		}
	}
	return {
		begin(what) {
			if (terminal.isTTY) {
				if (ticking === undefined) {
					for (const { signal, end } of endings) {
						process.on(signal, end);
					}
				}
				tick(what);
			}
		},
		show({ path, done, total }) {
			const filled = Math.round((WIDTH * done) / total);
			const drawn = "█".repeat(filled).padEnd(WIDTH, "░");
			const news = `${drawn} ${done}/${total} ${path}`;
			draw(news);
			tick(news);
		},
		remove,
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
