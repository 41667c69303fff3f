import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { RequestHandler } from "express";
import type { Root } from "express-publisher";
import helmet from "helmet";
import type { BrowserContextOptions, Page } from "playwright-core";
import {
	barriersIn,
	type Opened,
	openPage,
	withBrowser,
} from "./support/browser.js";
import {
	type Inspected,
	serveInspected,
	writeSite,
} from "./support/inspected.js";

test(
	"the page shows the tree, and a broken module with its cause, without reloading it",
	withBrowser,
	async (t) => {
		const { ask, page, complaints } = await inspect(t, writeSite(t));
		await state(page, "/", "not loaded").waitFor();

		await ask("/about");
		await state(page, "/", "loaded").waitFor();
		await state(page, "/about", "loaded").waitFor();
		await state(page, "/articles", "not loaded").waitFor();
		assert.match(
			(await row(page, "/about").textContent()) ?? "",
			/text\/about1[\d.]+ ms$/,
		);

		await ask("/broken");
		await state(page, "/broken", "failed").waitFor();
		const failure = page.locator("#failures li", { hasText: "/broken" });
		assert.match((await failure.textContent()) ?? "", /the database is down/);
		await ask("/users");
		await state(page, "/users", "unpublishable").waitFor();
		const unpublishable = page.locator("#failures li", { hasText: "/users" });
		assert.match(
			(await unpublishable.textContent()) ?? "",
			/the class Users, not an instance.*new Users\(\)/,
		);
		assert.equal(await page.locator("#failed").textContent(), "2");
		assert.equal(await page.locator("#loaded").textContent(), "3 of 5");

		await failure.getByRole("button").click();
		const details = page.getByRole("complementary", { name: "Details" });
		assert.match(
			(await details.locator("pre").textContent()) ?? "",
			/database is down\n\s+at file:.*broken\.js:1/,
		);
		assert.deepEqual(complaints, []);
	},
);

test(
	"the waterfall grows as requests come, in the order in which they came",
	withBrowser,
	async (t) => {
		const { ask, page, complaints } = await inspect(t, writeSite(t));
		await page.getByText("Waterfall").click();
		const paths = page.locator("tbody td.name");
		await page.getByText("0 of 1 shown").waitFor();
		for (const path of ["/about", "/articles/", "/articles/edit"]) {
			await ask(path);
			await row(page, path.replace(/\/$/, "")).waitFor();
		}
		assert.deepEqual(await paths.allTextContents(), [
			"/",
			"/about",
			"/articles",
			"/articles/edit",
		]);
		assert.deepEqual(await page.locator("tbody td.by").allTextContents(), [
			"/about",
			"/about",
			"/articles/",
			"/articles/edit",
		]);
		const bars = await Promise.all(
			(await page.locator("tbody .import").all()).map((bar) =>
				bar.boundingBox(),
			),
		);
		const starts = bars.map(
			(box) => box?.x ?? assert.fail("a bar that is not there"),
		);
		assert.deepEqual(
			starts,
			[...starts].sort((a, b) => a - b),
		);
		assert.ok((starts[0] ?? 0) < (starts[3] ?? 0));
		assert.deepEqual(complaints, []);
	},
);

test(
	"the button preloads, and shows how far it is and what failed",
	withBrowser,
	async (t) => {
		const { page, complaints, preloads } = await inspect(t, writeSite(t));
		const button = page.getByRole("button", { name: "Preload everything" });
		await button.click();
		await page.getByText(/^Preloaded: 4 imported, 2 failed, /).waitFor();
		await state(page, "/articles/edit", "loaded").waitFor();
		await state(page, "/broken", "failed").waitFor();
		assert.equal(preloads(), 1);
		assert.deepEqual(
			new Set(await page.locator("tbody td.by").allTextContents()),
			new Set(["preload"]),
		);
		assert.deepEqual(await page.evaluate("[share.value, share.max]"), [5, 6]);
		assert.deepEqual(complaints, []);
	},
);

test("a preload that is refused is told", withBrowser, async (t) => {
	const refuse: RequestHandler = (req, res, next) => {
		if (req.method === "POST") {
			res.status(403).send("not by you");
		} else {
			next();
		}
	};
	const { page } = await inspect(t, writeSite(t), { before: refuse });
	await page.getByRole("button", { name: "Preload everything" }).click();
	await page.getByText("403 not by you").waitFor();
});

