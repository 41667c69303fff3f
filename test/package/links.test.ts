// The links of all papers in the repository lead to files and headings that are there.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import GithubSlugger from "github-slugger";
import { marked, type Token } from "marked";

const papers = [
	...["README.md", "CHANGELOG.md"],
	...["src", "test", "examples"].flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: "utf8" })
			.filter((file) => /(?<!node_modules.*)README\.md$/.test(file))
			.map((file) => join(folder, file)),
	),
];

test("the links of all papers lead somewhere", () => {
	assert.ok(papers.length > 10);
	let count = 0;
	for (const paper of papers) {
		for (const href of hrefsOf(paper)) {
			if (/^[a-z]+:/.test(href)) {
				continue;
			}
			count++;
			const [path = "", anchor] = href.split("#");
			const target = path === "" ? paper : join(dirname(paper), path);
			assert.ok(existsSync(target), `${paper}: ${href}`);
			if (anchor !== undefined) {
				assert.ok(anchorsOf(target).has(anchor), `${paper}: ${href}`);
			}
		}
	}
	assert.ok(count > 40);
});

function hrefsOf(paper: string): string[] {
	const hrefs: string[] = [];
	marked.walkTokens(lexed(paper), (token: Token) => {
		if (token.type === "link" || token.type === "image") {
			hrefs.push(token.href);
		}
	});
	return hrefs;
}

function anchorsOf(paper: string): Set<string> {
	const slugger = new GithubSlugger();
	const headings = lexed(paper).filter(({ type }) => type === "heading");
	return new Set(
		headings.map((heading) =>
			slugger.slug("text" in heading ? heading.text : ""),
		),
	);
}

function lexed(paper: string) {
	return marked.lexer(readFileSync(paper, "utf8"));
}
