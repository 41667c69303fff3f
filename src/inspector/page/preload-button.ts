import { byId, setText } from "../../display/element.js";
import { formatCount, formatTime } from "../../display/format.js";
import type { PreloadProgress } from "../preloading.js";

/** The buttons that start and stop preloads. */
export interface PreloadButtons {
	/** Starts a preload of `path`, or of everything. */
	start(path?: string): void;
	/** Shows how far the last preload has come. */
	show(progress: PreloadProgress | undefined): void;
}

/** Returns the buttons of the page's head. */
export function createPreloadButtons(): PreloadButtons {
	const button = byId<HTMLButtonElement>("preload");
	const stop = byId<HTMLButtonElement>("stop");
	const status = byId("preloaded");
	const post = async (url: string, failure: string) => {
		try {
			const response = await fetch(url, { method: "POST" });
			if (!response.ok) {
				throw new Error(`${response.status} ${await response.text()}`);
			}
		} catch (error) {
			setText(status, `${failure}: ${error}`);
		}
	};
	const start = (path?: string) => {
		const query = path === undefined ? "" : `?${new URLSearchParams({ path })}`;
		post(`preload${query}`, "Not preloaded");
	};
	button.addEventListener("click", () => start());
	stop.addEventListener("click", () => post("stop", "Not stopped"));

	return {
		start,
		show(progress) {
			const isRunning = progress?.isRunning ?? false;
			button.ariaDisabled = String(isRunning);
			stop.hidden = !isRunning;
			if (progress !== undefined) {
				setText(status, textOf(progress));
			}
		},
	};
}

function textOf({
	isRunning,
	isStopped,
	imported,
	failed,
	milliseconds,
}: PreloadProgress): string {
	const counts = `${formatCount(imported)} imported, ${formatCount(failed)} failed`;
	return isRunning
		? `Preloading: ${counts} …`
		: `${isStopped ? "Stopped" : "Preloaded"}: ${counts}, ${formatTime(milliseconds)}`;
}
