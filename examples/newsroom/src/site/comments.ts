import express, { type Request, type Response } from "express";
import type { Resource } from "express-publisher";
import createError from "http-errors";
import type { ArticleText } from "../catalogue.js";
import {
	addComment,
	type Comment,
	commentsOnArticle,
	limits,
} from "../comment-store.js";
import { type Html, html } from "../html.js";
import { page } from "../layout.js";
import { sameOrigin } from "../same-origin.js";

/** What a reader has filled in, and what is wrong with it. */
interface Draft {
	readonly author: string;
	readonly text: string;
	readonly fault?: string;
}

/** Gives the comments on `article` as a resource: other methods than these get a 405. */
export function commentsOn(article: ArticleText): Resource {
	return {
		GET: () => showComments(article, { author: "", text: "" }),

		POST: [
			sameOrigin,
			express.urlencoded({ extended: false, limit: "16kb" }),
			async (req: Request, res: Response) => {
				const draft = draftFrom(req.body);
				if (draft.fault !== undefined) {
					res.status(422);
					return showComments(article, draft);
				}
				const id = await addComment(article.slug, draft.author, draft.text);
				if (id === undefined) {
					throw createError(
						403,
						`This article has ${limits.perArticle} comments, and takes no more.`,
					);
				}
				res.redirect(303, `${req.originalUrl}#comment-${id}`);
				return undefined;
			},
		],
	};
}

function draftFrom(body: unknown): Draft {
	const author = field(body, "author");
	const text = field(body, "text");
	if (author === "" || text === "") {
		return { author, text, fault: "A comment needs a name and a text." };
	}
	if (author.length > limits.author || text.length > limits.text) {
		return {
			author,
			text,
			fault: `A name has up to ${limits.author} characters, a comment up to ${limits.text}.`,
		};
	}
	return { author, text };
}

/** Gives the field `name` of a form; the same field twice makes an array, which counts as nothing. */
function field(body: unknown, name: string): string {
	const value = (body as Record<string, unknown> | undefined)?.[name];
	// Browsers send line ends as CRLF, and count each as one character against `maxlength`.
	return typeof value === "string" ? value.replaceAll("\r\n", "\n").trim() : "";
}

async function showComments(
	{ slug, title }: ArticleText,
	draft: Draft,
): Promise<string> {
	const comments = await commentsOnArticle(slug);
	return page(
		`Comments on ${title}`,
		html`<p class="byline"><a href="/articles/${slug}/">${title}</a></p>
<h1>Comments</h1>
${
	comments.length === 0
		? html`<p>Nobody has written one yet.</p>`
		: html`<ol class="comments">${comments.map(showComment)}</ol>`
}
${comments.length < limits.perArticle ? form(draft) : html`<p>This article takes no more comments.</p>`}`,
	);
}

function showComment({ id, author, text, written }: Comment): Html {
	return html`
	<li id="comment-${id}">
		<p class="byline"><strong>${author}</strong>, <time datetime="${written}">${written.slice(0, 10)}</time></p>
		<p class="text">${text}</p>
	</li>`;
}

function form({ author, text, fault }: Draft): Html {
	return html`<form class="comment" method="post">
	<h2>Write a comment</h2>
	${fault && html`<p class="fault" role="alert">${fault}</p>`}
	<label for="author">Name</label>
	<input id="author" name="author" value="${author}" required maxlength="${limits.author}" autocomplete="nickname">
	<label for="text">Comment</label>
	<textarea id="text" name="text" rows="6" required maxlength="${limits.text}">
${text}</textarea>
	<button>Send</button>
</form>`;
}
