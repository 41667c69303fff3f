import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Html, html } from "./html.js";

/** An article as it stands in its file: the lines of its head, and its text in Markdown. */
export interface ArticleText {
	readonly slug: string;
	readonly title: string;
	readonly date: string;
	readonly author: string;
	readonly summary: string;
	readonly markdown: string;
}

const folder = new URL("../articles/", import.meta.url);
let articles: readonly ArticleText[] | undefined;

/** Gives all articles, the newest first; their files are read at the first call. */
export function catalogue(): readonly ArticleText[] {
	articles ??= readdirSync(folder)
		.filter((file) => file.endsWith(".md"))
		.map((file) => readArticle(file))
		.sort((a, b) => b.date.localeCompare(a.date));
	return articles;
}

/** Gives a list of headlines, as several sections show one. */
export function headlines(listed: readonly ArticleText[]): Html {
	return html`<ol class="headlines">${listed.map(
		({ slug, title, date, author, summary }) => html`
	<li>
		<h2><a href="/articles/${slug}/">${title}</a></h2>
		<p class="byline">${byline(date, author)}</p>
		<p>${summary}</p>
	</li>`,
	)}
</ol>`;
}

/** Gives the line that says when an article was written, and by whom. */
export function byline(date: string, author: string): Html {
	return html`<time datetime="${date}">${dateFormat.format(new Date(date))}</time> by ${author}`;
}

const dateFormat = new Intl.DateTimeFormat("en", {
	dateStyle: "long",
	timeZone: "UTC",
});

/** Reads a file of lines such as `Title: …`, an empty line, and the text. */
function readArticle(file: string): ArticleText {
	const [head = "", ...paragraphs] = readFileSync(new URL(file, folder), "utf8")
		.replaceAll("\r\n", "\n")
		.split("\n\n");
	const field = (name: string) => {
		const value = new RegExp(`^${name}: (.+)$`, "m").exec(head)?.[1];
		if (value === undefined) {
			throw new Error(`${file} has no line "${name}: …" in its head`);
		}
		return value;
	};
	return {
		slug: basename(file, ".md"),
		title: field("Title"),
		date: field("Date"),
		author: field("Author"),
		summary: field("Summary"),
		markdown: paragraphs.join("\n\n"),
	};
}
