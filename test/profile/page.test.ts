// The profile's page in a browser, made of servers whose modules take times that are given.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import {
	barriersIn,
	type Opened,
	openPage,
	withBrowser,
} from "../support/browser.js";
import { writeFiles } from "../support/files.js";
import { profileSteadily } from "../support/profile.js";

/** Files may be called anything. */
const HOSTILE = "$&<script><img src=x onerror=alert(1)>.js";
const WORK = "busy(50);";
const SERVER = {
	"server.js": `import "./mail.js";
import ${JSON.stringify(`./${HOSTILE.replaceAll("&", "%26")}`)};
import { createServer } from "node:http";
createServer(async (req, res) => {
	await import("./late.js");
	res.end();
}).listen(0);`,
	// Most of what the mail takes is its template, so that is the cut.
	"mail.js": 'import "./template.js";\nbusy(40);',
	"template.js": "busy(60);",
	"late.js": WORK,
	[HOSTILE]: WORK,
};

test(
	"the page shows what keeps what loaded, by mouse",
	withBrowser,
	async (t) => {
		const { page, complaints } = await openReport(t, SERVER);
		// The template stands below the mail, and is as wide as it is once that is zoomed to.
		const narrow = await widthOf(page, "mail.js");
		await cell(page, "mail.js").click();
		const zoomed = await widthOf(page, "mail.js");
		assert.ok(zoomed > narrow * 1.5);
		assert.match(
			await page.locator("#details").innerText(),
			/mail\.js[\s\S]+ and 2 modules with all that is loaded for it alone[\s\S]+server\.js:1 imports \.\/mail\.js/,
		);
		await cell(page, "mail.js").click();
		assert.ok((await widthOf(page, "mail.js")) < zoomed);

		// By modules, the mail and its template are as wide as half of the four.
		await page.getByText("Modules", { exact: true }).click();
		const share =
			(await widthOf(page, "mail.js")) / (await widthOf(page, "server.js"));
		assert.ok(share > 0.4 && share < 0.6, `${share}`);

		await cell(page, "start").click();
		await page.getByRole("button", { name: "mail.js:1 imports" }).click();
		assert.equal(await headingOf(page), "template.js");
		await page.locator("#waterfall .row", { hasText: "mail.js" }).click();
		assert.equal(await headingOf(page), "mail.js");
		assert.deepEqual(complaints, []);
	},
);

test(
	"what cannot wait stands apart, with what uses it",
	withBrowser,
	async (t) => {
		const { page, complaints } = await openReport(t, {
			"server.js": `import { createServer } from "node:http";
import "./mail.js";
import { write } from "./log.js";
write();
createServer((req, res) => res.end()).listen(0);`,
			"mail.js": WORK,
			"log.js": `${WORK} export const write = () => {};`,
		});
		const [cuts, used = ""] = (
			await page.locator("#details").innerText()
		).split("What cannot wait");
		assert.match(`${cuts}`, /server\.js:2 imports \.\/mail\.js/);
		assert.doesNotMatch(`${cuts}`, /log\.js/);
		assert.match(
			used,
			/server\.js:3 imports \.\/log\.js, called by server\.js:4/,
		);
		assert.deepEqual(complaints, []);
	},
);

test(
	"the page shows what is printed: all cuts together, what was tried and what came of that, and packages",
	withBrowser,
	async (t) => {
		const { page, complaints } = await openReport(
			t,
			{
				"server.js": `import { createServer } from "node:http";
import { chart } from "charts";
import { list } from "./list.js";
import "./effect.js";
if (list.length === 0) throw new Error("odd");
createServer((req, res) => res.end(chart())).listen(0);`,
				"node_modules/charts/package.json": "{}",
				"node_modules/charts/index.js": `${WORK} exports.chart = () => "chart";`,
				"list.js": `${WORK} export const list = [1];`,
				"effect.js": WORK,
			},
			{},
			0,
			"server.js",
			["--try"],
		);
		const details = page.locator("#details");
		const text = await details.innerText();
		assert.match(text, /150 ms +3 modules +all of these together/);
		const [, tried = assert.fail(text)] = text.split(
			"What it really saved to put these off, each in a trial",
		);
		assert.match(
			tried,
			/50(?:\.\d+)? ms of 50(?:\.\d+)? ms, 1 of 1 module: server\.js:2 imports charts/,
		);
		assert.match(
			tried,
			/server\.js:3 imports \.\/list\.js\s+list\.js was touched before it listened, by server\.js:5\.\s+Not as predicted\./,
		);
		assert.match(
			tried,
			/Not tried: server\.js:4 takes nothing from effect\.js/,
		);
		assert.match(
			await details.locator("table").innerText(),
			/^With all\s+Itself\s+Modules\s+Package\s+50(?:\.\d+)? ms\s+50(?:\.\d+)? ms\s+1\s+charts$/,
		);
		assert.deepEqual(await barriersIn(page), []);
		await details.getByRole("button", { name: /1 of 1 module: / }).click();
		assert.equal(await headingOf(page), "charts/index.js");
		assert.deepEqual(complaints, []);
	},
);