test("the whole page can be used by keyboard", withBrowser, async (t) => {
	const { ask, page, complaints } = await inspect(t, writeSite(t));
	await ask("/articles/edit");
	await ask("/broken");
	await state(page, "/broken", "failed").waitFor();
	const focused = () =>
		page.evaluate(
			"document.activeElement.dataset.path ?? document.activeElement.id",
		);
	const press = async (...keys: string[]) => {
		for (const key of keys) {
			await page.keyboard.press(key);
		}
		return focused();
	};
	await page.locator("#filter").focus();
	assert.equal(await press("Tab"), "/");
	const outline = await page.evaluate(
		"getComputedStyle(document.activeElement).outlineStyle",
	);
	assert.equal(outline, "solid");
	assert.equal(await press("ArrowDown"), "/articles");
	assert.equal(await press("ArrowRight"), "/articles/edit");
	assert.equal(await press("ArrowLeft"), "/articles");
	await press("ArrowLeft");
	assert.equal(
		await row(page, "/articles").getAttribute("aria-expanded"),
		"false",
	);
	assert.equal(await row(page, "/articles/edit").count(), 0);
	assert.equal(await press("ArrowDown"), "/about");
	assert.equal(await press("ArrowUp"), "/articles");
	await press("ArrowRight");
	assert.equal(
		await row(page, "/articles").getAttribute("aria-expanded"),
		"true",
	);
	assert.equal(await press("End"), "/users");
	assert.equal(await press("ArrowUp"), "/broken");
	await press("Enter");
	const details = page.getByRole("complementary", { name: "Details" });
	await details.getByText("the database is down").first().waitFor();
	assert.equal(
		await row(page, "/broken").getAttribute("aria-selected"),
		"true",
	);
	await press("Tab");
	assert.equal(
		await page.evaluate("document.activeElement.textContent"),
		"Close",
	);
	assert.equal(await press("Escape"), "/broken");
	assert.ok(await details.isHidden());
	assert.equal(await press("Home"), "/");
	// What comes in does not take the keyboard away.
	await ask("/about");
	await state(page, "/about", "loaded").waitFor();
	assert.equal(await focused(), "/");
	assert.equal(await press("Shift+Tab"), "filter");
	assert.equal(await press("Shift+Tab"), await focused());
	await press("ArrowRight");
	await page.getByText("5 of 6 shown").waitFor();
	assert.deepEqual(complaints, []);
});

test("what is untrusted is shown as text", withBrowser, async (t) => {
	const hostile = [
		'<img src="x" onerror="document.title=1">',
		"__proto__",
		"constructor",
		"\u202Eabc\n",
		"&amp;",
	];
	const { ask, page, complaints } = await inspect(t, {
		_q_exports: hostile,
		_q_import: (name: string) => {
			throw Object.assign(new Error(`<b>no</b> ${name}`), {
				stack: "<script>document.title=1</script>",
			});
		},
	});
	for (const name of hostile) {
		await ask(`/${encodeURIComponent(name)}`);
	}
	await page.getByText("Failures (5)").waitFor();
	await page.locator("#failures button").first().click();
	await page
		.locator("pre", { hasText: "<script>document.title=1</script>" })
		.waitFor();
	assert.equal(await page.locator("tbody tr").count(), 6);
	assert.match(
		(await page.locator("#failures-list").textContent()) ?? "",
		/<b>no<\/b> <img src="x"/,
	);
	assert.equal(await page.locator("img, b, pre script").count(), 0);
	assert.match(await page.title(), /^Inspector/);
	assert.deepEqual(complaints, []);
});

test("a thousand names are shown and filtered", withBrowser, async (t) => {
	const names = Array.from({ length: 1_000 }, (_, i) => `name-${i}`);
	const { ask, page, complaints } = await inspect(t, {
		_q_exports: names,
		_q_import: (name: string) => name,
	});
	await page.getByText("1,001 of 1,001 shown").waitFor();
	await page.getByRole("searchbox").fill("NAME-99 not");
	await page.getByText("12 of 1,001 shown").waitFor();
	assert.equal(await page.locator("tbody tr").count(), 12);
	await ask("/name-99");
	await page.getByText("11 of 1,001 shown").waitFor();
	await page.getByRole("searchbox").fill("");
	await page.getByRole("button", { name: "Preload everything" }).click();
	await page.getByText(/^Preloaded: 999 imported, 0 failed/).waitFor();
	assert.equal(await page.locator("#loaded").textContent(), "1,000 of 1,000");
	assert.deepEqual(complaints, []);
});

