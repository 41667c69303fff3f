import express, { type Request, type Response } from "express";
import type {
	ExportList,
	Hooks,
	PageFunction,
	Resource,
} from "express-publisher";
import createError from "http-errors";
import { checkPassword } from "../admin-only.js";
import { deleteComment, latestComments } from "../comment-store.js";
import { html } from "../html.js";
import { page } from "../layout.js";
import { sameOrigin } from "../same-origin.js";

/** `delete` is no name that a module can export a constant by. */
export const _q_exports = [["delete", "remove"]] as const satisfies ExportList;

/** Stands before everything at and below `/admin/`. */
export const _q_access: NonNullable<Hooks["_q_access"]> = checkPassword;

/** The latest comments, each with a button that deletes it. */
export const _q_index: PageFunction = async () => {
	const comments = await latestComments();
	return page(
		"Administration",
		html`<h1>Administration</h1>
<p><a href="site/">What the site has imported</a></p>
${comments.length === 0 ? html`<p>There are no comments.</p>` : undefined}
<ol class="comments">${comments.map(
			({ id, slug, author, text, written }) => html`
	<li>
		<p class="byline"><strong>${author}</strong> on <a href="/articles/${slug}/comments#comment-${id}">${slug}</a>, <time datetime="${written}">${written.slice(0, 10)}</time></p>
		<p class="text">${text}</p>
		<form method="post" action="delete">
			<button name="id" value="${id}" aria-label="Delete the comment by ${author}">Delete</button>
		</form>
	</li>`,
		)}
</ol>`,
	);
};

/** Deletes the comment that the form names. */
export const remove: Resource = {
	POST: [
		// The browser adds the password by itself, also to what another site makes it send.
		sameOrigin,
		express.urlencoded({ extended: false, limit: "1kb" }),
		async (req: Request, res: Response) => {
			const id = Number(req.body?.id);
			if (!Number.isSafeInteger(id)) {
				throw createError(400, "There is no comment named in the form.");
			}
			await deleteComment(id);
			res.redirect(303, `${req.baseUrl}/admin/`);
		},
	],
};