test("the page can be used by keyboard", withBrowser, async (t) => {
	const { page, complaints } = await openReport(t, SERVER);
	const narrow = await widthOf(page, "template.js");
	const press = async (...keys: string[]) => {
		for (const key of keys) {
			await page.keyboard.press(key);
		}
		return page.evaluate(
			"document.activeElement.ariaLabel.replace(/ [\\d.]+ m?s, .*/, '')",
		);
	};
	await page.getByRole("searchbox").focus();
	assert.equal(await press("Tab"), "start");
	const outline = "getComputedStyle(document.activeElement).outlineStyle";
	assert.equal(await page.evaluate(outline), "solid");
	assert.equal(await press("ArrowDown"), "server.js");
	assert.equal(await press("ArrowDown"), "mail.js");
	assert.equal(await press("ArrowRight"), HOSTILE);
	assert.equal(await press("Home"), "mail.js");
	assert.notEqual(await press("End"), "mail.js");
	assert.equal(await press("Home", "ArrowDown"), "template.js");
	assert.equal(await headingOf(page), "template.js");
	await press("Enter");
	assert.ok((await widthOf(page, "template.js")) > narrow * 1.5);
	assert.equal(await press("Escape"), "mail.js");
	assert.equal(await press("Escape", "Escape", "Escape"), "start");
	assert.ok(Math.abs((await widthOf(page, "template.js")) - narrow) < 2);
	assert.deepEqual(complaints, []);
});

test("modules are searched for by their names", withBrowser, async (t) => {
	const { page, complaints } = await openReport(t, SERVER);
	const search = page.getByRole("searchbox");
	const status = page.locator("#found");
	await search.fill("nothing of that kind");
	await search.press("Enter");
	assert.equal(await status.innerText(), "0 found");
	await search.fill("IMG");
	assert.equal(await status.innerText(), "1 found");
	assert.equal(await page.locator(".cell.found").count(), 1);
	await search.press("Enter");
	assert.equal(await status.innerText(), `1 of 1: ${HOSTILE}`);
	assert.equal(await headingOf(page), HOSTILE);
	await search.fill("");
	assert.equal(await page.locator(".cell.found").count(), 0);
	assert.deepEqual(complaints, []);
});

test(
	"the page shows each mark, and what was there by then",
	withBrowser,
	async (t) => {
		const { page, complaints } = await openReport(t, SERVER);
		assert.equal((await page.locator("#waterfall .row").count()) >= 4, true);
		assert.deepEqual(
			(await page.locator(".mark").allInnerTexts()).map((text) =>
				text.replace(/ [\d.]+ m?s$/, ""),
			),
			["process start", "listening", "answered"],
		);
		assert.equal(await cell(page, "late.js").count(), 0);
		await page.getByRole("button", { name: "answered" }).click();
		assert.equal(await cell(page, "late.js").count(), 1);
		assert.deepEqual(complaints, []);
	},
);

test(
	"the page needs nothing else, and no name of a file ends its script",
	withBrowser,
	async (t) => {
		const { page, complaints, html } = await openReport(t, SERVER);
		assert.doesNotMatch(
			html,
			/(?:src|href)="?(?:http|\/)|\beval\b|new Function/,
		);
		assert.ok(!html.includes("<img"));
		assert.equal(await page.locator("img").count(), 0);
		assert.equal(await cell(page, HOSTILE).count(), 1);
		assert.deepEqual(complaints, []);
	},
);

