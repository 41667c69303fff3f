import { byId, setText } from "../../browser/element.js";
import { formatCount, formatTime } from "../../browser/format.js";
import type { PreloadProgress } from "../preloading.js";

/** Gives what shows how far the last preload has come; the button starts one. */
export function createPreloadButton(): (
	progress: PreloadProgress | undefined,
) => void {
	const button = byId<HTMLButtonElement>("preload");
	const status = byId("preloaded");
	button.addEventListener("click", async () => {
		try {
			const response = await fetch("preload", { method: "POST" });
			if (!response.ok) {
				throw new Error(`${response.status} ${await response.text()}`);
			}
		} catch (error) {
			setText(status, `Not preloaded: ${error}`);
		}
	});

	return (progress) => {
		button.ariaDisabled = String(progress?.isRunning ?? false);
		if (progress !== undefined) {
			setText(status, textOf(progress));
		}
	};
}

function textOf({
	isRunning,
	imported,
	failed,
	milliseconds,
}: PreloadProgress): string {
	const counts = `${formatCount(imported)} imported, ${formatCount(failed)} failed`;
	return isRunning
		? `Preloading: ${counts} …`
		: `Preloaded: ${counts}, ${formatTime(milliseconds)}`;
}
