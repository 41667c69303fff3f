import type { Report } from "./report.js";

// The page without a report; `.packaging/page.js` puts it here.
declare const PROFILE_PAGE: Readonly<Record<"html" | "css" | "js", string>>;

/** Returns `report` as a page of HTML that needs no other file, and takes no name for markup. */
export function reportPage(report: Report): string {
	const { html, css, js } = PROFILE_PAGE;
	const json = JSON.stringify(report).replaceAll("<", "\\u003c");
	// The report comes last, as it may contain the tags, and from a function, as `$&` is special in a string.
	return html
		.replace("<style>", (tag) => tag + css)
		.replace('<script type="module">', (tag) => tag + js)
		.replace('id="report">', (tag) => tag + json);
}
