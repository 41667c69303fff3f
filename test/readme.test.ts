import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { marked, type Tokens } from "marked";
import { runCommand, runCommandWith } from "./support/command.js";
import { run, start } from "./support/consumer.js";
import { linkPackage, writeFiles } from "./support/files.js";

/** A part of the README: files, each named by its first line, and what `curl` gets from them. */
interface Example {
	readonly title: string;
	readonly files: Map<string, string>;
	readonly console: string[];
}

const examples = readExamples(readFileSync("README.md", "utf8"));

for (const { title, files, console } of examples) {
	test(`README: ${title}`, async (t) => {
		const folder = writeExample(t, files);
		for (const [command = "", ...expected] of console.map(lines)) {
			if (isPublisherCommand(command)) {
				const [, , , ...args] = command.split(" ");
				const { stdout } = await runCommand(folder, ...args);
				assert.deepEqual(unmeasured(lines(stdout)), unmeasured(expected));
			}
		}
		for (const script of [...files.keys()].filter(isScript)) {
			const port = await start(t, folder, script);
			for (const [request, ...expected] of console.map(lines)) {
				const answer = await curl(port, request ?? "");
				assert.equal(answer, expected.join("\n"), `${script}: ${request}`);
			}
		}
		for (const file of [...files.keys()].filter((name) => /\.ts$/.test(name))) {
			const compiler = new URL("node_modules/typescript/bin/tsc", folder);
			await run(
				folder,
				process.execPath,
				compiler.pathname,
				...["--strict", "--module", "nodenext", "--target", "es2022", file],
			);
			await run(folder, process.execPath, file.replace(/\.ts$/, ".js"));
		}
	});
}

test("README: profiles name the imports that they name when they are made anew", async () => {
	const profiles = codeBlocks(readFileSync("README.md", "utf8")).filter(
		({ lang }) => lang === "text",
	);
	assert.ok(profiles.length > 0);
	for (const { text } of profiles) {
		const [script = ""] = text.split(" ");
		const example = pathToFileURL(`${resolve("examples/bulletin")}/`);
		const { stdout: printed } = await runCommandWith(
			{ PORT: "0" },
			example,
			"profile",
			script,
		);
		const made = importsIn(printed);
		// What saves little may change places, or go under.
		for (const named of importsIn(text).slice(0, 2)) {
			assert.ok(made.includes(named), `${named} is not in ${printed}`);
		}
	}
});

test("README: every code block belongs to an example", () => {
	const blocks = codeBlocks(readFileSync("README.md", "utf8"));
	const used = examples.flatMap(({ files, console }) => [
		...files.values(),
		...console,
	]);
	assert.ok(blocks.length > 10);
	for (const { text } of blocks.filter(
		({ lang }) => lang !== "diff" && lang !== "text",
	)) {
		assert.ok(
			used.some((part) => text.includes(part)),
			text,
		);
	}
});

test("README: the diffs are what makes the examples after a change of those before", () => {
	const diffs = codeBlocks(readFileSync("README.md", "utf8"))
		.filter(({ lang }) => lang === "diff")
		.map(({ text }) => text);
	const folders = ["bulletin", "existing-app"];
	assert.equal(diffs.length, folders.length);
	for (const [index, diff] of diffs.entries()) {
		const [, before, after] = /^--- (.+)\n\+\+\+ (.+)\n/.exec(diff) ?? [];
		const folder = `examples/${folders[index]}`;
		assert.equal(
			patched(readFileSync(`${folder}/${before}`, "utf8"), diff),
			readFileSync(`${folder}/${after}`, "utf8"),
		);
	}
});

/** Applies the unified `diff`, each hunk of which must be about one place in `text`. */
function patched(text: string, diff: string): string {
	const [, ...hunks] = diff.split(/^@@ .* @@.*\n/m);
	return hunks.reduce((patched, hunk) => {
		const lines = hunk.trimEnd().split("\n");
		const without = (sign: string) =>
			lines
				.filter((line) => !line.startsWith(sign))
				.map((line) => line.slice(1))
				.join("\n");
		const parts = patched.split(without("+"));
		assert.equal(parts.length, 2, `one place for ${hunk}`);
		return parts.join(without("-"));
	}, text);
}

/** Gives the imports that a printed profile names, `a.js:1 imports b`. */
function importsIn(profile: string): string[] {
	return profile.match(/\S+:\d+ imports [^\s,]+/g) ?? [];
}

function isScript(name: string): boolean {
	return name === "before.js" || name === "server.js";
}

function isPublisherCommand(command: string): boolean {
	return command.startsWith("$ npx express-publisher ");
}

/** Takes the times out of what a command printed, and the order that follows from them. */
function unmeasured(printed: readonly string[]): string[] {
	return printed.map((line) => line.replace(/^ *\d+\.\d /, "")).sort();
}

function codeBlocks(markdown: string): Tokens.Code[] {
	return marked
		.lexer(markdown)
		.filter((token): token is Tokens.Code => token.type === "code");
}

function readExamples(markdown: string): Example[] {
	const examples: Example[] = [];
	for (const token of marked.lexer(markdown)) {
		if (token.type === "heading") {
			examples.push({ title: token.text, files: new Map(), console: [] });
		}
		const example = examples.at(-1);
		if (token.type !== "code" || example === undefined) {
			continue;
		}
		const { lang, text } = token as Tokens.Code;
		const name = /^\/\/ (\S+)\n/.exec(text)?.[1];
		if (lang === "console") {
			example.console.push(...text.split(/^(?=\$ )/m));
		} else if (name !== undefined) {
			example.files.set(name, text);
		}
	}
	return examples.filter(({ files }) => files.size > 0);
}

/** Writes the files of an example where they find the package, and Express, under their names. */
function writeExample(t: TestContext, files: Map<string, string>): URL {
	const folder = writeFiles(t, Object.fromEntries(files));
	for (const name of ["express-publisher", "express", "@types", "typescript"]) {
		linkPackage(folder, name);
	}
	return folder;
}

function lines(text: string): string[] {
	return text.trimEnd().split("\n");
}

async function curl(port: number, command: string): Promise<string> {
	const match = /^\$ curl (?:-X (\S+) )?localhost:3000(\S+)$/.exec(command);
	assert.ok(match, command);
	const [, method = "GET", path] = match;
	const response = await fetch(`http://localhost:${port}${path}`, { method });
	return response.text();
}
