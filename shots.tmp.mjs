import { chromium } from "playwright-core";

const b = await chromium.launch({
	executablePath: "/usr/bin/chromium",
	args: ["--no-sandbox", "--disable-gpu", "--disable-quic"],
});
for (const width of [1280, 390]) {
	const p = await b.newPage({ viewport: { width, height: 900 } });
	p.on("console", (m) => console.log("console", m.text()));
	p.on("pageerror", (m) => console.log("error", m.message));
	for (const [name, path] of Object.entries(JSON.parse(process.argv[2]))) {
		await p.goto(
			path.startsWith("file:") ? path : `http://localhost:4310${path}`,
			{ waitUntil: "load" },
		);
		await p.waitForTimeout(700);
		const over = await p.evaluate(
			"document.documentElement.scrollWidth - innerWidth",
		);
		if (over > 0) console.log(name, width, "overflows by", over);
		await p.screenshot({
			path: `/tmp/nr/${name}-${width}.png`,
			fullPage: false,
		});
	}
	await p.close();
}
await b.close();
