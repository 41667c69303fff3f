import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, type TestContext } from "node:test";
import {
	type Browser,
	type BrowserContextOptions,
	chromium,
	type Page,
} from "playwright-core";

const { CHROMIUM = "/usr/bin/chromium" } = process.env;

/** Options for a test that needs the browser: without one it is skipped, and says so. */
export const withBrowser = {
	skip: existsSync(CHROMIUM) ? false : `there is no ${CHROMIUM}`,
};

/** A page of the browser, and what the browser has found wrong with it. */
export interface Opened {
	readonly page: Page;
	/** What the console says, errors that nobody caught, and the URLs of requests that failed. */
	readonly complaints: string[];
}

/** The browser of all tests of a file: it takes longer to start than most of them. */
let browser: Promise<Browser> | undefined;
after(async () => (await browser)?.close());

/** Opens an empty page in a headless browser, with nothing kept of other pages, until the test `t` ends. */
export async function openPage(
	t: TestContext,
	options: BrowserContextOptions = {},
): Promise<Opened> {
	browser ??= chromium.launch({
		executablePath: CHROMIUM,
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
	});
	const page = await (await browser).newPage(options);
	t.after(() => page.close());
	page.setDefaultTimeout(120_000); // However busy the machine is.
	const complaints: string[] = [];
	page.on("console", (message) => complaints.push(message.text()));
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("requestfailed", (request) =>
		complaints.push(`${request.url()} ${request.failure()?.errorText}`),
	);
	return { page, complaints };
}

/** Gives what axe finds wrong with `page`, whose policy must let it be put there: each rule with the elements that break it. */
export async function barriersIn(page: Page): Promise<string[][]> {
	const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
	await page.addScriptTag({ content: readFileSync(axe, "utf8") });
	return page.evaluate(
		"axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))",
	);
}
