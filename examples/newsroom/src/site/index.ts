import { fileURLToPath } from "node:url";
import express from "express";
import { type ExportList, mount, type PageFunction } from "express-publisher";
import { catalogue, headlines } from "../catalogue.js";
import { showError } from "../error-page.js";
import { html } from "../html.js";
import { page, siteName } from "../layout.js";
import { load } from "../loading.js";

/** All that URLs can reach here. What this module lacks, `_q_import` supplies. */
export const _q_exports = [
	"about",
	"admin",
	"api",
	"articles",
	"assets",
	"calendar",
	"health",
	"search",
	["feed.xml", "feed"],
	["robots.txt", "robots"],
	["sitemap.xml", "sitemap"],
] as const satisfies ExportList;

/** Called once for each name; a later request finds in the publisher's memo what this gave. */
export async function _q_import(name: string): Promise<unknown> {
	switch (name) {
		case "feed":
		case "robots":
		case "sitemap": {
			// One module has the pages for several names.
			const syndication = await load(
				"site/syndication.js",
				() => import("./syndication.js"),
			);
			return syndication[name];
		}
		default:
			return load(`site/${name}.js`, () => import(`./${name}.js`));
	}
}

/** The front page. */
export const _q_index: PageFunction = () =>
	page(
		siteName,
		html`<h1>The latest</h1>${headlines(catalogue().slice(0, 10))}
<p><a href="articles/">All articles</a></p>`,
	);

/** A string is a page, too: whoever watches over the process asks for this one. */
export const health = "alive\n";

/** Middleware other than a Router or an app has to say that it is one. */
export const assets = mount(
	express.static(fileURLToPath(new URL("../../public", import.meta.url))),
);

/** What goes wrong on this site has a page of its own: an ordinary error handler of Express. */
export const _q_exception_handler = showError;
