import { byId, element } from "../../browser/element.js";
import { formatCount, formatTime } from "../../browser/format.js";
import type { Tree } from "../../index.js";

/** The panel that tells all that is known of one node. */
export interface Details {
	/** Shows `node`, or hides the panel if there is none. */
	show(node: Tree | undefined, startedAt: number): void;
}

/** Gives the panel; `onClose` is called when the reader closes it. */
export function createDetails(onClose: () => void): Details {
	const panel = byId("details");
	let shown = "";
	const close = element("button", "close", "Close");
	close.type = "button";
	close.addEventListener("click", onClose);

	return {
		show(node, startedAt) {
			const news = JSON.stringify({ ...node, exports: undefined });
			panel.hidden = node === undefined;
			if (node !== undefined && news !== shown) {
				// Only then: what the reader has marked in it, or scrolled to, stays.
				panel.replaceChildren(close, ...contentOf(node, startedAt));
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
		["Requests", formatCount(node.requests)],
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
