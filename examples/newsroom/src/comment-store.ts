import { database } from "./database.js";

/** A comment on an article, as its reader wrote it: not escaped. */
export interface Comment {
	readonly id: number;
	readonly slug: string;
	readonly author: string;
	readonly text: string;
	readonly written: string;
}

/** How much may be written: characters of a name and of a text, and comments on one article. */
export const limits = { author: 60, text: 2_000, perArticle: 100 } as const;

/** Gives the comments on the article `slug`, the oldest first. */
export async function commentsOnArticle(
	slug: string,
): Promise<readonly Comment[]> {
	const db = await database();
	return db
		.prepare("SELECT * FROM comment WHERE slug = ? ORDER BY id")
		.all(slug) as Comment[];
}

/** Gives the latest comments, the newest first. */
export async function latestComments(): Promise<readonly Comment[]> {
	const db = await database();
	return db
		.prepare("SELECT * FROM comment ORDER BY id DESC LIMIT 100")
		.all() as Comment[];
}

/** Adds a comment and gives its id, or `undefined` if the article has as many as it may. */
export async function addComment(
	slug: string,
	author: string,
	text: string,
): Promise<number | undefined> {
	const db = await database();
	// One statement, so that two processes cannot both add the last comment.
	const { changes, lastInsertRowid } = db
		.prepare(
			`INSERT INTO comment (slug, author, text) SELECT ?, ?, ?
			WHERE (SELECT count(*) FROM comment WHERE slug = ?) < ?`,
		)
		.run(slug, author, text, slug, limits.perArticle);
	return changes === 0 ? undefined : Number(lastInsertRowid);
}

/** Deletes the comment `id`, if there is one. */
export async function deleteComment(id: number): Promise<void> {
	const db = await database();
	db.prepare("DELETE FROM comment WHERE id = ?").run(id);
}
