import { counted } from "../../display/counted.js";
import { byId, element, setText } from "../../display/element.js";
import { formatCount, formatTime } from "../../display/format.js";
import type { Tree } from "../../index.js";

/** The panel with all that is known of one node. */
export interface Details {
	/** Shows `node`, or hides the panel if there is none; the process started at `startedAt`. */
	show(node: Tree | undefined, startedAt: number): void;
}

/** Returns the panel; `onClose` is called when the reader closes it, `preload` with the path of what is to be imported. */
export function createDetails(
	onClose: () => void,
	preload: (path: string) => void,
): Details {
	const panel = byId("details");
	let shown = "";
	const close = element("button", "close", "Close");
	close.type = "button";
	close.addEventListener("click", onClose);
	const importButton = element("button", "import-this");
	importButton.type = "button";
	importButton.addEventListener("click", () => preload(path));
	let path = "";

	return {
		show(node, startedAt) {
			const news = JSON.stringify({ ...node, exports: undefined });
			panel.hidden = node === undefined;
			if (node !== undefined && news !== shown) {
				// Only if it changes: what the reader has selected in it, or scrolled to, stays.
				path = node.path;
				const isImportable =
					node.state === "not imported" || node.state === "failed";
				setText(
					importButton,
					node.state === "failed" ? "Try again" : "Preload this",
				);
				panel.replaceChildren(
					close,
					...contentOf(node, startedAt),
					...(isImportable ? [importButton] : []),
				);
			}
			shown = news;
		},
	};
}

function contentOf(node: Tree, startedAt: number): HTMLElement[] {
	const { import: imported, fault } = node;
	const error = imported?.error;
	const facts: (readonly [string, string | undefined])[] = [
		["State", node.state],
		["Kind", node.kind],
		["Same as", node.sameAs],
		["First reached at", node.reachedAt],
		[
			"Left out",
			node.omitted === undefined ? undefined : counted(node.omitted, "name"),
		],
		["Requests", formatCount(node.requests)],
		[
			"Requests that failed here",
			node.failedRequests === undefined
				? undefined
				: formatCount(node.failedRequests),
		],
		["Imported by", imported?.by],
		[
			"Begun",
			imported &&
				`${formatTime(imported.startedAt - startedAt)} after the start of the process`,
		],
		[
			"Took",
			imported?.milliseconds === undefined
				? undefined
				: formatTime(imported.milliseconds),
		],
		["Tries", imported && formatCount(imported.tries)],
		["Module", imported?.url],
		["It is", fault?.what],
		["Remedy", fault?.remedy ?? error?.remedy],
		["Code", error?.code],
		["Error", error?.message],
	];
	const list = element("dl", "");
	for (const [term, text] of facts) {
		if (text !== undefined) {
			list.append(element("dt", "", term), element("dd", "", text));
		}
	}
	const content: HTMLElement[] = [element("h2", "", node.path), list];
	if (error?.stack !== undefined) {
		const stack = element("pre", "", error.stack);
		stack.tabIndex = 0; // It scrolls, which the keyboard must be able to do.
		content.push(stack);
	}
	return content;
}
