import { type Html, trusted } from "./html.js";
import { load } from "./loading.js";

/** Renders Markdown; imports what that takes when it is first called. */
export async function renderMarkdown(markdown: string): Promise<Html> {
	const { marked } = await load("marked", () => import("marked"));
	const { default: sanitizeHtml } = await load(
		"sanitize-html",
		() => import("sanitize-html"),
	);
	return trusted(sanitizeHtml(await marked.parse(markdown)));
}
