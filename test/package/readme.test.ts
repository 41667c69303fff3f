// Each code block of the README, and of the papers beside what they describe, is executed, and each profile in them made anew.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { marked, type Tokens } from "marked";
import type { Report } from "../../dist/profile/index.js";
import { runCommand, runCommandWith } from "../support/command.js";
import { run, start } from "../support/consumer.js";
import { linkPackage, writeFiles } from "../support/files.js";
import { clock } from "../support/profile.js";
import { askPort } from "../support/serve.js";

/** A part of the README: files, each named by its first line, and what `curl` gets from them. */
interface Example {
	readonly title: string;
	readonly files: Map<string, string>;
	readonly console: string[];
}

const papers = [
	"README.md",
	...[
		...["adopt", "check", "inspector", "profile"],
		...["import", "preload", "publish", "walk"],
	].map((folder) => `src/${folder}/README.md`),
	"examples/existing-app/README.md",
];
const textOf = (paper: string) => readFileSync(paper, "utf8");
const readme = textOf("README.md");
const profileReadme = textOf("src/profile/README.md");
const examples = papers.flatMap((paper) => readExamples(textOf(paper), paper));

for (const { title, files, console } of examples) {
	test(`README: ${title}`, async (t) => {
		assert.ok(
			console.some(isPublisherCommand) ||
				[...files.keys()].some((name) => isScript(name) || /\.ts$/.test(name)),
			"nothing of it is run",
		);
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
			const asked = console
				.map(lines)
				.filter(([command = ""]) => !isPublisherCommand(command));
			for (const [request, ...expected] of asked) {
				const answer = await curl(port, String(request));
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

test("README: profiles name the imports that they name when they are made anew, and count the same modules", async () => {
	const profiles = codeBlocks(profileReadme).filter(
		({ lang }) => lang === "text",
	);
	assert.ok(profiles.length > 0);
	for (const { text } of profiles) {
		const [script = ""] = text.split(" ");
		const { marks, floor, routes, modules, cuts } = await profileAnew(script);
		assert.deepEqual(
			[...text.matchAll(/ (\d+) modules .* until it /g)].map(
				([, files]) => files,
			),
			marks.map(({ files }) => `${files}`),
		);
		assert.ok(text.includes(` (${floor.files} modules)\n`));
		assert.ok(
			text.includes(`Routes: ${routes.modules.length} modules.`) &&
				text.includes(` and ${routes.files} modules would be saved.`),
		);
		const named = [
			...text.matchAll(
				/ (\d+) modules? +(\S+):(\d+) imports ([^\s,]+)(, a route)?$/gm,
			),
		];
		assert.ok(named.length > 2);
		for (const [
			place,
			[line, files, importer, number, imported, isRoute],
		] of named.entries()) {
			const index = modules.findIndex(({ importers }) =>
				importers.some(
					({ module, specifier, line, isCause }) =>
						`${modules[module]?.name}`.endsWith(`/${importer}`) &&
						specifier === imported &&
						line === Number(number) &&
						isCause,
				),
			);
			const found = modules[index] ?? assert.fail(`there is no more ${line}`);
			assert.equal(`${found.exclusive[0]?.files}`, files, line);
			assert.equal(found.isRoute, isRoute !== undefined, line);
			// What saves little may change places, or go under.
			if (place < 2) {
				assert.ok(
					cuts.some(({ module }) => module === index),
					line,
				);
			}
		}
	}
});

test("README: what is said of a profile follows from it", async () => {
	const [{ text } = assert.fail("no profile")] = codeBlocks(
		profileReadme,
	).filter(({ lang }) => lang === "text");
	const [, before, modules, memory] =
		/^ +(\d+) ms .* (\d+) modules +(\d+) MiB {2}until it listens$/m.exec(
			text,
		) ?? assert.fail(text);
	const { marks } = await profileAnew("after/server.js");
	const tables = [readme, profileReadme].map((paper) => {
		const [table = ""] =
			/^\| listens after, ms (?:.*\n)+?\n/m.exec(paper) ?? [];
		return table;
	});
	assert.equal(tables[0], tables[1]);
	const [, listens, after] =
		/^\| listens after, ms \| (\d+) \| (\d+) \|$/m.exec(readme) ??
		assert.fail("no table");
	assert.equal(listens, before);
	for (const row of [
		`| modules loaded by then | ${modules} | ${marks[0].files} |`,
		`| memory by then, MiB | ${memory} | `,
	]) {
		assert.ok(readme.includes(row), row);
	}
	const saved = [...text.matchAll(/^ +([\d.]+) ms .* imports /gm)].map(
		([, milliseconds]) => Number(milliseconds),
	);
	const sum = Math.round(saved.reduce((one, other) => one + other, 0));
	assert.ok(
		profileReadme.includes(
			`were to save ${sum} ms, and save ${Number(before) - Number(after)}.`,
		),
	);
	const [, recorded, ratio] = /after (\d+) ms \(× ([\d.]+)\)/.exec(text) ?? [];
	assert.equal((Number(recorded) / Number(before)).toFixed(2), ratio);
});

/** Profiles a server of the example `bulletin`, by a clock that stands still while others have the processor. */
async function profileAnew(script: string): Promise<Report> {
	const example = pathToFileURL(`${resolve("examples/bulletin")}/`);
	const { stdout, stderr } = await runCommandWith(
		{ PORT: "0", ...clock("processor") },
		example,
		...["profile", script, "--json"],
	);
	assert.equal(stderr, "");
	return JSON.parse(stdout);
}

test("README: each type that is exported has its line", () => {
	const [, section = ""] = readme.split("## TypeScript\n");
	const listed = section.split(/^## /m)[0] ?? "";
	const entries = ["index", "check/index", "inspector/inspector"];
	const types = entries.flatMap((entry) => {
		const declared = readFileSync(`dist/${entry}.d.ts`, "utf8");
		const [, names = ""] = /export type \{ (.*?) \}/.exec(declared) ?? [];
		return names.split(", ");
	});
	assert.ok(types.length > 20);
	assert.deepEqual(
		types.filter((name) => !listed.includes(`\`${name}\``)),
		[],
	);
});

test("README: every code block belongs to an example", () => {
	const blocks = papers.flatMap((paper) => codeBlocks(textOf(paper)));
	const used = examples.flatMap(({ files, console }) => [
		...files.values(),
		...console,
	]);
	assert.ok(blocks.length > 10);
	// What has no language is a command to type, or an excerpt of what stands below.
	for (const { text } of blocks.filter(
		({ lang }) => lang !== undefined && lang !== "diff" && lang !== "text",
	)) {
		assert.ok(
			used.some((part) => text.includes(part)),
			text,
		);
	}
});

test("README: the diffs are what makes the examples after a change of those before", () => {
	const diffs = [profileReadme, textOf("examples/existing-app/README.md")]
		.flatMap(codeBlocks)
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

function isScript(name: string): boolean {
	return name === "server.js";
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

function readExamples(markdown: string, paper: string): Example[] {
	const examples: Example[] = [];
	for (const token of marked.lexer(markdown)) {
		if (token.type === "heading") {
			const title = `${paper}: ${token.text}`;
			examples.push({ title, files: new Map(), console: [] });
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
	const match = /^\$ curl (?:-X (\S+) )?"?localhost:3000([^\s"]+)"?$/.exec(
		command,
	);
	assert.ok(match, command);
	const [, method = "GET", path = ""] = match;
	return (await askPort(port)(path, { method })).body;
}
