import type {
	ExportList,
	Hooks,
	PageFunction,
	Resource,
} from "express-publisher";
import {
	type ArticleText,
	byline,
	catalogue,
	headlines,
} from "../catalogue.js";
import { html } from "../html.js";
import { page } from "../layout.js";
import { load } from "../loading.js";
import { renderMarkdown } from "../markdown.js";

/** Nothing here goes by a fixed name: slugs are looked up. */
export const _q_exports: ExportList = [];

/** All the headlines. */
export const _q_index: PageFunction = () =>
	page("Articles", html`<h1>Articles</h1>${headlines(catalogue())}`);

/** Finds the article that `/articles/<slug>/` names. */
export const _q_lookup = (
	_req: unknown,
	slug: string,
): ArticleNamespace | undefined => namespaces.get(slug);

/** What lies below one article: a class instance as a namespace. */
class ArticleNamespace implements Hooks {
	readonly _q_exports = ["comments"] as const;
	readonly #article: ArticleText;

	constructor(article: ArticleText) {
		this.#article = article;
	}

	async _q_index(): Promise<string> {
		const { title, date, author, markdown } = this.#article;
		return page(
			title,
			html`<article>
	<h1>${title}</h1>
	<p class="byline">${byline(date, author)}</p>
	${await renderMarkdown(markdown)}
	<p><a class="button" href="comments">Comments</a></p>
</article>`,
		);
	}

	/** Imports the comments, and the database with them, when somebody reads or writes one. */
	async _q_import(): Promise<Resource> {
		const { commentsOn } = await load(
			"site/comments.js",
			() => import("./comments.js"),
		);
		return commentsOn(this.#article);
	}
}

// Made once: what an instance has imported is remembered as long as the instance.
const namespaces = new Map(
	catalogue().map((article) => [article.slug, new ArticleNamespace(article)]),
);
