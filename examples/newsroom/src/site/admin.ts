import { createHash, timingSafeEqual } from "node:crypto";
import express, { type Request, type Response } from "express";
import type {
	ExportList,
	Hooks,
	PageFunction,
	Resource,
} from "express-publisher";
import createError from "http-errors";
import { deleteComment, latestComments } from "../comment-store.js";
import { html } from "../html.js";
import { page } from "../layout.js";
import { sameOrigin } from "../same-origin.js";

const { ADMIN_PASSWORD = "" } = process.env;

/** `delete` is no name that a module can export a constant by. */
export const _q_exports = [["delete", "remove"]] as const satisfies ExportList;

/** Stands before everything at and below `/admin/`. Any user name will do. */
export const _q_access: NonNullable<Hooks["_q_access"]> = (req, res) => {
	res.set("Cache-Control", "no-store");
	if (ADMIN_PASSWORD === "") {
		throw createError(
			403,
			"The administration is closed: ADMIN_PASSWORD is not set.",
		);
	}
	if (!isSame(passwordOf(req.get("Authorization")), ADMIN_PASSWORD)) {
		res.set("WWW-Authenticate", 'Basic realm="newsroom", charset="UTF-8"');
		throw createError(401, "The administration needs a password.");
	}
};

/** The latest comments, each with a button that deletes it. */
export const _q_index: PageFunction = async () => {
	const comments = await latestComments();
	return page(
		"Administration",
		html`<h1>Administration</h1>
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

function passwordOf(authorization = ""): string {
	const credentials = /^Basic +([^ ]+)$/i.exec(authorization)?.[1] ?? "";
	const decoded = Buffer.from(credentials, "base64").toString();
	return decoded.slice(decoded.indexOf(":") + 1);
}

/** Compares in a time that tells nothing: digests are of one length, whatever was typed. */
function isSame(given: string, expected: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(given), digest(expected));
}
