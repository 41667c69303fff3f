import { marked } from "marked";
import sanitize from "sanitize-html";

/** Gives the HTML of `markdown`, of which nobody has to trust the author. */
export function toHtml(markdown) {
	return sanitize(marked.parse(markdown));
}
