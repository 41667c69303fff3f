import { mkdirSync } from "node:fs";
import type { Database } from "libsql";
import { catalogue } from "./catalogue.js";
import { dataFolder } from "./data-folder.js";
import { load } from "./loading.js";

let opening: Promise<Database> | undefined;

/** Gives the database; the first call imports libsql and opens the file. */
export function database(): Promise<Database> {
	// A failure is not kept: the disk may be there again at the next request.
	opening ??= open().catch((error: unknown) => {
		opening = undefined;
		throw error;
	});
	return opening;
}

async function open(): Promise<Database> {
	const { default: Libsql } = await load("libsql", () => import("libsql"));
	mkdirSync(dataFolder, { recursive: true });
	const db = new Libsql(`${dataFolder}/newsroom.db`, { timeout: 5_000 });
	db.exec(`
		CREATE TABLE IF NOT EXISTS comment (
			id INTEGER PRIMARY KEY,
			slug TEXT NOT NULL,
			author TEXT NOT NULL,
			text TEXT NOT NULL,
			written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
		);
		CREATE INDEX IF NOT EXISTS comment_slug ON comment (slug);
		CREATE VIRTUAL TABLE IF NOT EXISTS article_index
			USING fts5 (slug UNINDEXED, title, text, tokenize = 'porter unicode61');
	`);
	indexArticles(db);
	return db;
}

/** Makes the index anew: articles may have come, gone or changed since the file was written. */
function indexArticles(db: Database): void {
	const insert = db.prepare(
		"INSERT INTO article_index (slug, title, text) VALUES (?, ?, ?)",
	);
	db.transaction(() => {
		db.exec("DELETE FROM article_index");
		for (const { slug, title, markdown } of catalogue()) {
			// What an excerpt shows is text: it does without the marks of Markdown.
			insert.run(slug, title, withoutMarks(markdown));
		}
	}).immediate();
}

/** Returns what stands in `markdown` without emphasis, code marks, the targets of links, and the marks of headings, quotations and lists. */
function withoutMarks(markdown: string): string {
	return markdown
		.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
		.replaceAll(/(?<!\w)_(\S(?:.*?\S)?)_(?!\w)/g, "$1")
		.replaceAll(/[*`]|^(?:#+|>|-|\d+\.) /gm, "");
}
