// Several pages of the root in one module: the root's `_q_import` hands out each under its name.
import type { Request } from "express";
import type { PageFunction } from "express-publisher";
import { type ArticleText, catalogue } from "../catalogue.js";
import { html } from "../html.js";
import { siteName } from "../layout.js";

/** The latest articles, as an Atom feed. */
export const feed: PageFunction = (req, res) => {
	const site = siteUrl(req);
	const articles = catalogue().slice(0, 10);
	res.type("application/atom+xml");
	return html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
	<id>${site}</id>
	<title>${siteName}</title>
	<updated>${timeOf(articles[0])}</updated>
	<link rel="self" href="${site}feed.xml"/>
	<link href="${site}"/>${articles.map(
		(article) => html`
	<entry>
		<id>${site}articles/${article.slug}/</id>
		<title>${article.title}</title>
		<updated>${timeOf(article)}</updated>
		<author><name>${article.author}</name></author>
		<link href="${site}articles/${article.slug}/"/>
		<summary>${article.summary}</summary>
	</entry>`,
	)}
</feed>
`.toString();
};

/** The addresses of all articles, for those who crawl the site. */
export const sitemap: PageFunction = (req, res) => {
	const site = siteUrl(req);
	res.type("application/xml");
	return html`<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${catalogue().map(
		({ slug, date }) => html`
	<url><loc>${site}articles/${slug}/</loc><lastmod>${date}</lastmod></url>`,
	)}
</urlset>
`.toString();
};

/** What those who crawl the site may not read. */
export const robots: PageFunction = (req, res) => {
	res.type("text/plain");
	return `User-agent: *
Disallow: /admin/
Disallow: /search
Sitemap: ${siteUrl(req)}sitemap.xml
`;
};

function siteUrl(req: Request): string {
	return `${req.protocol}://${req.get("Host")}/`;
}

function timeOf(article: ArticleText | undefined): string {
	return `${article?.date ?? "1970-01-01"}T00:00:00Z`;
}
