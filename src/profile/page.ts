import type { Report } from "./report.js";

// The page without a report; `.packaging/page.js` puts it here.
declare const PROFILE_PAGE: Readonly<Record<"html" | "css" | "js", string>>;

/** Gives `report` as one page that needs nothing else, whose names of files cannot be taken for markup. */
export function reportPage(report: Report): string {
	const { html, css, js } = PROFILE_PAGE;
	const json = JSON.stringify(report).replaceAll("<", "\\u003c");
	// The report last, as it may contain anything; and by functions, for which `$&` is nothing special.
	return html
		.replace("<style>", (tag) => tag + css)
		.replace('<script type="module">', (tag) => tag + js)
		.replace('id="report">', (tag) => tag + json);
}