for (const colorScheme of ["light", "dark"] as const) {
	for (const width of [400, 1_280]) {
		test(
			`nothing stands in the way of reading it: ${colorScheme}, ${width} pixels wide`,
			withBrowser,
			async (t) => {
				const { ask, page } = await inspect(t, writeSite(t), {
					colorScheme,
					viewport: { width, height: 800 },
					bypassCSP: true, // For axe, which is put into the page.
				});
				await ask("/articles/edit");
				await ask("/broken");
				await ask("/users");
				await page.locator("#failures button").first().click();
				const paper = await page.evaluate(
					"getComputedStyle(document.body).backgroundColor",
				);
				assert.equal(
					paper === "rgb(255, 255, 255)",
					colorScheme === "light",
					String(paper),
				);
				assert.equal(
					await page.evaluate("document.documentElement.scrollWidth"),
					width,
				);
				assert.deepEqual(await barriersIn(page), []);
			},
		);
	}
}

test("nothing moves for those who do not want it", withBrowser, async (t) => {
	for (const [reducedMotion, animation] of [
		["reduce", "none"],
		["no-preference", "turn"],
	] as const) {
		const { ask, page } = await inspect(
			t,
			{ _q_exports: ["never"], _q_import: () => new Promise(() => {}) },
			{ reducedMotion },
		);
		const asked = ask("/never").catch(() => {});
		await state(page, "/never", "loading").waitFor();
		const name = await page.evaluate(
			"getComputedStyle(document.querySelector('[data-state=loading] .state'), '::before').animationName",
		);
		assert.equal(name, animation);
		void asked;
	}
});

test(
	"the page connects again when the connection is lost, or answered by something else",
	withBrowser,
	async (t) => {
		let isAway = false;
		const proxy: RequestHandler = (_req, res, next) => {
			if (isAway) {
				res.status(502).send("bad gateway");
			} else {
				next();
			}
		};
		const { ask, page, server } = await inspect(t, writeSite(t), {
			before: proxy,
		});
		await page.getByText("live", { exact: true }).waitFor();
		isAway = true;
		server.closeAllConnections();
		await page.getByText("not connected, trying again").waitFor();
		await page.waitForResponse((response) => response.status() === 502);
		isAway = false;
		await page.getByText("live", { exact: true }).waitFor();
		await ask("/about");
		await state(page, "/about", "loaded").waitFor();
	},
);

test("without JavaScript there is a word", withBrowser, async (t) => {
	const { port } = await serveInspected(t, writeSite(t), helmet());
	const { page } = await openPage(t, { javaScriptEnabled: false });
	await page.goto(`http://127.0.0.1:${port}/_site/`);
	assert.ok(await page.getByText("needs JavaScript").isVisible());
});

interface PageOptions extends BrowserContextOptions {
	readonly before?: RequestHandler;
}

/** Opens the inspector of `root`, served behind helmet as it comes, and waits until it is live. */
async function inspect(
	t: TestContext,
	root: Root,
	{ before = (_req, _res, next) => next(), ...options }: PageOptions = {},
): Promise<Inspected & Opened> {
	const secure = helmet();
	const inspected = await serveInspected(t, root, (req, res, next) =>
		secure(req, res, () => before(req, res, next)),
	);
	const opened = await openPage(t, options);
	// Without its final slash, as people type it.
	await opened.page.goto(`http://127.0.0.1:${inspected.port}/_site`);
	await opened.page.getByText("live", { exact: true }).waitFor();
	return { ...inspected, ...opened };
}

function row(page: Page, path: string) {
	return page.locator(`tbody tr[data-path="${path}"]`);
}

function state(page: Page, path: string, word: string) {
	return row(page, path).locator(".state", {
		hasText: new RegExp(`^${word}$`),
	});
}