test(
	"a bar is as long as what the module takes itself, though others come in between",
	withBrowser,
	async (t) => {
		const { page, complaints } = await openReport(
			t,
			{
				"src/server.js": `import "./brief.js"; import "./long.js";
import { createServer } from "node:http";
createServer((req, res) => res.end()).listen(0);`,
				// It is found first, and waits for what it imports.
				"src/brief.js": 'import "./first.js"; busy(20);',
				"src/first.js": "busy(200);",
				"src/long.js": "busy(200);",
			},
			{},
			0,
			"src/server.js",
		);
		const row = page.locator("#waterfall .row", { hasText: "src/brief.js" });
		const widthIn = async (part: string) =>
			(await row.locator(part).boundingBox())?.width ?? assert.fail(part);
		const [bar, line] = [await widthIn(".bar"), await widthIn(".line")];
		assert.ok(bar < line / 5, `${bar} of ${line}`);
		assert.match(
			`${await row.getAttribute("title")}`,
			/^src\/brief\.js\n[\d.]+ ms of its own; found after \d+ ms, done after \d+ ms$/,
		);
		// Paths are those that are printed.
		await cell(page, "start").click();
		const cuts = await page.locator("#details").innerText();
		assert.match(cuts, /src\/server\.js:1 imports \.\/long\.js/);
		assert.deepEqual(complaints, []);
	},
);

test("a server that fails has a page, too", withBrowser, async (t) => {
	const { page, complaints } = await openReport(
		t,
		{ "server.js": "throw new Error('<b>out of cheese</b>');" },
		{},
		1,
	);
	assert.match(
		await page.locator("#words").innerText(),
		/ended before it listened[\s\S]+<b>out of cheese<\/b>/,
	);
	assert.deepEqual(await page.locator(".mark").allInnerTexts(), [
		"process start",
		await page.locator(".mark").last().innerText(),
	]);
	assert.match(await page.locator(".mark").last().innerText(), /^ended /);
	assert.deepEqual(complaints, []);
});

for (const colorScheme of ["light", "dark"] as const) {
	for (const width of [1_100, 400]) {
		test(
			`the page has no barriers, ${colorScheme}, ${width} wide`,
			withBrowser,
			async (t) => {
				const { page } = await openReport(t, SERVER, {
					colorScheme,
					viewport: { width, height: 800 },
				});
				const paper = "getComputedStyle(document.body).backgroundColor";
				assert.equal(
					(await page.evaluate(paper)) === "rgb(255, 255, 255)",
					colorScheme === "light",
				);
				assert.equal(
					await page.evaluate("document.documentElement.scrollWidth"),
					width,
				);
				assert.deepEqual(await barriersIn(page), []);
				await cell(page, "mail.js").click();
				await page.getByRole("searchbox").fill("template");
				assert.deepEqual(await barriersIn(page), []);
			},
		);
	}
}

/** Profiles a server of these files, and opens the page in a browser. */
async function openReport(
	t: TestContext,
	files: Readonly<Record<string, string>>,
	options: BrowserContextOptions = {},
	exitCode = 0,
	script = "server.js",
	more: readonly string[] = [],
): Promise<Opened & { readonly html: string }> {
	const folder = writeFiles(t, files);
	const args = [script, "--html", "report.html", ...more];
	const { code, stderr: errors } = await profileSteadily(folder, ...args);
	assert.equal(code, exitCode, errors);
	const file = new URL("report.html", folder);
	const opened = await openPage(t, options);
	await opened.page.goto(file.href);
	return { ...opened, html: readFileSync(file, "utf8") };
}

function cell(page: Page, name: string) {
	return page.locator(`#icicle [aria-label^=${JSON.stringify(`${name} `)}]`);
}

async function widthOf(page: Page, name: string): Promise<number> {
	const box = await cell(page, name).boundingBox();
	return box?.width ?? assert.fail(`${name} is not shown`);
}

function headingOf(page: Page): Promise<string> {
	return page.locator("#details h2").innerText();
}
