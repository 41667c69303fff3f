import type { PageFunction } from "express-publisher";
import { database } from "../database.js";
import { type Html, html } from "../html.js";
import { page } from "../layout.js";

interface Hit {
	readonly slug: string;
	readonly title: string;
	readonly snippet: string;
}

/** The page of what the search finds: `/search?q=…`. */
const search: PageFunction = async (req) => {
	const { q } = req.query;
	const query = typeof q === "string" ? q.slice(0, 100) : "";
	const hits = await findArticles(query);
	return page(
		"Search",
		html`<h1>Search</h1>
${
	hits.length === 0
		? html`<p>${query === "" ? "Nothing was asked for." : `Nothing was found for “${query}”.`}</p>`
		: html`<ol class="headlines">${hits.map(showHit)}</ol>`
}`,
		query,
	);
};
export default search;

// Characters that no article has mark the hits: the snippet can so be escaped before it gets its tags.
const BEGIN = "\u0002";
const END = "\u0003";

async function findArticles(query: string): Promise<readonly Hit[]> {
	const words = wordsOf(query);
	if (words.length === 0) {
		return [];
	}
	const db = await database();
	return db
		.prepare(
			`SELECT slug, title, snippet(article_index, 2, ?, ?, '…', 30) AS snippet
			FROM article_index WHERE article_index MATCH ? ORDER BY rank LIMIT 20`,
		)
		.all(BEGIN, END, words.map((word) => `"${word}"`).join(" ")) as Hit[];
}

/**
 * Gives the words of `query` as the index has them. Quotes, operators and all else that FTS5 would
 * read as syntax is no part of a word; in quotes, neither is a word such as `AND`.
 */
function wordsOf(query: string): readonly string[] {
	return query.normalize().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function showHit({ slug, title, snippet }: Hit): Html {
	return html`
	<li>
		<h2><a href="/articles/${slug}/">${title}</a></h2>
		<p>${snippet.split(BEGIN).map(showPiece)}</p>
	</li>`;
}

/** Shows what follows a `BEGIN`: a hit up to its `END`, then plain text. */
function showPiece(piece: string): Html {
	const [hit, ...rest] = piece.split(END);
	return rest.length === 0
		? html`${hit}`
		: html`<mark>${hit}</mark>${rest.join("")}`;
}
