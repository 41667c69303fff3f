// The inspector's page in a browser: by mouse and by keyboard, and what is untrusted in it.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { RequestHandler } from "express";
import type { Root } from "express-publisher";
import helmet from "helmet";
import type { BrowserContextOptions, Page } from "playwright-core";
import {
	barriersIn,
	type Opened,
	openPage,
	withBrowser,
} from "../support/browser.js";
import {
	type Inspected,
	serveInspected,
	writeSite,
} from "../support/inspected.js";

test(
	"the page shows the tree, and a broken module with its cause, without reloading it",
	withBrowser,
	async (t) => {
		const { ask, page, complaints } = await inspect(t, writeSite(t));
		await state(page, "/", "not imported").waitFor();

		await ask("/about");
		await state(page, "/", "imported").waitFor();
		await state(page, "/about", "imported").waitFor();
		await state(page, "/articles", "not imported").waitFor();
		assert.match(
			String(await row(page, "/about").textContent()),
			/text\/about1[\d.]+ ms$/,
		);

		await ask("/broken");
		await state(page, "/broken", "failed").waitFor();
		const failure = page.locator("#failures li", { hasText: "/broken" });
		assert.match(String(await failure.textContent()), /the database is down/);
		await ask("/users");
		await state(page, "/users", "unpublishable").waitFor();
		const unpublishable = page.locator("#failures li", { hasText: "/users" });
		assert.match(
			String(await unpublishable.textContent()),
			/the class Users, not an instance.*new Users\(\)/,
		);
		assert.equal(await page.locator("#failed").textContent(), "2");
		// The counts add up: what cannot be published is counted as that, though it was imported.
		assert.equal(await page.locator("#imported").textContent(), "2 of 5");
		assert.equal(await page.locator("#importing").textContent(), "0");
		assert.equal(await page.locator("#not-imported").textContent(), "1");

		await failure.getByRole("button").click();
		const details = page.getByRole("complementary", { name: "Details" });
		assert.match(
			String(await details.locator("pre").textContent()),
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
		assert.ok(Number(starts[0]) < Number(starts[3]));
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
		await state(page, "/articles/edit", "imported").waitFor();
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

test(
	"rows are sorted by a column, and view, filter and row are in the address",
	withBrowser,
	async (t) => {
		const names = Array.from({ length: 30 }, (_, index) => `name-${index}`);
		const root = { _q_exports: names, _q_import: (name: string) => name };
		const { ask, page, complaints } = await inspect(t, root);
		for (const [path, times] of [
			["/name-7", 3],
			["/name-20", 2],
		] as const) {
			for (let time = 0; time < times; time++) {
				await ask(path);
			}
		}
		await row(page, "/name-7").locator(".requests", { hasText: "3" }).waitFor();
		const paths = () =>
			page
				.locator("tbody tr")
				.evaluateAll((rows) => rows.map((row) => row.dataset.path));
		const head = page.getByRole("columnheader", { name: "Requests" });
		await head.getByRole("button").click();
		assert.equal(await head.getAttribute("aria-sort"), "descending");
		assert.deepEqual((await paths()).slice(0, 3), ["/", "/name-7", "/name-20"]);
		await head.getByRole("button").click();
		assert.deepEqual((await paths()).slice(0, 3), ["/name-20", "/name-7", "/"]);

		await page.locator("#filter").fill("name-2");
		await row(page, "/name-20").click();
		await page.reload();
		await page.locator("#details h2", { hasText: "/name-20" }).waitFor();
		assert.equal(await page.locator("#filter").inputValue(), "name-2");
		assert.deepEqual((await paths()).slice(0, 2), ["/name-20", "/name-2"]);

		await page.keyboard.press("Escape"); // The details leave no space for the column.
		await head.getByRole("button").click();
		assert.equal(await head.getAttribute("aria-sort"), null);
		assert.deepEqual((await paths())[0], "/");
		assertQuiet(complaints);
	},
);

test(
	"one row is preloaded, a failed one tried again, and a preload stopped",
	withBrowser,
	async (t) => {
		let isDown = true;
		const { page, complaints } = await inspect(t, {
			_q_exports: ["a", "never", "after"],
			_q_import(name: string) {
				if (name === "never") {
					return new Promise(() => {});
				}
				if (name === "a" && isDown) {
					throw new Error("down");
				}
				return name;
			},
		});
		await row(page, "/a").click();
		await page.getByRole("button", { name: "Preload this" }).click();
		await state(page, "/a", "failed").waitFor();
		isDown = false;
		await page.getByRole("button", { name: "Try again" }).click();
		await state(page, "/a", "imported").waitFor();
		await state(page, "/after", "not imported").waitFor();

		await page.getByRole("button", { name: "Preload everything" }).click();
		await state(page, "/never", "importing").waitFor();
		await page.getByRole("button", { name: "Stop" }).click();
		await page.locator("#preloaded", { hasText: "Stopped: " }).waitFor();
		await state(page, "/after", "not imported").waitFor();
		assert.deepEqual(complaints, []);
	},
);

test(
	"one long import flattens the others until one zooms in, by keyboard and by mouse; the address has what is shown",
	withBrowser,
	async (t) => {
		let end = () => {};
		const { ask, page, complaints } = await inspect(t, {
			_q_exports: ["long", "quick", "last"],
			_q_import: (name: string) =>
				name === "long"
					? new Promise((resolve) => {
							end = () => resolve("at last");
						})
					: delay(20, name),
		});
		const long = ask("/long");
		await state(page, "/long", "importing").waitFor();
		await ask("/quick");
		await delay(1_500);
		end();
		await long;
		await ask("/last");
		await state(page, "/last", "imported").waitFor();
		assert.ok(await page.locator("#zoom").isHidden());
		await page.getByText("Waterfall").click();
		await page.getByText("3 of 4 shown").waitFor();
		const widthOf = async (path: string) =>
			Number((await row(page, path).locator(".import").boundingBox())?.width);
		const flat = await widthOf("/quick");

		await row(page, "/quick").click();
		await page.locator("#zoom-in").focus();
		for (let times = 0; times < 4; times++) {
			await page.keyboard.press("Enter");
		}
		await page.getByText("2 of 4 shown").waitFor();
		const wide = await widthOf("/quick");
		assert.ok(wide > 5 * flat, `${flat} pixels became ${wide}`);
		assert.match(page.url(), /[#&]time=[\d.]+-[\d.]+/);
		await page.reload();
		await page.getByText("2 of 4 shown").waitFor();
		assert.equal(await widthOf("/quick"), wide);
		// The labels count from where the part begins.
		assert.match(
			String(await page.locator(".tick").nth(1).textContent()),
			/^\+[\d.]+ ms$/,
		);

		const seen = page.url();
		await page.locator("#later").focus();
		await page.keyboard.press(" ");
		await page.waitForURL((url) => url.href !== seen);
		await page.getByRole("button", { name: "Earlier" }).click();
		await page.locator("#zoom-out").click();
		await page.getByRole("button", { name: "Whole time" }).click();
		await page.getByText("3 of 4 shown").waitFor();
		assert.doesNotMatch(page.url(), /time=/);

		await page.keyboard.press("Escape");
		const axis = await page.locator("#axis").boundingBox();
		const bar = await row(page, "/quick").locator(".import").boundingBox();
		if (axis === null || bar === null) {
			assert.fail("an axis and a bar that are not there");
		}
		const y = axis.y + axis.height / 2;
		await page.mouse.move(bar.x - 5, y);
		await page.mouse.down();
		await page.mouse.move(bar.x + bar.width + 5, y, { steps: 3 });
		await page.mouse.up();
		await page.getByText("2 of 4 shown").waitFor();
		assert.ok((await widthOf("/quick")) > 5 * flat);
		await page.getByText("Tree", { exact: true }).click();
		await page.getByText("4 of 4 shown").waitFor();
		assertQuiet(complaints);
	},
);

test(
	"requests that met a failed import are counted in its row",
	withBrowser,
	async (t) => {
		let isDown = true;
		const { ask, page } = await inspect(t, {
			_q_exports: ["shop"],
			_q_import(name: string) {
				if (isDown) {
					throw new Error("down");
				}
				return name;
			},
		});
		const requests = row(page, "/shop").locator(".requests");
		for (let times = 0; times < 3; times++) {
			assert.equal((await ask("/shop")).status, 500);
		}
		await requests.getByText("3 failed").waitFor();
		isDown = false;
		await ask("/shop");
		await state(page, "/shop", "imported").waitFor();
		assert.match(await requests.innerText(), /^1\s*3 failed$/);
		await row(page, "/shop").click();
		await page
			.locator("#details")
			.getByText("Requests that failed here")
			.waitFor();
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
	// First the heads of the columns, by which the rows are sorted.
	const heads = await page.locator(".sort:visible").count();
	assert.ok(heads >= 5);
	await press(...Array.from({ length: heads }, () => "Tab"));
	assert.equal(await page.evaluate("document.activeElement.className"), "sort");
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
	await state(page, "/about", "imported").waitFor();
	assert.equal(await focused(), "/");
	const back = await page.locator(".sort:visible").count();
	await press(...Array.from({ length: back }, () => "Shift+Tab"));
	assert.equal(await press("Shift+Tab"), "filter");
	assert.equal(await press("Shift+Tab"), await focused());
	await press("ArrowRight");
	await page.getByText("5 of 6 shown").waitFor();
	assert.deepEqual(complaints, []);
});

test(
	"on a small screen, the details cover nothing that cannot be scrolled above them",
	withBrowser,
	async (t) => {
		const { ask, page } = await inspect(t, writeSite(t), {
			viewport: { width: 400, height: 500 },
		});
		await ask("/articles/edit");
		await ask("/broken");
		await page.getByText("Waterfall").click();
		await page.locator("#failures button").first().click();
		const details = page.getByRole("complementary", { name: "Details" });
		for (const control of [
			...(await page.locator("#zoom button").all()),
			...(await page.locator("tbody tr").all()),
		]) {
			await control.focus();
			const box = await control.boundingBox();
			const panel = await details.boundingBox();
			assert.ok(box && panel && box.y >= 0);
			assert.ok(box.y + box.height <= panel.y, `${box.y} below ${panel.y}`);
		}
	},
);

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
		String(await page.locator("#failures-list").textContent()),
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
	assert.equal(await page.locator("#imported").textContent(), "1,000 of 1,000");
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
				await page.keyboard.press("Escape");
				await page.getByText("Waterfall").click();
				await page.locator("#zoom-in").click();
				await page.waitForURL(/time=/);
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
		await state(page, "/never", "importing").waitFor();
		const name = await page.evaluate(
			"getComputedStyle(document.querySelector('[data-state=importing] .state'), '::before').animationName",
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
		await state(page, "/about", "imported").waitFor();
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

/** Asserts that the browser complained of nothing, but of the stream that a page lets go of when it is loaded anew. */
function assertQuiet(complaints: readonly string[]): void {
	assert.deepEqual(
		complaints.filter((complaint) => !complaint.includes("ERR_ABORTED")),
		[],
	);
}
